import { scale } from '../../core/geo-transform.js';
import type { Grid } from '../../core/georef.js';

/** Pictures are at most this wide and high. */
const PREVIEW_PIXELS = 1024;

/** The area of a grid in at most 1024 x 1024 pixels; itself when it is small enough. */
export function previewGrid(grid: Grid): Grid {
  const factor = Math.max(1, grid.width / PREVIEW_PIXELS, grid.height / PREVIEW_PIXELS);
  if (factor === 1) return grid;
  const width = Math.max(1, Math.round(grid.width / factor));
  const height = Math.max(1, Math.round(grid.height / factor));
  const transform = scale(grid.transform, grid.width / width, grid.height / height);
  return { width, height, transform, crs: grid.crs };
}
