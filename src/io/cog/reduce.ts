import { allocate, type CogDType, type CogSamples, isFloat, missingValue } from './cog-samples.js';
import type { CogSpec } from './cog-spec.js';

/** Halves an array of `width * height` samples, sizes rounded up, by the method of the spec. Fresh array. */
export function reduceByTwo(samples: CogSamples, width: number, height: number, spec: CogSpec): CogSamples {
  const out = allocate(spec.dtype, Math.ceil(width / 2) * Math.ceil(height / 2));
  if (spec.overviews === 'nearest') pickTopLeft(samples, width, height, out);
  else averageByTwo(samples, width, height, spec.dtype, spec.nodata, out);
  return out;
}

/**
 * Means of 2 x 2 samples, the missing ones left out; missing where all are. At an odd edge the pixels that exist count, which
 * repeating the last column or row gives without a special case. The sum is float64, integers round half away from zero, and a
 * mean of valid samples that happens to equal nodata moves to the next value, as in GDAL's AVERAGE.
 */
function averageByTwo(
  samples: CogSamples,
  width: number,
  height: number,
  dtype: CogDType,
  nodata: number | null,
  out: CogSamples,
): void {
  const integer = !isFloat(dtype);
  const missing = missingValue(dtype, nodata);
  const marker = missing ?? Number.NaN;
  const replacement = missing === null ? 0 : nextTo(missing, dtype);
  let o = 0;
  for (let y = 0; y < height; y += 2) {
    const top = y * width;
    const bottom = y + 1 < height ? top + width : top;
    for (let x = 0; x < width; x += 2) {
      const right = x + 1 < width ? x + 1 : x;
      const a = samples[top + x];
      const b = samples[top + right];
      const c = samples[bottom + x];
      const d = samples[bottom + right];
      let sum = 0;
      let count = 0;
      if (!Number.isNaN(a) && a !== marker) {
        sum += a;
        count++;
      }
      if (!Number.isNaN(b) && b !== marker) {
        sum += b;
        count++;
      }
      if (!Number.isNaN(c) && c !== marker) {
        sum += c;
        count++;
      }
      if (!Number.isNaN(d) && d !== marker) {
        sum += d;
        count++;
      }
      if (count === 0) {
        out[o++] = marker;
        continue;
      }
      let mean = sum / count;
      if (integer) mean = mean < 0 ? Math.ceil(mean - 0.5) : Math.floor(mean + 0.5);
      out[o] = mean;
      if (out[o] === marker) out[o] = replacement;
      o++;
    }
  }
}

/** Of each 2 x 2 samples the top-left one. */
function pickTopLeft(samples: CogSamples, width: number, height: number, out: CogSamples): void {
  let o = 0;
  for (let y = 0; y < height; y += 2) {
    const top = y * width;
    for (let x = 0; x < width; x += 2) out[o++] = samples[top + x];
  }
}

/** The value of the type next above `value`; next below for the largest one. */
function nextTo(value: number, dtype: CogDType): number {
  const probe = allocate(dtype, 1);
  probe[0] = value;
  if (!isFloat(dtype)) {
    probe[0] = value + 1;
    return probe[0] === value + 1 ? value + 1 : value - 1;
  }
  if (value === 0) return dtype === 'float32' ? 2 ** -149 : Number.MIN_VALUE;
  // Neighbouring floats have neighbouring bit patterns; away from zero for positive, towards it for negative values.
  const step = value > 0 ? 1n : -1n;
  if (dtype === 'float32') {
    const bits = new Int32Array(probe.buffer);
    bits[0] = bits[0] + Number(step);
  } else {
    const bits = new BigInt64Array(probe.buffer);
    bits[0] = bits[0] + step;
  }
  return probe[0];
}
