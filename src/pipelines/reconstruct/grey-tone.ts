import { quantiles } from '../../math/order-statistics.js';
import type { Tone } from './tone.js';

/** Median that images of another scale get: that of flat ground in the images of the training, which are exposed with 80 to 150. */
const MEDIAN = 115;
/** Images whose brightest samples lie between these have grey levels of 8 bits already. */
const EIGHT_BITS = [16, 255] as const;

/**
 * What brings an image to the grey levels that a network knows which takes them as they are, from samples of all of it: grey levels of 8
 * bits stay, others (reflectance, 10 to 16 bits) are multiplied, so that shading keeps its contrast. Null without a sample above 0.
 */
export function greyTone(samples: Float32Array): Tone | null {
  const [middle, high] = quantiles(samples, [0.5, 0.999]) as [number, number];
  if (!(high > 0)) return null;
  const [low, white] = EIGHT_BITS;
  if (high >= low && high <= white) return { gain: 1, offset: 0 };
  return { gain: middle > 0 ? MEDIAN / middle : white / high, offset: 0 };
}

/** First one, then the other. */
export function thenTone(first: Tone, second: Tone): Tone {
  return { gain: second.gain * first.gain, offset: second.gain * first.offset + second.offset };
}
