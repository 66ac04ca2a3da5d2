import { toMap } from '../../core/geo-transform.js';
import type { Raster } from '../../core/raster.js';
import { geodeticToEcef } from '../../geo/geodetic.js';
import { geographicOf } from '../../geo/geographic-crs.js';
import { createTransform } from '../../geo/transform.js';
import { groundToRadar } from '../geometry/ground-to-radar.js';
import { createRadarPoint, type RadarPoint, type RadarView } from '../geometry/radar-view.js';
import { markProfile } from './profile-visibility.js';

/**
 * Layover and shadow of a DEM (heights above the ellipsoid) whose rows run across the radar's track, as those of epipolar grids do:
 * one byte of bits per pixel, see `profile-visibility.ts`. Terrain outside the grid casts nothing.
 */
export function gridVisibility(dem: Raster, view: RadarView): Uint8Array {
  const { width, height, georef } = dem;
  const toGeographic = createTransform(georef.crs, geographicOf(georef.crs));
  const seen = createRadarPoint();
  const mask = new Uint8Array(width * height);
  const ranges = new Float64Array(width);
  const looks = new Float64Array(width);
  const marks = new Uint8Array(width);
  for (let row = 0; row < height; row++) {
    for (let col = 0; col < width; col++) {
      const [x, y] = toMap(georef.transform, col + 0.5, row + 0.5);
      const [lon, lat] = toGeographic.forwardPoint(x, y);
      const point = geodeticToEcef(lon, lat, dem.data[row * width + col], view.ellipsoid);
      groundToRadar(view, ...point, seen);
      ranges[col] = seen.range;
      looks[col] = lookAngle(seen, point);
    }
    const reversed = runsTowardsSensor(ranges);
    if (reversed) {
      ranges.reverse();
      looks.reverse();
    }
    markProfile(ranges, looks, marks);
    mask.set(reversed ? marks.reverse() : marks, row * width);
  }
  return mask;
}

/** Angle at the sensor between the body's centre and a point, radians. */
function lookAngle({ state, range }: RadarPoint, point: readonly [number, number, number]): number {
  let along = 0;
  for (let axis = 0; axis < 3; axis++) along -= state[axis] * (point[axis] - state[axis]);
  return Math.acos(along / (range * Math.hypot(state[0], state[1], state[2])));
}

/** Heights change ranges by less than the width of a whole row does. */
function runsTowardsSensor(ranges: Float64Array): boolean {
  const first = ranges.find((r) => !Number.isNaN(r)) ?? 0;
  const last = ranges.findLast((r) => !Number.isNaN(r)) ?? 0;
  return first > last;
}
