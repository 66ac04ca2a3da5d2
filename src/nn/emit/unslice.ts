import type { Shape } from '../graph/shape.js';
import type { Tensor } from '../graph/tensor.js';
import { emitPad } from './pad.js';
import { emitSlice, type Range } from './slice.js';
import { emitSpread } from './spread.js';

/** The gradient of a slice: puts `dy` where the slice of a tensor of `shape` was taken, zeros elsewhere. */
export function emitUnslice(dy: Tensor, shape: Shape, ranges: readonly Range[]): Tensor {
  let spread = dy;
  const before = shape.map(() => 0);
  const after = shape.map(() => 0);
  for (const { axis, from, step = 1 } of ranges) {
    const room = shape[axis]! - from;
    spread = emitSpread(spread, axis, step);
    // The zeros after the last sample may reach over the end.
    if (spread.shape[axis]! > room) spread = emitSlice(spread, [{ axis, from: 0, to: room }]);
    before[axis] = from;
    after[axis] = room - spread.shape[axis]!;
  }
  return emitPad(spread, before, after);
}
