import type { Grid } from '../../core/georef.js';
import type { RasterInfo } from '../../core/raster-source.js';

/** The grid of an image; of one without georeferencing its pixels, rows downwards. */
export function gridOfImage({ width, height, georef }: RasterInfo): Grid {
  if (georef !== null) return { width, height, ...georef };
  return {
    width,
    height,
    transform: [1, 0, 0, 0, 1, 0],
    crs: {
      name: 'none (image pixels)',
      kind: 'projected',
      body: { name: 'none', naif: null },
      ellipsoid: { name: 'none', semiMajor: 1, semiMinor: 1 },
      datum: 'none',
      proj: '',
      unit: 1,
      authority: null,
      vertical: { kind: 'unknown' },
    },
  };
}
