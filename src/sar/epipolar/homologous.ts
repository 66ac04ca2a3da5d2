import type { Raster } from '../../core/raster.js';
import { bilinear } from '../../terrain/bilinear.js';
import type { ImageGeometry } from '../image/image-geometry.js';
import { pixelToRadar } from '../image/pixel-position.js';
import { latticePosition, type PixelLattice } from './pixel-lattice.js';

/** One image of a pair and where its pixels lie above the surface. */
export interface RectifiedView {
  readonly geometry: ImageGeometry;
  readonly lattice: PixelLattice;
}

/** Times (s since the orbit's epoch) and slant ranges (m) of points in one image. */
export interface RadarCoordinates {
  readonly times: Float64Array;
  readonly ranges: Float64Array;
}

/**
 * Radar coordinates of positions on the surface (corner convention; the surface is bilinear between its cells): the inverse of the
 * rectification. A match (x, y, d) is the left position (x, y) and the right one (x + d, y). NaN off the surface.
 */
export function radarCoordinates(
  { geometry, lattice }: RectifiedView,
  surface: Pick<Raster, 'width' | 'height' | 'data'>,
  cols: Float64Array,
  rows: Float64Array,
): RadarCoordinates {
  const times = new Float64Array(cols.length);
  const ranges = new Float64Array(cols.length);
  const pixel = { col: 0, row: 0 };
  for (let i = 0; i < cols.length; i++) {
    latticePosition(lattice, cols[i], rows[i], bilinear(surface, cols[i], rows[i]), pixel);
    const seen = pixelToRadar(geometry, pixel.col, pixel.row);
    times[i] = seen.time;
    ranges[i] = seen.range;
  }
  return { times, ranges };
}
