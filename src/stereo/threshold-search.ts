export interface ThresholdTrial {
  readonly threshold: number;
  /** Root mean square difference from the reference. */
  readonly rmse: number;
}

export interface ThresholdSearch {
  readonly best: ThresholdTrial;
  readonly trials: readonly ThresholdTrial[];
}

/**
 * Search for the correlation threshold whose result lies closest to a reference (Wang et al. 2022, section 3.3): tenths first, then
 * fortieths around the best. `measure` gives the error of every threshold, NaN where nothing was matched; of equal ones the first wins.
 */
export async function searchThreshold(
  measure: (thresholds: readonly number[]) => Promise<readonly number[]>,
): Promise<ThresholdSearch> {
  const trials: ThresholdTrial[] = [];
  const run = async (thresholds: readonly number[]): Promise<ThresholdTrial> => {
    const errors = await measure(thresholds);
    trials.push(...thresholds.map((threshold, i) => ({ threshold, rmse: errors[i] })));
    return trials.reduce((a, b) => (b.rmse < a.rmse || Number.isNaN(a.rmse) ? b : a));
  };
  const coarse = await run(Array.from({ length: 9 }, (_, i) => (4 * (i + 1)) / 40));
  const near = [-3, -2, -1, 1, 2, 3].map((step) => (Math.round(40 * coarse.threshold) + step) / 40);
  return { best: await run(near), trials };
}

/**
 * Root mean square difference of disparities from a reference, where that has a value. Gaps are first filled linearly along the rows, as
 * a triangulation of the matches would: a threshold that leaves a few good matches must not win. NaN without a match.
 */
export function filledError(disparity: Float32Array, reference: Float32Array, width: number): number {
  let [sum, count] = [0, 0];
  for (let start = 0; start < disparity.length; start += width) {
    const filled = fillRow(disparity.subarray(start, start + width));
    for (let x = 0; x < width; x++) {
      const e = filled[x] - reference[start + x];
      if (Number.isNaN(e)) continue;
      sum += e * e;
      count++;
    }
  }
  return Math.sqrt(sum / count);
}

/** Linear between known values, constant beyond the outermost ones. */
function fillRow(row: Float32Array): Float32Array {
  const out = row.slice();
  let last = -1;
  for (let x = 0; x <= row.length; x++) {
    if (x < row.length && Number.isNaN(row[x])) continue;
    for (let k = last + 1; k < x; k++) {
      if (last < 0 && x === row.length) break;
      const t = (k - last) / (x - last);
      out[k] = last < 0 ? row[x] : x === row.length ? row[last] : row[last] + t * (row[x] - row[last]);
    }
    last = x;
  }
  return out;
}
