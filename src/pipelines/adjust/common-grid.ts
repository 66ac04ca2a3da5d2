import { compose, type GeoTransform, invert, pixelSize, toMap } from '../../core/geo-transform.js';
import type { Grid } from '../../core/georef.js';

/** Of two grids of one CRS the coarser one: matching is done on its pixels. */
export function coarserGrid(a: Grid, b: Grid): Grid {
  return pixelSize(a.transform)[0] >= pixelSize(b.transform)[0] ? a : b;
}

/** The grid moved by a map transform: where a corrected scene lies. */
export function movedGrid(grid: Grid, move: GeoTransform): Grid {
  return { ...grid, transform: compose(move, grid.transform) };
}

/** The shift that moves map positions by the whole number of pixels of a grid that is nearest to a distance in map units. */
export function wholePixelShift(grid: Grid, [dx, dy]: readonly [number, number]): GeoTransform {
  const { transform } = grid;
  const [col, row] = toMap(invert(transform), transform[2] + dx, transform[5] + dy);
  const [x, y] = toMap(transform, Math.round(col), Math.round(row));
  return [1, 0, x - transform[2], 0, 1, y - transform[5]];
}
