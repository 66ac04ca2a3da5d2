import type { Ellipsoid } from '../core/crs.js';
import { ecefToGeodetic, geodeticToEcef } from '../geo/geodetic.js';
import type { Alignment } from './alignment.js';
import { polynomialAt } from './height-polynomial.js';
import { invertRigid, transformPoint } from './rigid.js';

/** Where points of the ground lie in a DEM before its alignment, in their order. */
export interface PointsBefore {
  /** Degrees. */
  readonly lonDeg: Float64Array;
  readonly latDeg: Float64Array;
  /** What the height of the DEM there gains by the alignment, metres. */
  readonly added: Float64Array;
}

/**
 * Takes points back through an alignment, so that a DEM can be compared with them without being resampled: its aligned height at a point is its
 * own at the place before, plus what is added. Positions are exact; with the point's height in place of the DEM's they are off by the
 * tilt times the difference of both. Heights in metres above what the alignment was estimated with.
 */
export function pointsBefore(
  lonDeg: Float64Array,
  latDeg: Float64Array,
  h: Float64Array,
  ellipsoid: Ellipsoid,
  { rigid, heights }: Alignment,
): PointsBefore {
  const inverse = invertRigid(rigid);
  const correction = heights === null ? () => 0 : polynomialAt(heights, ellipsoid);
  const before = { lonDeg: lonDeg.slice(), latDeg: latDeg.slice(), added: new Float64Array(h.length) };
  for (let i = 0; i < h.length; i++) {
    const point = geodeticToEcef(lonDeg[i]!, latDeg[i]!, h[i]!, ellipsoid);
    const [lon, lat, height] = ecefToGeodetic(...transformPoint(inverse, point), ellipsoid);
    before.lonDeg[i] = lon;
    before.latDeg[i] = lat;
    before.added[i] = h[i]! - height + correction(geodeticToEcef(lonDeg[i]!, latDeg[i]!, 0, ellipsoid));
  }
  return before;
}
