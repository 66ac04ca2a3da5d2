import type { Rng } from '../../core/rng.js';
import type { EarthField } from './earth-field.js';
import { LAND_USE } from './land-use.js';
import { alongPath, drawPath, pathField, smoothAlong } from './path.js';

export interface RiverOptions {
  /** Of the water, metres. */
  readonly width: number;
  /** Reach of the flood plain beyond the banks, metres. */
  readonly plain: number;
  /** Of the water below the plain, metres. */
  readonly depth: number;
}

/** Banks rise one in this many. */
const BANK = 1.5;

/** A river with its flood plain, carved into the ground. Its level falls from one end to the other; its water is flat across. */
export function carveRiver(field: EarthField, { width, plain, depth }: RiverOptions, rng: Rng): void {
  const { width: cols, height: rows, pixel, ground, landUse } = field;
  const path = drawPath({ width: cols, height: rows, sway: 120 / pixel, wavelength: 1500 / pixel }, rng);
  const levels = fallingLevels(alongPath(path, ground, cols, rows), Math.round(200 / pixel));
  const { distance, nearest } = pathField(path, cols, rows, (width / 2 + plain) / pixel);
  for (let i = 0; i < ground.length; i++) {
    if (nearest[i] < 0) continue;
    const beyond = distance[i] * pixel - width / 2;
    const level = levels[nearest[i]];
    if (beyond <= 0) {
      ground[i] = level - depth;
      landUse[i] = LAND_USE.water;
      continue;
    }
    const t = Math.min(1, beyond / plain);
    const hillside = t * t * (3 - 2 * t);
    const valley = level + (ground[i] - level) * hillside ** 2;
    ground[i] = Math.min(valley, level - depth + beyond / BANK);
    if (beyond / BANK > depth) ground[i] = valley;
  }
}

/** The lowest ground so far, from the higher end to the lower one, smoothed. */
function fallingLevels(ground: Float64Array, radius: number): Float64Array {
  const smooth = smoothAlong(ground, radius);
  const last = smooth.length - 1;
  const fallsForward = smooth[0] >= smooth[last];
  const levels = new Float64Array(smooth.length);
  let lowest = Number.POSITIVE_INFINITY;
  for (let k = 0; k <= last; k++) {
    const i = fallsForward ? k : last - k;
    lowest = Math.min(lowest, smooth[i]);
    levels[i] = lowest;
  }
  return levels;
}
