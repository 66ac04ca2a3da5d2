/** Where a crater is known to be; pixels, corner convention (the centre of the first pixel is at 0.5, 0.5). */
export interface CraterPlace {
  readonly col: number;
  readonly row: number;
  readonly diameter: number;
}

/** Craters of one size class. */
export interface CraterClass {
  /** Limits of the diameters in pixels, half an octave apart. */
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Depth in the tested DEM as a share of the true depth: slope of the regression through the origin. */
  readonly recovered: number;
}

export interface CraterRecovery {
  /** From large to small; classes of fewer than {@link FEWEST} craters are left out. */
  readonly classes: readonly CraterClass[];
  /**
   * Lower limit of the smallest class that, like all larger ones, recovers at least half of the depth: the smallest resolved feature in
   * pixels, in the sense of Bland et al. (2021, Remote Sens. 13, 5097). Null when the largest class does not.
   */
  readonly smallest: number | null;
}

const FEWEST = 5;
const SMALLEST = 4;
const SHARE = 0.5;

/**
 * Depths of known craters in a tested DEM against the truth on the same grid. A depth is the mean height of the rim (0.9 to 1.1
 * radii, at least a pixel wide) less that of the middle (up to a quarter of the radius, at least one pixel), so that a tilt of the DEM
 * does not matter. Heights row-major, of `width` columns; craters with a missing (NaN) height or a rim outside take no part.
 */
export function craterRecovery(
  tested: Float32Array,
  truth: Float32Array,
  width: number,
  craters: readonly CraterPlace[],
): CraterRecovery {
  const classes = new Map<number, { count: number; cross: number; square: number }>();
  for (const crater of craters) {
    if (crater.diameter < SMALLEST) continue;
    const real = depth(truth, width, crater);
    const found = depth(tested, width, crater);
    if (Number.isNaN(real + found)) continue;
    const label = Math.floor(2 * Math.log2(crater.diameter));
    const sum = classes.get(label) ?? { count: 0, cross: 0, square: 0 };
    classes.set(label, sum);
    sum.count++;
    sum.cross += real * found;
    sum.square += real * real;
  }
  const large = [...classes.entries()]
    .filter(([, { count }]) => count >= FEWEST)
    .sort(([a], [b]) => b - a)
    .map(([label, { count, cross, square }]) => {
      return { from: 2 ** (label / 2), to: 2 ** ((label + 1) / 2), count, recovered: cross / square };
    });
  const lost = large.findIndex(({ recovered }) => recovered < SHARE);
  const kept = lost < 0 ? large : large.slice(0, lost);
  return { classes: large, smallest: kept.at(-1)?.from ?? null };
}

/** NaN where a height is missing or the rim leaves the raster. */
function depth(heights: Float32Array, width: number, { col, row, diameter }: CraterPlace): number {
  const radius = diameter / 2;
  const half = Math.max(0.1 * radius, 0.5);
  const middle = Math.max(radius / 4, 0.71);
  const reach = radius + half;
  const last = heights.length / width;
  if (col < reach || row < reach || col > width - reach || row > last - reach) return Number.NaN;
  let [rim, rims, floor, floors] = [0, 0, 0, 0];
  for (let r = Math.floor(row - reach); r <= row + reach && r < last; r++) {
    for (let c = Math.floor(col - reach); c <= col + reach && c < width; c++) {
      const distance = Math.hypot(c + 0.5 - col, r + 0.5 - row);
      if (distance <= middle) {
        floor += heights[r * width + c]!;
        floors++;
      } else if (Math.abs(distance - radius) <= half) {
        rim += heights[r * width + c]!;
        rims++;
      }
    }
  }
  return rim / rims - floor / floors;
}
