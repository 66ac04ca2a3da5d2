import type { Tensor } from '../graph/graph.js';
import { add } from './add.js';
import { cast } from './cast.js';
import { clip } from './clip.js';
import { equal } from './equal.js';
import { greater } from './greater.js';
import { less } from './less.js';
import { multiply } from './multiply.js';
import { negate } from './negate.js';
import { subtract } from './subtract.js';
import { where } from './where.js';

/** What lies outside an image: zeros, or its border samples continued. */
export type Outside = 'zero' | 'border';

export type Pair = readonly [Tensor, Tensor];

/** The two samples of one axis between which a position lies. */
export interface SampleAxis {
  /** Where they are, within the image, in the graph's float type. */
  readonly indices: Pair;
  readonly weights: Pair;
  /** The weights' derivatives by the position. */
  readonly slopes: Pair;
}

/**
 * Linear interpolation at positions along an axis of `size` samples; records nothing when called unrecorded. Positions that are not numbers
 * have weights that are none, but indices within the image: a gather must never leave it.
 */
export function sampleAxis(position: Tensor, size: number, outside: Outside): SampleAxis {
  const last = size - 1;
  const whole = (t: Tensor): Tensor => t.graph.emit('Floor', [t], t.shape);
  const float = (t: Tensor): Tensor => cast(t, t.graph.float);
  if (outside === 'border') {
    const within = clip(position, 0, last);
    const floor = whole(within);
    const rest = subtract(within, floor);
    const positive = greater(position, 0);
    const first = where(positive, floor, 0);
    const slope = multiply(float(positive), float(less(position, last)));
    return {
      indices: [first, clip(add(first, 1), 0, last)],
      weights: [subtract(1, rest), rest],
      slopes: [negate(slope), slope],
    };
  }
  const floor = whole(position);
  const rest = subtract(position, floor);
  // Whatever is further out has both samples outside, too.
  const first = where(greater(position, -2), floor, -2);
  const second = add(first, 1);
  const indices = [clip(first, 0, last), clip(second, 0, last)] as const;
  // A sample outside is one that had to be moved into the image.
  const inside = [float(equal(first, indices[0])), float(equal(second, indices[1]))] as const;
  return {
    indices,
    weights: [multiply(subtract(1, rest), inside[0]), multiply(rest, inside[1])],
    slopes: [negate(inside[0]), inside[1]],
  };
}
