import { emitConcat } from '../../emit/concat.js';
import { emitReshape } from '../../emit/reshape.js';
import { emitTranspose } from '../../emit/transpose.js';
import type { Tensor } from '../../graph/graph.js';
import { emitWindows } from './columns.js';
import { type ConvGeometry, type Pair, reach } from './geometry.js';
import { emitChannelProducts } from './weight-gradient-products.js';

/**
 * The weights' gradient of a convolution with stride 1, dilation 1 and one group as one product of x with the columns of dy: the few
 * output channels, not the many of x, are copied once per tap. dW[o, i, a, b] = sum over r, s of dy[o, r - a, s - b] · x[i, r, s].
 */
export function emitGradientFromOutputColumns(x: Tensor, dy: Tensor, geometry: ConvGeometry): Tensor {
  const { kernel, before, after, input, output } = geometry;
  const [n, inputs, outputs] = [x.shape[0]!, x.shape[1]!, dy.shape[1]!];
  const samples = input[0] * input[1];
  const rest = (padding: Pair): Pair => [reach(geometry)[0] - padding[0], reach(geometry)[1] - padding[1]];
  const transposed = { ...geometry, before: rest(before), after: rest(after), input: output, output: input };
  const windows = emitWindows(dy, transposed)
    .toReversed()
    .map((window) => emitReshape(window, [n, outputs, 1, samples]));
  const taps = windows.length;
  const columns = emitReshape(emitConcat(windows, 2), [n, 1, outputs * taps, samples]);
  const products = emitChannelProducts(columns, emitReshape(x, [n, 1, inputs, samples]));
  const ordered = emitTranspose(emitReshape(products, [outputs, taps, inputs]), [0, 2, 1]);
  return emitReshape(ordered, [outputs, inputs, ...kernel]);
}
