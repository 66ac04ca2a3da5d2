import { emitConcat } from '../../emit/concat.js';
import { emitReshape } from '../../emit/reshape.js';
import type { Tensor } from '../../graph/graph.js';
import { emitWindows } from './columns.js';
import type { ConvGeometry } from './geometry.js';
import { emitChannelProducts } from './weight-gradient-products.js';

/** The weights' gradient as one product per kernel tap: dy with what that tap saw. */
export function emitGradientFromWindows(x: Tensor, dy: Tensor, geometry: ConvGeometry): Tensor {
  const { groups, kernel, output } = geometry;
  const [n, inputs, outputs] = [x.shape[0]!, x.shape[1]!, dy.shape[1]!];
  const samples = output[0] * output[1];
  const rows = emitReshape(dy, [n, groups, outputs / groups, samples]);
  const parts = emitWindows(x, geometry).map((window) => {
    const seen = emitReshape(window, [n, groups, inputs / groups, samples]);
    return emitReshape(emitChannelProducts(rows, seen), [outputs, inputs / groups, 1]);
  });
  return emitReshape(emitConcat(parts, 2), [outputs, inputs / groups, ...kernel]);
}
