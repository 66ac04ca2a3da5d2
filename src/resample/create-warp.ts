import { CuestaError } from '../core/errors.js';
import { isUsable } from '../core/geo-transform.js';
import type { Grid } from '../core/georef.js';
import { sameHorizontal } from '../geo/crs.js';
import { createAffineWarp } from './affine-warp.js';
import { createProjectedWarp } from './projected-warp.js';
import type { Warp } from './warp.js';

/**
 * Warp between two grids. Same horizontal CRS: the affine map between the pixel coordinates, exactly; a geographic grid
 * that uses another longitude range (0..360 against -180..180) is found by whole turns. Different CRSs of one body: see
 * {@link createProjectedWarp}. A global source is not continued across its own seam: samples beyond it are missing to a
 * kernel. Heights are not touched: vertical datums are the caller's.
 *
 * @throws `geometry` when a transform is singular or the grids lie on different bodies
 */
export function createWarp(source: Grid, target: Grid): Warp {
  for (const { transform } of [source, target]) {
    if (!isUsable(transform)) {
      throw new CuestaError('geometry', `The transform [${transform.join(', ')}] has no area.`, {
        hint: 'Give the raster a valid georeference.',
      });
    }
  }
  return sameHorizontal(source.crs, target.crs)
    ? createAffineWarp(source, target)
    : createProjectedWarp(source, target);
}
