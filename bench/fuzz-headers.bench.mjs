import { join, resolve } from 'node:path';
import { CuestaError, openRaster } from '../dist/node.js';
import { fuzz } from './header-mutations.mjs';
import { gdalFiles, handmadeFiles, realFiles } from './header-samples.mjs';
import { round as rounded } from './measure.mjs';

export const title = 'damaged headers of every format: read, refused with a named error, or crashed';

/** Damaged files in total. */
const TOTAL = { smoke: 2_000, default: 20_000, full: 1_000_000 };
const MAX_REAL = 400_000;
/** Damaged versions of every file in a round; each round has a seed of its own. */
const ROUND = { smoke: 50, default: 50, full: 100 };

/**
 * Runs rounds until the total or the budget of seconds is reached. With an earlier result of the same size and files it goes on after its last
 * round, and the rows are the sum. Throws when anything but a named error comes out, so that the benchmark fails.
 */
export async function run({ size, work, budget, earlier }) {
  const data = process.env.CUESTA_TEST_DATA ?? resolve(import.meta.dirname, '../../shared/data');
  const files = [...handmadeFiles(), ...gdalFiles(work), ...realFiles(join(data, 'formats'), MAX_REAL)];
  const count = ROUND[size];
  const rounds = Math.ceil(TOTAL[size] / files.length / count);
  let rows = earlier?.size === size && sameFiles(earlier.rows, files) ? earlier.rows : null;
  const first = rows === null ? 0 : (rows[0].read + rows[0].refused) / count;
  const end = performance.now() + budget * 1000;
  let round = first;
  for (; round < rounds && performance.now() < end; round++) {
    const found = await fuzz({ files, count, seed: 1 + round, openRaster, CuestaError });
    failOnCrash(found, 1 + round);
    rows = rows === null ? found : rows.map((row, i) => sum(row, found[i]));
  }
  const damaged = (upTo) =>
    `${upTo} of ${rounds} rounds (${(upTo * count * files.length).toLocaleString('en')} files)`;
  console.log(`this run: rounds ${first + 1} to ${round}; in the result: ${damaged(round)}`);
  return rows.map(({ crashes: _, longestMs, largestMiB, ...row }) => ({
    ...row,
    longestMs: rounded(longestMs),
    largestMiB: rounded(largestMiB),
  }));
}

function sameFiles(rows, files) {
  return rows.length === files.length && rows.every(({ label }, i) => label === files[i].name);
}

function failOnCrash(rows, seed) {
  const crashes = rows.flatMap(({ label, crashes }) => crashes.map((crash) => ({ label, ...crash })));
  for (const { label, number, error } of crashes.slice(0, 20)) {
    console.error(`${label}, seed ${seed}, number ${number}:`, error);
  }
  if (crashes.length > 0) throw new Error(`${crashes.length} damaged files crashed the reader`);
}

function sum(a, b) {
  return {
    label: a.label,
    read: a.read + b.read,
    refused: a.refused + b.refused,
    crashed: a.crashed + b.crashed,
    longestMs: Math.max(a.longestMs, b.longestMs),
    largestMiB: Math.max(a.largestMiB, b.largestMiB),
  };
}
