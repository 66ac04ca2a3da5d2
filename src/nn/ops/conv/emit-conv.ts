import { emitMatmul } from '../../emit/matmul.js';
import { emitReshape } from '../../emit/reshape.js';
import type { Tensor } from '../../graph/graph.js';
import { sizeOf } from '../../graph/shape.js';
import { type Attribute, int, ints } from '../../onnx/model.js';
import { emitColumns } from './columns.js';
import type { ConvGeometry } from './geometry.js';

/** The convolution (a correlation, as everywhere in networks) of x with w [O, C / groups, rows, columns], without a gradient. */
export function emitConv(x: Tensor, w: Tensor, bias: Tensor | null, geometry: ConvGeometry): Tensor {
  const { graph } = x;
  if (graph.target === 'reference') return emitReferenceConv(x, w, bias, geometry);
  const shape = [x.shape[0]!, w.shape[0]!, ...geometry.output];
  graph.flops += 2 * sizeOf(shape) * sizeOf(w.shape.slice(1));
  const inputs = bias === null ? [x, w] : [x, w, bias];
  return graph.emit('Conv', inputs, shape, { attributes: convAttributes(geometry) });
}

/** The attributes that Conv and ConvTranspose share. */
export function convAttributes(geometry: ConvGeometry): Readonly<Record<string, Attribute>> {
  return {
    kernel_shape: ints(geometry.kernel),
    strides: ints(geometry.stride),
    dilations: ints(geometry.dilation),
    pads: ints([...geometry.before, ...geometry.after]),
    group: int(geometry.groups),
  };
}

/** In float64, where ONNX Runtime has no Conv: the product of the weights with the columns. */
function emitReferenceConv(x: Tensor, w: Tensor, bias: Tensor | null, geometry: ConvGeometry): Tensor {
  const { groups, output } = geometry;
  const [n, channels] = [x.shape[0]!, w.shape[0]!];
  const matrix = emitReshape(w, [groups, channels / groups, sizeOf(w.shape.slice(1))]);
  const y = emitReshape(emitMatmul(matrix, emitColumns(x, geometry)), [n, channels, ...output]);
  return bias === null ? y : x.graph.emit('Add', [y, emitReshape(bias, [channels, 1, 1])], y.shape);
}
