import { emitSlice, type Range } from '../emit/slice.js';
import { emitUnslice } from '../emit/unslice.js';
import type { Tensor } from '../graph/graph.js';
import { normalAxes, shapeError, showShape } from '../graph/shape.js';

/** A window, also with steps: along every named axis the samples from, from + step, … below to. Other axes are kept whole. */
export function slice(x: Tensor, ranges: readonly Range[]): Tensor {
  const list = ranges.map((range) => ({ ...range, axis: normalAxes('slice', x.shape, [range.axis])[0]! }));
  for (const { axis, from, to, step = 1 } of list) {
    const sound = [from, to, step].every(Number.isInteger) && from >= 0 && to <= x.shape[axis]!;
    if (!sound || from >= to || step < 1) {
      const range = `${from} to ${to} in steps of ${step} on axis ${axis}`;
      throw shapeError('slice', `${range} is not a window of ${showShape(x.shape)}`);
    }
  }
  return x.graph.record([x], emitSlice(x, list), (dy) => [emitUnslice(dy, x.shape, list)]);
}
