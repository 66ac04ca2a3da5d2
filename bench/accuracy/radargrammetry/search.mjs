import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { searchThreshold } from '../../../dist/stereo/threshold-search.js';
import { cuesta } from '../cuesta.mjs';

/** Cost of a census bit in `cuesta radar`. */
const FACTOR = 4;

/**
 * The penalties of a pair with the highest completeness: `cuesta disparity --tune` (section 2.4 of the paper) on the middle 1024 x 1024
 * cells of the epipolar images. Kept in the folder.
 */
export function searchPenalties(folder, penalty, threads) {
  return kept(folder, `search-${penalty}.json`, () => {
    const { searched } = epipolar(folder, threads);
    const file = (base) => join(folder, base);
    const { search } = cuesta(
      ...['disparity', file('epipolar_left.tif'), file('epipolar_right.tif')],
      ...['-o', file('tuned.tif'), '--overwrite', '--threads', threads],
      ...['--range', ...searched, '--levels', 5, '--factor', FACTOR, '--penalty', penalty, '--tune'],
    );
    return search;
  });
}

/** Writes the epipolar images of a pair; what `cuesta radar` says about it. */
function epipolar(folder, threads) {
  return kept(folder, 'epipolar-facts.json', () => {
    const file = (base) => join(folder, base);
    const { metrics } = cuesta(
      ...['radar', file('left.json'), file('right.json'), '--dem', file('a-priori.tif')],
      ...['-o', file('search.tif'), '--epipolar', file('epipolar'), '--overwrite', '--threads', threads],
    );
    return metrics.pairs[0];
  });
}

/** Part of the a-priori DEM on which thresholds are tried: the middle, where all kinds of ground meet. Share of its side. */
const TRIED = 0.4;

/** The threshold of NCC whose DSM comes closest to the truth (section 3.3 of the paper) in the middle of the scene. Kept in the folder. */
export async function searchNcc(folder, threads) {
  const name = 'search-ncc.json';
  const file = (base) => join(folder, base);
  if (existsSync(file(name))) return JSON.parse(readFileSync(file(name), 'utf8'));
  const [{ width, height }] = cuesta('info', file('a-priori.tif'));
  const side = (length) => Math.round(TRIED * length);
  const middle = [(width - side(width)) >> 1, (height - side(height)) >> 1, side(width), side(height)];
  cuesta('convert', file('a-priori.tif'), '-o', file('middle.tif'), '--window', ...middle, '--overwrite');
  const rmse = (threshold) => {
    const { metrics } = cuesta(
      ...['radar', file('left.json'), file('right.json'), '--dem', file('middle.tif')],
      ...['-o', file('search.tif'), '--truth', file('truth.tif'), '--overwrite', '--threads', threads],
      ...['--matcher', 'ncc', '--ncc-threshold', threshold],
    );
    return metrics.areas[0].dsm.rmse;
  };
  const search = await searchThreshold(async (thresholds) => thresholds.map(rmse));
  writeFileSync(file(name), JSON.stringify(search));
  return search;
}

function kept(folder, name, make) {
  const path = join(folder, name);
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8'));
  const made = make();
  writeFileSync(path, JSON.stringify(made));
  return made;
}
