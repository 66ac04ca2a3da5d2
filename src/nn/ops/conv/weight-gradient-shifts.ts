import { emitConcat } from '../../emit/concat.js';
import { emitPad } from '../../emit/pad.js';
import { emitReshape } from '../../emit/reshape.js';
import type { Tensor } from '../../graph/graph.js';
import type { ConvGeometry } from './geometry.js';
import { emitChannelProducts } from './weight-gradient-products.js';

/**
 * The weights' gradient of a convolution with stride 1, dilation 1 and one group, one product per kernel tap, from few copies: the
 * kernel's rows shift dy, its columns shift x, dW[o, i, a, b] = sum over r, s of dy[o, r - a, s] · x[i, r, s + b]. Each is copied
 * once per row or column of the kernel instead of x once per tap, and Pad shifts, crops and pads in that one copy.
 *
 * All copies have the input's rows and the output's columns, which is where both factors can differ from zero.
 */
export function emitGradientFromShifts(x: Tensor, dy: Tensor, geometry: ConvGeometry): Tensor {
  const { kernel, before, input, output } = geometry;
  const [n, inputs, outputs] = [x.shape[0]!, x.shape[1]!, dy.shape[1]!];
  const flat = (t: Tensor): Tensor => emitReshape(t, [n, 1, t.shape[1]!, input[0] * output[1]]);
  const rows = Array.from({ length: kernel[0] }, (_, a) => {
    const shift = a - before[0];
    return flat(emitPad(dy, [0, 0, shift, 0], [0, 0, input[0] - output[0] - shift, 0]));
  });
  const columns = Array.from({ length: kernel[1] }, (_, b) => {
    const shift = before[1] - b;
    return flat(emitPad(x, [0, 0, 0, shift], [0, 0, 0, output[1] - input[1] - shift]));
  });
  const taps = rows.flatMap((row) =>
    columns.map((column) => emitReshape(emitChannelProducts(row, column), [outputs, inputs, 1])),
  );
  return emitReshape(emitConcat(taps, 2), [outputs, inputs, ...kernel]);
}
