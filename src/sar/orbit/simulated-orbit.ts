import type { Ellipsoid } from '../../core/crs.js';
import { ecefToGeodetic, geodeticToEcef, type Vector3 } from '../../geo/geodetic.js';
import type { LookSide } from '../geometry/radar-view.js';
import type { StateVectors } from './state-vectors.js';

const RADIANS = Math.PI / 180;

/** A pass of a sensor over a target, as the target sees it. */
export interface SimulatedPass {
  readonly epoch: string;
  /** Longitude and latitude in degrees, height in metres above the ellipsoid. */
  readonly target: Vector3;
  readonly ellipsoid: Ellipsoid;
  readonly look: LookSide;
  /** Between the ellipsoid's normal at the target and the direction to the sensor. */
  readonly incidenceDeg: number;
  /** Flight direction at the target, clockwise from north (nearly: across the line of sight, on the ground). */
  readonly headingDeg: number;
  /** Height of the sensor above the ellipsoid when it passes the target, metres. */
  readonly altitude: number;
  /** Metres per second, body-fixed. */
  readonly speed: number;
}

/**
 * State vectors of a circle around the body's centre (body-fixed: the body's rotation is left out) that passes the target at
 * zero Doppler at time 0, `spacing` seconds apart from `-halfSpan` to `halfSpan`.
 */
export function simulateOrbit(pass: SimulatedPass, halfSpan: number, spacing: number): StateVectors {
  const target = geodeticToEcef(...pass.target, pass.ellipsoid);
  const sensor = sensorSeenFrom(target, pass);
  const radius = Math.hypot(...sensor);
  const forward = flightDirection(sensor, target, pass.look);
  const count = 2 * Math.round(halfSpan / spacing) + 1;
  const times = Float64Array.from({ length: count }, (_, i) => (i - (count - 1) / 2) * spacing);
  const positions = new Float64Array(3 * count);
  const velocities = new Float64Array(3 * count);
  for (const [i, time] of times.entries()) {
    const angle = (pass.speed / radius) * time;
    for (let axis = 0; axis < 3; axis++) {
      positions[3 * i + axis] = sensor[axis] * Math.cos(angle) + radius * forward[axis] * Math.sin(angle);
      velocities[3 * i + axis] =
        pass.speed * (forward[axis] * Math.cos(angle) - (sensor[axis] / radius) * Math.sin(angle));
    }
  }
  return { epoch: pass.epoch, times, positions, velocities };
}

/** Point at the pass's altitude on the line of sight from the target, by bisection of the distance. */
function sensorSeenFrom(target: Vector3, pass: SimulatedPass): Vector3 {
  const [lon, lat] = [pass.target[0] * RADIANS, pass.target[1] * RADIANS];
  const east: Vector3 = [-Math.sin(lon), Math.cos(lon), 0];
  const north: Vector3 = [-Math.sin(lat) * Math.cos(lon), -Math.sin(lat) * Math.sin(lon), Math.cos(lat)];
  const up: Vector3 = [Math.cos(lat) * Math.cos(lon), Math.cos(lat) * Math.sin(lon), Math.sin(lat)];
  const azimuth = (pass.headingDeg + (pass.look === 'right' ? -90 : 90)) * RADIANS;
  const incidence = pass.incidenceDeg * RADIANS;
  const away = up.map(
    (u, i) =>
      Math.cos(incidence) * u +
      Math.sin(incidence) * (Math.sin(azimuth) * east[i] + Math.cos(azimuth) * north[i]),
  );
  const at = (distance: number): Vector3 => [
    target[0] + distance * away[0],
    target[1] + distance * away[1],
    target[2] + distance * away[2],
  ];
  let [near, far] = [0, (4 * pass.altitude) / Math.cos(incidence)];
  for (let i = 0; i < 80; i++) {
    const middle = (near + far) / 2;
    if (ecefToGeodetic(...at(middle), pass.ellipsoid)[2] < pass.altitude) near = middle;
    else far = middle;
  }
  return at(near);
}

/** Unit vector across the line of sight and the radius: forward = up x right. */
function flightDirection(sensor: Vector3, target: Vector3, look: LookSide): Vector3 {
  const sight = target.map((t, i) => t - sensor[i]);
  const sign = look === 'right' ? 1 : -1;
  const cross: Vector3 = [
    sign * (sensor[1] * sight[2] - sensor[2] * sight[1]),
    sign * (sensor[2] * sight[0] - sensor[0] * sight[2]),
    sign * (sensor[0] * sight[1] - sensor[1] * sight[0]),
  ];
  const length = Math.hypot(...cross);
  return [cross[0] / length, cross[1] / length, cross[2] / length];
}
