import { createRng, hash32, type Rng } from '../../core/rng.js';
import { gradientNoise } from '../gradient-noise.js';
import type { HeightField } from '../lunar/stamp-crater.js';
import { smoothStep } from './smooth-field.js';

export interface LandslideOptions {
  readonly seed: number;
  /** Places that are looked at; only steep ones slide. */
  readonly tries: number;
  /** Half width of the scar, smallest and largest, metres. */
  readonly size: readonly [smallest: number, largest: number];
}

/** Degrees over the length of a scar. */
const STEEP = 7;

/** Slides where the ground is steep, at most one for every ten places looked at. Gives how many there are. */
export function slideLand(
  field: HeightField,
  { seed, tries, size: [smallest, largest] }: LandslideOptions,
): number {
  const rng = createRng(seed);
  let slides = 0;
  for (let i = 0; i < tries && slides < tries / 10; i++) {
    const radius = smallest * (largest / smallest) ** rng.next();
    const place = { col: rng.int(field.width), row: rng.int(field.height) };
    const fall = steepest(field, place, (0.8 * radius) / field.pixel);
    if (fall.slope < Math.tan((STEEP * Math.PI) / 180)) continue;
    slide(field, { ...place, radius, ...fall }, rng);
    slides++;
  }
  return slides;
}

interface Fall {
  readonly slope: number;
  /** Unit vector down the slope. */
  readonly dirCol: number;
  readonly dirRow: number;
}

/** Of the plane through four points `reach` pixels away, as far as they lie on the raster. */
function steepest({ width, height, pixel, heights }: HeightField, place: Place, reach: number): Fall {
  const at = (col: number, row: number): number => heights[row * width + col];
  const near = (v: number, n: number): number => Math.min(Math.max(Math.round(v), 0), n - 1);
  const [west, east] = [near(place.col - reach, width), near(place.col + reach, width)];
  const [north, south] = [near(place.row - reach, height), near(place.row + reach, height)];
  const perCol = (at(east, place.row) - at(west, place.row)) / (Math.max(1, east - west) * pixel);
  const perRow = (at(place.col, south) - at(place.col, north)) / (Math.max(1, south - north) * pixel);
  const slope = Math.hypot(perCol, perRow);
  return { slope, dirCol: -perCol / (slope || 1), dirRow: -perRow / (slope || 1) };
}

interface Place {
  readonly col: number;
  readonly row: number;
}

/**
 * Takes a bowl out of the slope and lays a lobe below it: about as thick as the mass allows, with a steep front, a raised rim and furrows
 * along the flow, as Lucchitta (1979, JGR 84, 8097) describes them in Valles Marineris.
 */
function slide(
  field: HeightField,
  { col, row, radius, slope, dirCol, dirRow }: Place & Fall & { radius: number },
  rng: Rng,
): void {
  const { width, height, pixel, heights } = field;
  const runout = 2.5 + 3 * rng.next();
  const depth = radius * Math.min(0.25, 0.5 * slope) * (0.7 + 0.6 * rng.next());
  const thickness = (1.1 * depth) / runout;
  const furrows = hash32(rng.int(2 ** 31));
  const scale = pixel / radius;
  const reach = (runout + 2) / scale;
  const [firstRow, lastRow] = [
    Math.max(0, Math.ceil(row - reach)),
    Math.min(height - 1, Math.floor(row + reach)),
  ];
  const [firstCol, lastCol] = [
    Math.max(0, Math.ceil(col - reach)),
    Math.min(width - 1, Math.floor(col + reach)),
  ];
  for (let r = firstRow; r <= lastRow; r++) {
    for (let c = firstCol; c <= lastCol; c++) {
      const along = ((c - col) * dirCol + (r - row) * dirRow) * scale;
      const across = ((r - row) * dirCol - (c - col) * dirRow) * scale;
      if (along < -1.1 || along > runout + 0.2 || Math.abs(across) > 2) continue;
      const out = Math.hypot(along, across);
      const scar = out < 1 ? depth * (1 - smoothStep(0.55, 1, out)) * smoothStep(1, 0.2, along) : 0;
      heights[r * width + c] += thickness * lobe(along, across, runout, furrows) - scar;
    }
  }
}

/** Height of the deposit over its mean thickness, lengths in radii of the scar. */
function lobe(along: number, across: number, runout: number, furrows: number): number {
  const t = along / runout;
  if (t < 0.1) return 0;
  const wobble = 0.12 * gradientNoise(2.2 * along, 2.2 * across, furrows + 1);
  const half = (0.75 + 0.75 * t) * Math.sqrt(Math.max(0, 1 - Math.max(0, (t - 0.6) / 0.4) ** 2)) + wobble;
  const edge = half - Math.abs(across);
  if (edge <= 0) return 0;
  const rim = Math.exp(-(((edge - 0.12) / 0.1) ** 2));
  const furrow = gradientNoise(0.8 * along, 7 * across, furrows);
  return smoothStep(0.1, 0.35, t) * smoothStep(0, 0.1, edge) * (0.8 + 0.5 * rim + 0.45 * furrow);
}
