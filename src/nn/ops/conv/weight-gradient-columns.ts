import { emitReshape } from '../../emit/reshape.js';
import type { Tensor } from '../../graph/graph.js';
import { emitColumns } from './columns.js';
import type { ConvGeometry } from './geometry.js';
import { emitChannelProducts } from './weight-gradient-products.js';

/** The weights' gradient as one product of dy with all columns (im2col). */
export function emitGradientFromColumns(x: Tensor, dy: Tensor, geometry: ConvGeometry): Tensor {
  const { groups, kernel, output } = geometry;
  const [n, inputs, outputs] = [x.shape[0]!, x.shape[1]!, dy.shape[1]!];
  const rows = emitReshape(dy, [n, groups, outputs / groups, output[0] * output[1]]);
  return emitReshape(emitChannelProducts(rows, emitColumns(x, geometry)), [
    outputs,
    inputs / groups,
    ...kernel,
  ]);
}
