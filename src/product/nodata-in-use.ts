import { CuestaError } from '../core/errors.js';
import { type CogSamples, isFloat, missingValue } from '../io/cog/cog-samples.js';
import type { CogSpec } from '../io/cog/cog-spec.js';

/**
 * Throws `numeric` when a valid sample has the value that marks missing ones in the file. Of floats only: their missing
 * samples are NaN in memory, so that anything else is valid.
 */
export function refuseNodataInUse(
  name: string,
  bands: readonly CogSamples[],
  { dtype, nodata }: Pick<CogSpec, 'dtype' | 'nodata'>,
): void {
  if (nodata === null || !isFloat(dtype)) return;
  const missing = missingValue(dtype, nodata);
  for (const samples of bands) {
    for (let i = 0; i < samples.length; i++) if (samples[i] === missing) throw nodataInUse(name, nodata);
  }
}

export function nodataInUse(name: string, nodata: number): CuestaError {
  return new CuestaError('numeric', `Valid samples of ${name} have the nodata value ${nodata}.`, {
    subject: '--nodata',
    hint: 'They would be lost: choose another value with --nodata; nan serves every float raster.',
  });
}
