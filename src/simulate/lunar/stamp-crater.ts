import { EJECTA_REACH, rimShape } from '../crater.js';
import type { LunarCrater } from './crater-population.js';
import { type CraterProfiles, PROFILE_SAMPLES, SAMPLES_PER_RADIUS, WEAR_LEVELS } from './crater-profiles.js';

/** Heights in metres on square pixels, row 0 on top. */
export interface HeightField {
  readonly width: number;
  readonly height: number;
  /** Pixel size in metres. */
  readonly pixel: number;
  readonly heights: Float32Array;
}

/** Below this radius in pixels the outline of a crater cannot be told from a circle. */
const ROUND = 5;

/**
 * Changes the heights to those after an impact. The older relief is drawn towards the plane through the ground at 0.6 radii, so that a
 * crater on a slope leans with it, and the profile of the crater's wear is added.
 */
export function stampCrater(field: HeightField, crater: LunarCrater, profiles: CraterProfiles): void {
  const { width, height, pixel, heights } = field;
  const radius = crater.diameter / 2 / pixel;
  const reach = EJECTA_REACH * radius;
  const col = crater.x / pixel - 0.5;
  const row = crater.y / pixel - 0.5;
  const [firstCol, lastCol] = [
    Math.max(0, Math.ceil(col - reach)),
    Math.min(width - 1, Math.floor(col + reach)),
  ];
  const [firstRow, lastRow] = [
    Math.max(0, Math.ceil(row - reach)),
    Math.min(height - 1, Math.floor(row + reach)),
  ];
  if (firstCol > lastCol || firstRow > lastRow) return;
  const { level, alongCols, alongRows } = groundPlane(field, col, row, 0.6 * radius);
  const first = Math.round(crater.wear * (WEAR_LEVELS - 1)) * (PROFILE_SAMPLES + 1);
  const round = radius < ROUND;
  const scale = SAMPLES_PER_RADIUS / radius;
  const metres = radius * pixel;
  const { heights: profile, erased } = profiles;
  for (let r = firstRow; r <= lastRow; r++) {
    const dy = r - row;
    const half = Math.sqrt(Math.max(0, reach * reach - dy * dy));
    const end = Math.min(lastCol, Math.floor(col + half));
    for (let c = Math.max(firstCol, Math.ceil(col - half)); c <= end; c++) {
      const dx = c - col;
      const square = dx * dx + dy * dy;
      const distance = round ? Math.sqrt(square) : Math.sqrt(square) / rimShape(crater, dx, dy, square);
      const position = distance * scale;
      if (position >= PROFILE_SAMPLES) continue;
      const i = position | 0;
      const t = position - i;
      const z = profile[first + i] + t * (profile[first + i + 1] - profile[first + i]);
      const o = r * width + c;
      const before = heights[o];
      const ground = level + alongCols * dx + alongRows * dy;
      heights[o] = before + (ground - before) * erased[i] + metres * z;
    }
  }
}

/** Mean and gradient (per pixel) of the heights at four points around a place, as far as they lie on the raster. */
function groundPlane(
  { width, height, heights }: HeightField,
  col: number,
  row: number,
  distance: number,
): { level: number; alongCols: number; alongRows: number } {
  const at = (c: number, r: number): number => heights[r * width + c];
  const toCol = (c: number): number => Math.min(Math.max(Math.round(c), 0), width - 1);
  const toRow = (r: number): number => Math.min(Math.max(Math.round(r), 0), height - 1);
  const [west, east, middleCol] = [toCol(col - distance), toCol(col + distance), toCol(col)];
  const [top, bottom, middleRow] = [toRow(row - distance), toRow(row + distance), toRow(row)];
  const [w, e] = [at(west, middleRow), at(east, middleRow)];
  const [n, s] = [at(middleCol, top), at(middleCol, bottom)];
  return {
    level: (w + e + n + s) / 4,
    alongCols: east > west ? (e - w) / (east - west) : 0,
    alongRows: bottom > top ? (s - n) / (bottom - top) : 0,
  };
}
