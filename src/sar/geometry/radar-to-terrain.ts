import { ecefToGeodetic } from '../../geo/geodetic.js';
import { circleAtHeight } from './radar-to-ground.js';
import { createGroundPoint, type GroundPoint, type RadarView } from './radar-view.js';
import { rangeCircle } from './range-circle.js';

/** Terrain as a function, with what bounds it. */
export interface Terrain {
  /** Height above the ellipsoid in metres; NaN where unknown. */
  heightAt(lonDeg: number, latDeg: number): number;
  readonly lowest: number;
  readonly highest: number;
  /** Height difference in metres within which the terrain is not expected to cross a range circle twice. */
  readonly step: number;
}

/** Metres of height to which the crossing is found. */
const TOLERANCE = 1e-4;

/**
 * Range-Doppler inverse with a DEM: walks the range circle down from the highest height and bisects the first place where it passes
 * below the terrain. In layover one range holds several points of the ground: this is the highest of them. NaN where the circle
 * meets no known terrain.
 */
export function radarToTerrain(
  view: RadarView,
  time: number,
  range: number,
  terrain: Terrain,
  out: GroundPoint,
): void {
  const circle = rangeCircle(view, time, range);
  const clearance = (height: number): number => {
    circleAtHeight(circle, view.ellipsoid, height, out);
    if (Number.isNaN(out.x)) return Number.NaN;
    const [lon, lat] = ecefToGeodetic(out.x, out.y, out.z, view.ellipsoid);
    return height - terrain.heightAt(lon, lat);
  };
  const steps = Math.ceil((terrain.highest - terrain.lowest) / terrain.step) + 2;
  let above = terrain.highest + terrain.step;
  for (let i = 1; i <= steps; i++) {
    const below = terrain.highest + terrain.step * (1 - i);
    if (clearance(below) <= 0 && clearance(above) > 0) {
      const height = bisect(clearance, below, above);
      circleAtHeight(circle, view.ellipsoid, height, out);
      return;
    }
    above = below;
  }
  Object.assign(out, createGroundPoint());
}

/** Height between `low`, at or below the terrain, and `high`, above it. NaN when a hole of the terrain comes between. */
function bisect(clearance: (height: number) => number, low: number, high: number): number {
  let [below, above] = [low, high];
  while (above - below > TOLERANCE) {
    const middle = (below + above) / 2;
    const c = clearance(middle);
    if (Number.isNaN(c)) return Number.NaN;
    if (c > 0) above = middle;
    else below = middle;
  }
  return (below + above) / 2;
}
