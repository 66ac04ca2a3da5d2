import type { RealSamples } from '../core/band.js';

/** Which samples are missing besides nodata and NaN. */
export interface MissingRule {
  readonly values: readonly number[];
  /** Smallest and largest sample that counts; null where every sample does. */
  readonly range: readonly [min: number, max: number] | null;
}

export const NOTHING_ELSE: MissingRule = { values: [], range: null };

/** Replaces what is missing by the one value that stands for it, in place. */
export function unifyMissing(samples: RealSamples, rule: MissingRule, nodata: number): void {
  if (samples instanceof BigInt64Array || samples instanceof BigUint64Array) return;
  const { values, range } = rule;
  if (values.length === 0 && range === null) return;
  const [min, max] = range ?? [-Infinity, Infinity];
  for (let i = 0; i < samples.length; i++) {
    const sample = samples[i];
    if (sample < min || sample > max || values.includes(sample)) samples[i] = nodata;
  }
}

const EXPONENT_AND_FRACTION = 0x7fffffff;
const INFINITE = 0x7f800000;

/**
 * Infinite heights of a part of an array become NaN: no ground is that high, and no slope, mean or weight beside one could be computed. So do heights
 * that single precision does not hold.
 */
export function dropInfinite(heights: Float32Array, start: number, end: number): void {
  const bits = new Uint32Array(heights.buffer, heights.byteOffset, heights.length);
  for (let i = start; i < end; i++) {
    if ((bits[i] & EXPONENT_AND_FRACTION) === INFINITE) heights[i] = Number.NaN;
  }
}
