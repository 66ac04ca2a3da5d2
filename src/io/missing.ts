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
