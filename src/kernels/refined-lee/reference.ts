import { shrink } from '../lee/index.js';

/** Half the side of the window, 7 pixels: the method is defined for it. */
export const REFINED_LEE_RADIUS = 3;

export type RefinedLeeInputs = {
  /** Power (not amplitude, not decibels) padded by 3 pixels on every side, NaN where missing. */
  readonly power: Float32Array;
};

export type RefinedLeeOutputs = {
  /** The inside: `(width - 6) * (height - 6)` samples; NaN where the sample itself is missing. */
  readonly filtered: Float32Array;
};

export interface RefinedLeeParams {
  /** Size of the padded plane. */
  readonly width: number;
  readonly height: number;
  /** Equivalent number of looks of the samples. */
  readonly looks: number;
}

/**
 * Directions (x, y) across an edge. The two half windows of each lie on its sides; both contain the line through the centre.
 */
const ACROSS = [
  [1, 0],
  [1, 1],
  [0, 1],
  [-1, 1],
] as const;

/**
 * Statistics from the half of the 7 x 7 window that lies on the pixel's side of the strongest edge. The edge is found among nine
 * 3 x 3 means, two pixels apart; the side is the one whose mean is nearer to the centre's. Where one of the nine has no sample, the
 * whole window is used.
 *
 * Source: Lee (1981), Computer Graphics and Image Processing 15(4), doi:10.1016/S0146-664X(81)80018-4.
 */
export function reference(
  { power }: RefinedLeeInputs,
  { filtered }: RefinedLeeOutputs,
  { width, height, looks }: RefinedLeeParams,
): void {
  const inner = width - 2 * REFINED_LEE_RADIUS;
  const means = new Float64Array(9);
  for (let row = 0; row < height - 2 * REFINED_LEE_RADIUS; row++) {
    for (let col = 0; col < inner; col++) {
      const centre = (row + REFINED_LEE_RADIUS) * width + col + REFINED_LEE_RADIUS;
      fillMeans(power, centre, width, means);
      const [dx, dy] = sideOfEdge(means);
      filtered[row * inner + col] = estimate(power, centre, width, dx, dy, looks);
    }
  }
}

function fillMeans(power: Float32Array, centre: number, width: number, means: Float64Array): void {
  for (let block = 0; block < 9; block++) {
    const middle = centre + 2 * (Math.floor(block / 3) - 1) * width + 2 * ((block % 3) - 1);
    let [count, sum] = [0, 0];
    for (let dy = -1; dy <= 1; dy++) {
      for (let dx = -1; dx <= 1; dx++) {
        const value = power[middle + dy * width + dx];
        if (Number.isNaN(value)) continue;
        count++;
        sum += value;
      }
    }
    means[block] = sum / count;
  }
}

/** Direction from the strongest edge to the side of the centre; (0, 0) where none is known. */
function sideOfEdge(means: Float64Array): readonly [dx: number, dy: number] {
  let strongest = -1;
  let side: readonly [number, number] = [0, 0];
  for (const [dx, dy] of ACROSS) {
    let gradient = 0;
    for (let block = 0; block < 9; block++) {
      gradient += Math.sign(((block % 3) - 1) * dx + (Math.floor(block / 3) - 1) * dy) * means[block];
    }
    if (Number.isNaN(gradient) || Math.abs(gradient) <= strongest) continue;
    strongest = Math.abs(gradient);
    const ahead = Math.abs(means[4 + dx + 3 * dy] - means[4]);
    const behind = Math.abs(means[4 - dx - 3 * dy] - means[4]);
    side = ahead <= behind ? [dx, dy] : [-dx, -dy];
  }
  return side;
}

function estimate(
  power: Float32Array,
  centre: number,
  width: number,
  dx: number,
  dy: number,
  looks: number,
): number {
  let [count, sum, squares] = [0, 0, 0];
  for (let y = -REFINED_LEE_RADIUS; y <= REFINED_LEE_RADIUS; y++) {
    for (let x = -REFINED_LEE_RADIUS; x <= REFINED_LEE_RADIUS; x++) {
      const value = power[centre + y * width + x];
      if (x * dx + y * dy < 0 || Number.isNaN(value)) continue;
      count++;
      sum += value;
      squares += value * value;
    }
  }
  const mean = sum / count;
  const value = power[centre];
  return Number.isNaN(value) ? value : shrink(value, mean, squares / count - mean * mean, looks);
}
