import { join, resolve } from 'node:path';
import { CuestaError, openRaster } from '../dist/node.js';
import { fuzz } from './header-mutations.mjs';
import { gdalFiles, handmadeFiles, realFiles } from './header-samples.mjs';
import { round } from './measure.mjs';

export const title = 'damaged headers of every format: read, refused with a named error, or crashed';

/** Damaged files in total. */
const TOTAL = { smoke: 2_000, default: 20_000, full: 1_000_000 };
const MAX_REAL = 400_000;

/** Throws when anything but a named error comes out, so that the benchmark fails. */
export async function run({ size, work }) {
  const data = process.env.CUESTA_TEST_DATA ?? resolve(import.meta.dirname, '../../shared/data');
  const files = [...handmadeFiles(), ...gdalFiles(work), ...realFiles(join(data, 'formats'), MAX_REAL)];
  const count = Math.ceil(TOTAL[size] / files.length);
  const rows = await fuzz({ files, count, seed: 1, openRaster, CuestaError });
  const crashes = rows.flatMap(({ label, crashes }) => crashes.map((crash) => ({ label, ...crash })));
  for (const { label, number, error } of crashes.slice(0, 20)) console.error(label, number, error);
  if (crashes.length > 0) throw new Error(`${crashes.length} damaged files crashed the reader`);
  return rows.map(({ crashes: _, longestMs, largestMiB, ...row }) => ({
    ...row,
    longestMs: round(longestMs),
    largestMiB: round(largestMiB),
  }));
}
