import { CuestaError } from '../../core/errors.js';
import { invert, toMap } from '../../core/geo-transform.js';
import type { Raster } from '../../core/raster.js';
import { geographicOf } from '../../geo/geographic-crs.js';
import { groundPixelSize } from '../../geo/ground-size.js';
import { createTransform } from '../../geo/transform.js';
import { bilinear } from '../../terrain/bilinear.js';
import type { Terrain } from './radar-to-terrain.js';

/**
 * A DEM as terrain: bilinear between pixel centres, NaN outside and beside missing pixels. Throws `datum` unless its heights are above
 * the ellipsoid, `input` when it has no height at all.
 */
export function demTerrain(dem: Raster): Terrain {
  const { crs, transform } = dem.georef;
  if (crs.vertical.kind !== 'ellipsoid') {
    throw new CuestaError(
      'datum',
      `SAR geometry needs heights above the ellipsoid, not "${crs.vertical.kind}".`,
      {
        hint: 'Convert the DEM first: cuesta convert DEM -o OUT --vertical-datum ellipsoid.',
      },
    );
  }
  let [lowest, highest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const h of dem.data) {
    if (h < lowest) lowest = h;
    if (h > highest) highest = h;
  }
  if (lowest > highest) throw new CuestaError('input', 'The DEM has no valid height.');
  const toGrid = createTransform(geographicOf(crs), crs);
  const toPixel = invert(transform);
  const [middle] = toMap(transform, dem.width / 2, dem.height / 2);
  const size = groundPixelSize({ ...dem, ...dem.georef });
  return {
    heightAt(lonDeg, latDeg) {
      let [x, y] = toGrid.forwardPoint(lonDeg, latDeg);
      if (crs.kind === 'geographic') x += 360 * Math.round((middle - x) / 360);
      [x, y] = toMap(toPixel, x, y);
      return bilinear(dem, x, y);
    },
    lowest,
    highest,
    // Along the circle the ground passes faster than the height, by the cotangent of the incidence angle.
    step: Math.max(1, Math.min(size.x, size.y) / 2),
  };
}
