import { CuestaError } from '../core/errors.js';
import type { Grid } from '../core/georef.js';
import { type InputFile, inspectInputs, requireHeights } from './inputs.node.js';
import type { JobContext } from './job-context.js';
import { checkOutputsEarly } from './outputs.node.js';

/** Checks the outputs of a job that makes something of one DEM, and reads the DEM's header. Throws what either finds wrong. */
export async function inspectDem(
  path: string,
  files: readonly string[],
  { settings, signal }: JobContext,
): Promise<InputFile> {
  await checkOutputsEarly(files, [path], settings);
  const inputs = await inspectInputs([path], signal);
  requireHeights(inputs[0]);
  return inputs[0];
}

/** For a DEM without a valid sample. */
export function nothingValid(path: string): CuestaError {
  return new CuestaError('input', `${path} has no valid sample.`, {
    subject: path,
    hint: 'Look at it with cuesta info --statistics, and check its nodata value.',
  });
}

/** Throws `geometry` for a rotated raster. */
export function requireAlignedRows(path: string, { transform, crs }: Grid): void {
  if (transform[1] === 0 && transform[3] === 0) return;
  const { name, code } = crs.authority ?? { name: '', code: 0 };
  const target = code === 0 ? 'CRS' : `${name}:${code}`;
  throw new CuestaError('geometry', `${path} is rotated; terrain products need rows that run east-west.`, {
    subject: path,
    hint: `Resample it first: cuesta convert ${path} --crs ${target} -o NORTH-UP.tif`,
  });
}
