import { lowPassed } from './low-pass.mjs';

/** Half the width of the surroundings, and the share of pixels that count. */
const SURROUNDINGS = 140;
const SHARE = 0.03;

/** Pixels that stand highest above the mean of what lies around: crater rims and other crests. Their numbers in the raster. */
export function crestsOf(truth) {
  const smooth = lowPassed(truth, SURROUNDINGS / 2 / truth.georef.transform[0]);
  const above = truth.data.map((z, i) => z - smooth[i]);
  const sorted = above.filter((z) => !Number.isNaN(z)).sort();
  const least = sorted[Math.floor((1 - SHARE) * (sorted.length - 1))];
  return Array.from(above.keys()).filter((i) => above[i] >= least);
}
