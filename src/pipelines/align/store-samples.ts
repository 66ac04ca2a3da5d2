import { CuestaError } from '../../core/errors.js';
import { allocate, type CogSamples, isFloat } from '../../io/cog/cog-samples.js';
import type { CogSpec } from '../../io/cog/cog-spec.js';

/** Whole numbers above this are not all numbers of single precision, in which samples are interpolated. */
const EXACT = 2 ** 24;

/**
 * Interpolated values (NaN where missing) as an image of a type stores them: without scale and offset, integers rounded half away
 * from zero. Interpolation that overshoots is cut at the ends of the type, and a value that would count as missing becomes
 * its neighbour, as GDAL does. Throws `numeric` for whole numbers that single precision does not hold.
 */
export function storeSamples(
  name: string,
  values: Float32Array,
  { dtype, nodata, scale, offset }: Pick<CogSpec, 'dtype' | 'nodata' | 'scale' | 'offset'>,
): CogSamples {
  const out = allocate(dtype, values.length);
  const stored = (v: number): number => (scale === 1 && offset === 0 ? v : (v - offset) / scale);
  if (isFloat(dtype)) {
    for (let i = 0; i < out.length; i++) out[i] = stored(values[i]!);
    return out;
  }
  const [low, high] = rangeOf(dtype);
  const instead = nodata === null ? 0 : nodata === high ? nodata - 1 : nodata + 1;
  for (let i = 0; i < out.length; i++) {
    const value = stored(values[i]!);
    if (Number.isNaN(value)) {
      out[i] = nodata ?? 0;
      continue;
    }
    if (Math.abs(value) > EXACT) throw tooLarge(name, value);
    const whole = Math.min(high, Math.max(low, Math.sign(value) * Math.round(Math.abs(value))));
    out[i] = whole === nodata ? instead : whole;
  }
  return out;
}

/** Smallest and largest value of an integer type. */
function rangeOf(dtype: CogSpec['dtype']): readonly [low: number, high: number] {
  const bits = Number(dtype.replace(/\D/g, ''));
  return dtype.startsWith('u') ? [0, 2 ** bits - 1] : [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1];
}

function tooLarge(name: string, value: number): CuestaError {
  return new CuestaError(
    'numeric',
    `${name} holds ${value}: integers above ${EXACT} are not interpolated exactly.`,
    { subject: name, hint: 'Convert it to float32 first, or leave it out.' },
  );
}
