import type { Crs } from '../../core/crs.js';
import { ecefToGeodetic, geodeticToEcef, type Vector3 } from '../../geo/geodetic.js';
import { geographicOf } from '../../geo/geographic-crs.js';
import { createTransform } from '../../geo/transform.js';
import { groundToRadar } from '../geometry/ground-to-radar.js';
import { radarToGround } from '../geometry/radar-to-ground.js';
import { createGroundPoint, createRadarPoint, type RadarView } from '../geometry/radar-view.js';

type Vector2 = readonly [x: number, y: number];

/** How heights turn into parallax between two images that were projected onto one surface. */
export interface EpipolarAxis {
  /** Unit vector in the map along which the parallax runs, to the east. */
  readonly direction: Vector2;
  /** Metres of parallax (right minus left, along `direction`) per metre that the ground is higher than the surface. */
  readonly parallaxPerMetre: number;
  /** Largest parallax across the axis, metres, for `heightError` at any of the points: what matching along rows does not see. */
  readonly residual: number;
}

/**
 * Axis of the projection trajectories (Perko et al. 2017, "DEM-based epipolar rectification for optimized radargrammetry", IGARSS,
 * doi:10.1109/IGARSS.2017.8127115): where a point appears on the surface when its height changes, as seen by either image; the
 * difference of both, averaged over the scene. `points` are longitudes and latitudes (degrees) with surface heights (metres).
 */
export function epipolarAxis(
  left: RadarView,
  right: RadarView,
  points: readonly Vector3[],
  crs: Crs,
  heightError: number,
): EpipolarAxis {
  const toMap = createTransform(geographicOf(crs), crs);
  const parallaxes = points.flatMap(([lon, lat, surface]) =>
    [-heightError, heightError].map((dh): Vector2 => {
      const [a, b] = [left, right].map((view) => appearsAt(view, [lon, lat, surface + dh], surface));
      const [ax, ay] = toMap.forwardPoint(a[0], a[1]);
      const [bx, by] = toMap.forwardPoint(b[0], b[1]);
      return [((bx - ax) * crs.unit) / dh, ((by - ay) * crs.unit) / dh];
    }),
  );
  const seen = parallaxes.filter(([x, y]) => Number.isFinite(x + y));
  const mean = (axis: 0 | 1): number => seen.reduce((sum, p) => sum + p[axis], 0) / seen.length;
  const [x, y] = [mean(0), mean(1)];
  const perMetre = Math.hypot(x, y);
  const sign = x < 0 || (x === 0 && y < 0) ? -1 : 1;
  const direction: Vector2 = [(sign * x) / perMetre, (sign * y) / perMetre];
  const across = seen.map(([px, py]) => Math.abs(px * direction[1] - py * direction[0]) * heightError);
  return {
    direction,
    parallaxPerMetre: sign * perMetre,
    residual: across.reduce((most, a) => Math.max(most, a), 0),
  };
}

/** Longitude and latitude at which a surface of the given height shows a point. */
function appearsAt(view: RadarView, [lon, lat, height]: Vector3, surface: number): Vector2 {
  const seen = createRadarPoint();
  const ground = createGroundPoint();
  groundToRadar(view, ...geodeticToEcef(lon, lat, height, view.ellipsoid), seen);
  radarToGround(view, seen.time, seen.range, surface, ground);
  const [east, north] = ecefToGeodetic(ground.x, ground.y, ground.z, view.ellipsoid);
  return [east, north];
}
