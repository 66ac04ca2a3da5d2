import { createRng, type Rng } from '../../core/rng.js';
import type { LunarCrater } from './crater-population.js';
import type { HeightField } from './stamp-crater.js';

export interface BoulderOptions {
  readonly seed: number;
  /** Boulders of at least {@link SMALLEST} metres per square kilometre, away from fresh craters. */
  readonly background: number;
  /** Craters less worn than this and at least 60 m wide have thrown out blocks. */
  readonly freshWear: number;
}

/** Metres. */
const SMALLEST = 1.5;
const LARGEST = 9;
const SMALLEST_SOURCE = 60;

/**
 * Half-buried blocks, added to the heights: anywhere, and around young craters, densest at the rim. Cumulative counts fall with the
 * 3.5th power of the diameter, and the number around a crater grows with its rim's area (Bart and Melosh 2010, Icarus 209, 337;
 * blocks stand about 0.5 diameters high).
 */
export function addBoulders(
  field: HeightField,
  craters: readonly LunarCrater[],
  options: BoulderOptions,
): void {
  const rng = createRng(options.seed);
  const width = field.width * field.pixel;
  const height = field.height * field.pixel;
  const count = Math.floor((options.background * width * height) / 1e6 + rng.next());
  for (let i = 0; i < count; i++) addBoulder(field, rng.next() * width, rng.next() * height, rng);
  for (const crater of craters) {
    if (crater.wear > options.freshWear || crater.diameter < SMALLEST_SOURCE) continue;
    const blocks = Math.floor((1 - crater.wear / options.freshWear) * 0.004 * crater.diameter ** 2);
    for (let i = 0; i < blocks; i++) {
      const distance = (crater.diameter / 2) * (0.7 + 1.6 * rng.next() ** 2);
      const angle = 2 * Math.PI * rng.next();
      addBoulder(field, crater.x + distance * Math.cos(angle), crater.y + distance * Math.sin(angle), rng);
    }
  }
}

/** The upper half of an ellipsoid, a little longer than wide. */
function addBoulder({ width, height, pixel, heights }: HeightField, x: number, y: number, rng: Rng): void {
  const diameter = Math.min(LARGEST, SMALLEST * (1 - rng.next()) ** (-1 / 3.5));
  const long = diameter / 2 / pixel;
  const wide = long * (0.6 + 0.4 * rng.next());
  const top = diameter * (0.35 + 0.2 * rng.next());
  const angle = Math.PI * rng.next();
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [col, row] = [x / pixel - 0.5, y / pixel - 0.5];
  const lastRow = Math.min(height - 1, Math.floor(row + long));
  const lastCol = Math.min(width - 1, Math.floor(col + long));
  for (let r = Math.max(0, Math.ceil(row - long)); r <= lastRow; r++) {
    for (let c = Math.max(0, Math.ceil(col - long)); c <= lastCol; c++) {
      const u = ((c - col) * cos + (r - row) * sin) / long;
      const v = ((r - row) * cos - (c - col) * sin) / wide;
      const inside = 1 - u * u - v * v;
      if (inside > 0) heights[r * width + c] += top * Math.sqrt(inside);
    }
  }
}
