/**
 * How samples become the network's numbers.
 *
 * none: as they are. affine: scale · x + offset. The others use the valid samples of the tile: min-max maps them to 0 … 1, standard to
 * mean 0 and (population) deviation 1, standard-from-zero is standard minus its minimum (Chen et al. 2022),
 * from-mean is the difference to their mean over `scale`. above-least (Cai and Wilson 2025) counts from the tile's least sample: from
 * `min` to `max` above it to 0 … 1, by the logarithm where `log` says so, less than 1 above `min` counting as 1.
 */
export type Normalisation =
  | { readonly type: 'none' }
  | { readonly type: 'affine'; readonly scale: number; readonly offset: number }
  | { readonly type: 'min-max' }
  | { readonly type: 'standard' }
  | { readonly type: 'from-mean'; readonly scale: number }
  | { readonly type: 'standard-from-zero' }
  | { readonly type: 'above-least'; readonly min: number; readonly max: number; readonly log: boolean };

/** y = (x - offset) / scale, with x = scale · y + offset as the way back. */
export interface Affine {
  readonly scale: number;
  readonly offset: number;
}

/** {@link Affine}, or with `log` y = ln(x - offset) / scale. */
export interface Mapping extends Affine {
  readonly log?: boolean;
}

/** A tile without relief is not blown up: deviations and ranges below it count as this (sample units). */
const SMALLEST_SCALE = 1e-6;

/** The mapping of a tile's samples; NaN are left out. A tile without samples is not changed. */
export function normalisationOf(rule: Normalisation, samples: Float32Array): Mapping {
  if (rule.type === 'none') return { scale: 1, offset: 0 };
  if (rule.type === 'affine') return { scale: 1 / rule.scale, offset: -rule.offset / rule.scale };
  const { count, mean, deviation, min, max } = statistics(samples);
  if (count === 0) return { scale: 1, offset: 0 };
  switch (rule.type) {
    case 'min-max':
      return { scale: Math.max(max - min, SMALLEST_SCALE), offset: min };
    case 'standard':
      return { scale: Math.max(deviation, SMALLEST_SCALE), offset: mean };
    case 'from-mean':
      return { scale: rule.scale, offset: mean };
    case 'standard-from-zero':
      // (x - mean) / deviation - (min - mean) / deviation: the mean cancels.
      return { scale: Math.max(deviation, SMALLEST_SCALE), offset: min };
    case 'above-least': {
      const [range, offset] = [rule.max - rule.min, min + rule.min];
      return rule.log ? { scale: Math.log(range), offset, log: true } : { scale: range, offset };
    }
  }
}

/** The network's numbers; `fill` for missing samples. */
export function applyNormalisation(
  samples: Float32Array,
  { scale, offset, log = false }: Mapping,
  fill: number,
): Float32Array {
  const numbers = new Float32Array(samples.length);
  for (let i = 0; i < samples.length; i++) {
    const above = samples[i] - offset;
    if (Number.isNaN(above)) numbers[i] = fill;
    else numbers[i] = (log ? Math.log(Math.max(1, above)) : above) / scale;
  }
  return numbers;
}

/** The samples from the network's numbers. */
export const undoNormalisation = (
  numbers: Float32Array,
  { scale, offset, log = false }: Mapping,
): Float32Array => numbers.map((y) => (log ? Math.exp(y * scale) : y * scale) + offset);

/** In two passes, in float64. */
function statistics(samples: Float32Array) {
  let [count, sum, min, max] = [0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < samples.length; i++) {
    const x = samples[i];
    if (Number.isNaN(x)) continue;
    count++;
    sum += x;
    if (x < min) min = x;
    if (x > max) max = x;
  }
  const mean = sum / count;
  let squares = 0;
  for (let i = 0; i < samples.length; i++) {
    const d = samples[i] - mean;
    if (!Number.isNaN(d)) squares += d * d;
  }
  return { count, mean, deviation: Math.sqrt(squares / count), min, max };
}
