import { emitMatmul } from '../../emit/matmul.js';
import { emitReduce } from '../../emit/reduce.js';
import { emitReshape } from '../../emit/reshape.js';
import type { Tensor } from '../../graph/tensor.js';
import { emitColumns } from './columns.js';
import type { ConvGeometry } from './geometry.js';

/** The weights' gradient as one product of dy with all columns (im2col). */
export function emitGradientFromColumns(x: Tensor, dy: Tensor, geometry: ConvGeometry): Tensor {
  const { groups, kernel, output } = geometry;
  const [n, inputs, outputs] = [x.shape[0]!, x.shape[1]!, dy.shape[1]!];
  const rows = emitReshape(dy, [n, groups, outputs / groups, output[0] * output[1]]);
  const products = emitMatmul(rows, emitColumns(x, geometry), { transposeB: true });
  const { y } = emitReduce('ReduceSum', products, { axes: [0] });
  return emitReshape(y, [outputs, inputs / groups, ...kernel]);
}
