import type { Tensor } from '../graph/graph.js';
import type { Shape } from '../graph/shape.js';
import { emitPad } from './pad.js';
import { emitSlice, type Range } from './slice.js';
import { emitSpread } from './spread.js';

/** The gradient of a slice: puts `dy` where the slice of a tensor of `shape` was taken, zeros elsewhere. */
export function emitUnslice(dy: Tensor, shape: Shape, ranges: readonly Range[]): Tensor {
  const steps = shape.map(() => 1);
  for (const { axis, step = 1 } of ranges) steps[axis] = step;
  let spread = emitSpread(dy, steps);
  // The zeros after the last sample may reach over the end.
  const over = ranges.flatMap(({ axis, from }) => {
    const room = shape[axis]! - from;
    return spread.shape[axis]! > room ? [{ axis, from: 0, to: room }] : [];
  });
  if (over.length > 0) spread = emitSlice(spread, over);
  const before = shape.map(() => 0);
  const after = shape.map(() => 0);
  for (const { axis, from } of ranges) {
    before[axis] = from;
    after[axis] = shape[axis]! - from - spread.shape[axis]!;
  }
  return emitPad(spread, before, after);
}
