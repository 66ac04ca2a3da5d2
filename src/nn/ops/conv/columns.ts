import { emitConcat } from '../../emit/concat.js';
import { emitPad } from '../../emit/pad.js';
import { emitReshape } from '../../emit/reshape.js';
import { emitSlice } from '../../emit/slice.js';
import type { Tensor } from '../../graph/graph.js';
import { type ConvGeometry, reach } from './geometry.js';

/** What each kernel tap, row-major, sees of the padded image: tensors [N, C, output rows, output columns]. */
export function emitWindows(x: Tensor, geometry: ConvGeometry): Tensor[] {
  const { kernel, stride, dilation, before, after, input, output } = geometry;
  const furthest = reach(geometry);
  const padded = emitPad(x, [0, 0, ...before], [0, 0, ...after]);
  const taps = (axis: 0 | 1) =>
    Array.from({ length: kernel[axis] }, (_, k) => {
      const from = k * dilation[axis];
      const to = from + (output[axis] - 1) * stride[axis] + 1;
      return { axis: axis + 2, from, to, step: stride[axis] };
    });
  if (furthest.every((n) => n === 0) && input[0] === output[0] && input[1] === output[1]) return [padded];
  return taps(0).flatMap((row) => taps(1).map((column) => emitSlice(padded, [row, column])));
}

/** The windows below each other (im2col): [N, groups, channels of a group · taps, output samples]. */
export function emitColumns(x: Tensor, geometry: ConvGeometry): Tensor {
  const [n, channels] = [x.shape[0]!, x.shape[1]!];
  const { groups, output } = geometry;
  const samples = output[0] * output[1];
  const windows = emitWindows(x, geometry).map((w) => emitReshape(w, [n, channels, 1, samples]));
  return emitReshape(emitConcat(windows, 2), [n, groups, (channels / groups) * windows.length, samples]);
}
