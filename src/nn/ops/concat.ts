import { emitConcat } from '../emit/concat.js';
import { emitSlice } from '../emit/slice.js';
import type { Tensor } from '../graph/graph.js';
import { normalAxes, sameShape, shapeError, showShape } from '../graph/shape.js';

/** Joins tensors along an axis (1, the channels of images, when left out); their other sizes have to be equal. */
export function concat(parts: readonly Tensor[], axis = 1): Tensor {
  const [first, ...others] = parts;
  if (first === undefined) throw shapeError('concat', 'needs at least one tensor');
  const k = normalAxes('concat', first.shape, [axis])[0]!;
  const rest = ({ shape }: Tensor) => shape.map((size, i) => (i === k ? 0 : size));
  for (const t of others) {
    if (!sameShape(rest(t), rest(first))) {
      const shapes = `${showShape(first.shape)} and ${showShape(t.shape)}`;
      throw shapeError('concat', `${shapes} differ in more than axis ${k}`);
    }
  }
  if (others.length === 0) return first;
  return first.graph.record(parts, emitConcat(parts, k), (dy, wanted) => {
    let from = 0;
    return parts.map(({ shape }, i) => {
      const range = { axis: k, from, to: from + shape[k]! };
      from = range.to;
      return wanted[i] === true ? emitSlice(dy, [range]) : null;
    });
  });
}
