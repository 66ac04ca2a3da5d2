import { emitConcat } from '../../emit/concat.js';
import { emitMatmul } from '../../emit/matmul.js';
import { emitPad } from '../../emit/pad.js';
import { emitReduce } from '../../emit/reduce.js';
import { emitReshape } from '../../emit/reshape.js';
import { emitSlice } from '../../emit/slice.js';
import { emitTranspose } from '../../emit/transpose.js';
import type { Tensor } from '../../graph/tensor.js';
import type { ConvGeometry } from './geometry.js';

/**
 * The weights' gradient of a convolution with stride 1, dilation 1 and one group as a single product of width kernel rows ·
 * outputs by kernel columns · inputs.
 *
 * With images laid out flat, rows of the padded width W after each other, dW[o, i, a, b] = sum over q of
 * dy[o, q - a·W] · x[i, q + b]. The kernel's rows thus shift dy, its columns shift x, and each is copied kernel-size times instead
 * of once per tap. Samples that a shift carries over the end of a row meet the zeros that pad dy on the right.
 */
export function emitGradientFromShifts(x: Tensor, dy: Tensor, geometry: ConvGeometry): Tensor {
  const { kernel, before, input, output } = geometry;
  const [n, inputs, outputs] = [x.shape[0]!, x.shape[1]!, dy.shape[1]!];
  const width = output[1] + kernel[1] - 1;
  const height = output[0] + kernel[0] - 1;
  const below = height + 1 - input[0] - before[0];
  const images = emitPad(x, [0, 0, ...before], [0, 0, below, width - input[1] - before[1]]);
  const around = kernel[0] - 1;
  const grads = emitPad(dy, [0, 0, around, 0], [0, 0, around, width - output[1]]);
  const length = height * width;
  const cut = (flat: Tensor, from: number): Tensor => emitSlice(flat, [{ axis: 2, from, to: from + length }]);
  const flatImages = emitReshape(images, [n, inputs, (height + 1) * width]);
  const flatGrads = emitReshape(grads, [n, outputs, (output[0] + 2 * around) * width]);
  const columns = Array.from({ length: kernel[1] }, (_, b) => cut(flatImages, b));
  const rows = Array.from({ length: kernel[0] }, (_, a) => cut(flatGrads, (around - a) * width));
  const products = emitMatmul(emitConcat(rows, 1), emitConcat(columns, 1), { transposeB: true });
  const { y } = emitReduce('ReduceSum', products, { axes: [0] });
  const taps = emitReshape(y, [kernel[0], outputs, kernel[1], inputs]);
  return emitTranspose(taps, [1, 3, 0, 2]);
}
