import { emitSlice } from '../../emit/slice.js';
import { emitSpread } from '../../emit/spread.js';
import type { Tensor } from '../../graph/graph.js';
import { sizeOf } from '../../graph/shape.js';
import { ints } from '../../onnx/model.js';
import { convAttributes, emitConv } from './emit-conv.js';
import { emitFlippedWeights } from './flipped-weights.js';
import { type ConvGeometry, type Pair, reach } from './geometry.js';

/**
 * The transpose of a convolution: maps tensors of its output's size to tensors of its input's size. `geometry` and
 * `w` [O, C / groups, rows, columns] are those of the convolution, `bias` has C samples. This is the gradient of a convolution's
 * input as well as the forward pass of a transposed convolution; it brings no gradient.
 *
 * With stride 1 it is a convolution with flipped weights, which ONNX Runtime does 1.2 to 1.5 times faster than ConvTranspose; in
 * groups on WebGPU too, where ConvTranspose is wrong for 8 to 4 channels in 4 groups (ONNX Runtime 1.30).
 */
export function emitConvTranspose(y: Tensor, w: Tensor, bias: Tensor | null, geometry: ConvGeometry): Tensor {
  const { graph } = y;
  const { stride, before, after, input, output } = geometry;
  const furthest = reach(geometry);
  const wrong = graph.target === 'webgpu' && geometry.groups > 1;
  if (stride.every((step) => step === 1) || graph.target === 'reference' || wrong) {
    const stuffed = emitZerosBetween(y, stride);
    const size: Pair = [stuffed.shape[2]!, stuffed.shape[3]!];
    const first: Pair = [furthest[0] - before[0], furthest[1] - before[1]];
    const last = (axis: 0 | 1): number => input[axis] + furthest[axis] - size[axis] - first[axis];
    return emitConv(stuffed, emitFlippedWeights(w, geometry.groups), bias, {
      ...geometry,
      stride: [1, 1],
      before: first,
      after: [last(0), last(1)],
      input: size,
      output: input,
    });
  }
  const shape = [y.shape[0]!, w.shape[1]! * geometry.groups, ...input];
  graph.flops += 2 * sizeOf(y.shape) * sizeOf(w.shape.slice(1));
  const rest = (axis: 0 | 1): number =>
    input[axis] - ((output[axis] - 1) * stride[axis] + furthest[axis] + 1 - before[axis] - after[axis]);
  const attributes = { ...convAttributes(geometry), output_padding: ints([rest(0), rest(1)]) };
  return graph.emit('ConvTranspose', bias === null ? [y, w] : [y, w, bias], shape, { attributes });
}

/** Puts `stride` - 1 zeros between neighbouring samples of the images. */
function emitZerosBetween(y: Tensor, stride: Pair): Tensor {
  if (stride.every((step) => step === 1)) return y;
  return emitSlice(emitSpread(y, [1, 1, ...stride]), [
    { axis: 2, from: 0, to: (y.shape[2]! - 1) * stride[0] + 1 },
    { axis: 3, from: 0, to: (y.shape[3]! - 1) * stride[1] + 1 },
  ]);
}
