import { join } from 'node:path';
import { searchThreshold } from '../../../dist/stereo/threshold-search.js';
import { cuesta } from '../cuesta.mjs';
import { CODE, kept } from './kept.mjs';
import { nccFlags } from './runs.mjs';

/** Cost of a census bit in `cuesta radar`. */
const FACTOR = 4;
/** Side of the middle part of the epipolar images on which penalties are tried, cells; all of smaller images. All kinds of ground meet there. */
export const TRIAL_CELLS = 400;
/** Part of the a-priori DEM on which thresholds are tried, in the middle: share of its side. */
export const TRIAL_SHARE = 0.4;

/** The penalties of a scene with the highest completeness: `cuesta disparity --tune` (section 2.4 of the paper) on a part of its epipolar images. */
export function searchPenalties(scene, penalty) {
  const { folder, threads } = scene;
  const key = { code: CODE.radar, cells: TRIAL_CELLS };
  return kept(folder, `search-${penalty}`, key, async () => {
    const searched = await trialImages(scene);
    const file = (base) => join(folder, base);
    const { search } = cuesta(
      ...['disparity', file('trial_left.tif'), file('trial_right.tif')],
      ...['-o', file('tuned.tif'), '--overwrite', '--threads', threads],
      ...['--range', ...searched, '--levels', 5, '--factor', FACTOR, '--penalty', penalty, '--tune'],
    );
    return search;
  });
}

/** Writes the part of the epipolar images; the disparities that `cuesta radar` searches. */
function trialImages({ folder, threads }) {
  return kept(folder, 'trial', { code: CODE.radar, cells: TRIAL_CELLS }, () => {
    const file = (base) => join(folder, base);
    const { metrics } = cuesta(
      ...['radar', file('left.json'), file('right.json'), '--dem', file('a-priori.tif')],
      ...['-o', file('search.tif'), '--epipolar', file('epipolar'), '--overwrite', '--threads', threads],
    );
    for (const side of ['left', 'right']) {
      cut(file(`epipolar_${side}.tif`), file(`trial_${side}.tif`), (length) => Math.min(TRIAL_CELLS, length));
    }
    return metrics.pairs[0].searched;
  });
}

/** The threshold of NCC whose DSM comes closest to the truth (section 3.3 of the paper) in the middle of the scene. */
export async function searchNcc({ folder, threads }) {
  const file = (base) => join(folder, base);
  const key = { code: CODE.radar, share: TRIAL_SHARE };
  return kept(folder, 'search-ncc', key, async () => {
    cut(file('a-priori.tif'), file('middle.tif'), (length) => Math.round(TRIAL_SHARE * length));
    const rmse = (threshold) =>
      kept(folder, `search-ncc-${threshold}`, key, () => {
        const { metrics } = cuesta(
          ...['radar', file('left.json'), file('right.json'), '--dem', file('middle.tif')],
          ...['-o', file('search.tif'), '--truth', file('truth.tif'), '--overwrite', '--threads', threads],
          ...nccFlags(threshold),
        );
        return metrics.areas[0].dsm.rmse;
      });
    return searchThreshold(async (thresholds) => {
      const errors = [];
      for (const threshold of thresholds) errors.push(await rmse(threshold));
      return errors;
    });
  });
}

/** The middle of a raster. */
function cut(from, to, sideOf) {
  const [{ width, height }] = cuesta('info', from);
  const [w, h] = [sideOf(width), sideOf(height)];
  cuesta('convert', from, '-o', to, '--window', (width - w) >> 1, (height - h) >> 1, w, h, '--overwrite');
}
