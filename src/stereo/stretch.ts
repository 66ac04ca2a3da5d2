import type { StereoImage } from './image.js';

/** Every how many samples the percentiles look at one, at most this many. */
const LOOKED_AT = 1 << 20;

/** Grey value = `scale * (sample - low)`, rounded and kept within 0 to 255. */
export interface GreyRule {
  readonly low: number;
  readonly scale: number;
}

/** Of samples that are 8-bit grey values already. */
export const GREY_AS_IS: GreyRule = { low: 0, scale: 1 };

/** Spreads the 2nd to the 98th percentile over 0 to 255; NaN is no sample. */
export function stretchRule(samples: Float32Array): GreyRule {
  const step = Math.max(1, Math.floor(samples.length / LOOKED_AT));
  const seen = samples.filter((v, i) => i % step === 0 && Number.isFinite(v)).sort();
  const low = seen[Math.floor(0.02 * (seen.length - 1))] ?? 0;
  const high = seen[Math.ceil(0.98 * (seen.length - 1))] ?? 1;
  return { low, scale: high > low ? 255 / (high - low) : 0 };
}

/** 8-bit image from samples of any unit; NaN is no sample. */
export function toGrey(
  samples: Float32Array,
  width: number,
  height: number,
  { low, scale }: GreyRule,
): StereoImage {
  const out = new Uint8Array(samples.length);
  const valid = new Uint8Array(samples.length);
  let missing = false;
  for (let i = 0; i < samples.length; i++) {
    const v = samples[i];
    if (Number.isFinite(v)) {
      valid[i] = 1;
      out[i] = Math.min(Math.max(Math.round((v - low) * scale), 0), 255);
    } else missing = true;
  }
  return missing ? { width, height, samples: out, valid } : { width, height, samples: out };
}

/** {@link toGrey} with the image's own {@link stretchRule}. */
export function stretch(samples: Float32Array, width: number, height: number): StereoImage {
  return toGrey(samples, width, height, stretchRule(samples));
}
