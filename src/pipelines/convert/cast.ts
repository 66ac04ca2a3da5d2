import { CuestaError } from '../../core/errors.js';
import { allocate, type CogDType, type CogSamples, isFloat } from '../../io/cog/cog-samples.js';
import { nodataInUse } from '../../product/nodata-in-use.js';

/** Real samples of any type that a raster can be read as. */
export type AnySamples = ArrayLike<number> | ArrayLike<bigint>;

export interface Cast {
  /** Names the raster in messages. */
  readonly name: string;
  /** Value of missing samples in the source besides NaN; null when there is none. */
  readonly missing: number | null;
  readonly dtype: CogDType;
  /** Value of missing samples in an integer result; null when none can be missing. */
  readonly nodata: number | null;
}

/**
 * Samples in another type. Missing ones become NaN or, of integers, the new nodata value; floats become integers by rounding
 * half away from zero. Throws `numeric` for a value that the type cannot hold, or that would count as missing: nothing is
 * clamped, wrapped or lost silently.
 */
export function castSamples(samples: AnySamples, { name, missing, dtype, nodata }: Cast): CogSamples {
  const out = allocate(dtype, samples.length);
  const rounds = !isFloat(dtype);
  for (let i = 0; i < samples.length; i++) {
    const value = Number(samples[i]);
    if (Number.isNaN(value) || value === missing) {
      out[i] = rounds ? (nodata ?? 0) : Number.NaN;
      continue;
    }
    const wanted = rounds ? Math.sign(value) * Math.round(Math.abs(value)) : value;
    out[i] = wanted;
    if (rounds && out[i] !== wanted) {
      throw new CuestaError('numeric', `${name} holds ${value}, which ${dtype} cannot hold.`, {
        subject: name,
        hint: 'Choose a wider --dtype.',
      });
    }
    if (rounds && wanted === nodata) throw nodataInUse(name, nodata);
  }
  return out;
}
