import type { Crs } from '../../core/crs.js';
import { geographicOf } from '../../geo/geographic-crs.js';
import { createTransform } from '../../geo/transform.js';
import type { LookSide, RadarView } from '../../sar/geometry/radar-view.js';
import { createOrbit } from '../../sar/orbit/orbit.js';
import { simulateOrbit } from '../../sar/orbit/simulated-orbit.js';

/** Seconds on either side of the scene that an orbit covers, and between its vectors. */
const HALF_SPAN = 60;
const SPACING = 10;
const EPOCH = '2011-07-12T00:00:00Z';

/** How a radar passes the middle of a scene. */
export interface SarPass {
  readonly incidenceDeg: number;
  readonly headingDeg: number;
  readonly look: LookSide;
  /** Metres. */
  readonly altitude: number;
  /** Metres per second. */
  readonly speed: number;
}

/** The view from a pass over a point of the map, `height` metres above its ellipsoid. */
export function passView(
  pass: SarPass,
  crs: Crs,
  [x, y]: readonly [x: number, y: number],
  height: number,
): RadarView {
  const [lon, lat] = createTransform(crs, geographicOf(crs)).forwardPoint(x, y);
  const { ellipsoid } = crs;
  const simulated = { ...pass, epoch: EPOCH, target: [lon, lat, height] as const, ellipsoid };
  const vectors = simulateOrbit(simulated, HALF_SPAN, SPACING);
  return { orbit: createOrbit(vectors, 'lagrange', 'The simulated orbit'), look: pass.look, ellipsoid };
}
