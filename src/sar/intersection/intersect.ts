import { CuestaError } from '../../core/errors.js';
import { sameRadii } from '../../geo/ellipsoids.js';
import { ecefToGeodetic, type Vector3 } from '../../geo/geodetic.js';
import { factorCholesky, solveCholesky } from '../../math/cholesky.js';
import type { RadarView } from '../geometry/radar-view.js';
import { orbitState, STATE_LENGTH } from '../orbit/orbit.js';

const RADIANS = Math.PI / 180;
const MAX_STEPS = 20;
/** Metres; Gauss-Newton converges nearly quadratically here, for the residuals are small against the ranges. */
const SMALL_STEP = 1e-5;

/** Where one image saw a batch of points. */
export interface Observations {
  readonly view: RadarView;
  /** Zero-Doppler azimuth times, seconds since the orbit's epoch. */
  readonly times: Float64Array;
  /** One-way slant ranges, metres. */
  readonly ranges: Float64Array;
  /** Standard deviations of one time (s) and one range (m): they weigh the equations and make the formal errors. */
  readonly sigmaTime: number;
  readonly sigmaRange: number;
}

/** Points of a batch; NaN throughout where one was not seen in every image or the equations have no solution. */
export interface Intersections {
  /** Degrees, metres above the ellipsoid of the views. */
  readonly lon: Float64Array;
  readonly lat: Float64Array;
  readonly height: Float64Array;
  /** Formal standard deviation of the height from the given ones, metres. */
  readonly sigmaHeight: Float32Array;
  /** Root mean square of what is left in the equations, metres: large where the points seen are not the same. */
  readonly residual: Float32Array;
}

/**
 * Intersects the range and Doppler equations of two or more images for a batch of points: `|P - X| = R` and
 * `V . (X - P) / |V| = 0`, all in metres, weighted, by Gauss-Newton from `start`, a body-fixed point anywhere in the scene (it needs to
 * be no nearer than some 200 km). Same-side and opposite-side images may be mixed.
 *
 * Throws `config` for fewer than two images or batches of different lengths, `geometry` for different ellipsoids.
 *
 * Source: Leberl (1990), Radargrammetric Image Processing; the four equations of Wang et al. (2022), doi:10.3390/rs14081778.
 */
export function intersect(observations: readonly Observations[], start: Vector3): Intersections {
  requireBatch(observations);
  const count = observations[0].times.length;
  const out = {
    lon: new Float64Array(count).fill(Number.NaN),
    lat: new Float64Array(count).fill(Number.NaN),
    height: new Float64Array(count).fill(Number.NaN),
    sigmaHeight: new Float32Array(count).fill(Number.NaN),
    residual: new Float32Array(count).fill(Number.NaN),
  };
  const work = createWork(observations.length);
  for (let i = 0; i < count; i++) {
    work.point.set(start);
    if (solvePoint(observations, i, work)) record(observations, i, work, out);
  }
  return out;
}

interface Work {
  readonly point: Float64Array;
  /** Normal matrix, then its Cholesky factor. */
  readonly normal: Float64Array;
  readonly right: Float64Array;
  /** The sensors at the times of the point. */
  readonly states: readonly Float64Array[];
  /** Sum of squares of the residuals at the point that the equations were taken at, metres squared. */
  squares: number;
}

function createWork(images: number): Work {
  return {
    point: new Float64Array(3),
    normal: new Float64Array(9),
    right: new Float64Array(3),
    states: Array.from({ length: images }, () => new Float64Array(STATE_LENGTH)),
    squares: 0,
  };
}

function solvePoint(observations: readonly Observations[], i: number, work: Work): boolean {
  const { point, normal, right, states } = work;
  for (let k = 0; k < states.length; k++)
    orbitState(observations[k].view.orbit, observations[k].times[i], states[k]);
  for (let iteration = 0; iteration < MAX_STEPS; iteration++) {
    normal.fill(0);
    right.fill(0);
    work.squares = 0;
    for (let k = 0; k < states.length; k++) addEquations(observations[k], i, states[k], work);
    if (!factorCholesky(normal, 3)) return false;
    solveCholesky(normal, 3, right);
    for (let axis = 0; axis < 3; axis++) point[axis] += right[axis];
    if (Math.hypot(right[0], right[1], right[2]) < SMALL_STEP) return true;
  }
  return false;
}

/** Adds both equations of one image at the present point. */
function addEquations(
  { ranges, sigmaTime, sigmaRange }: Observations,
  i: number,
  s: Float64Array,
  work: Work,
): void {
  const { point } = work;
  const dx = point[0] - s[0];
  const dy = point[1] - s[1];
  const dz = point[2] - s[2];
  const range = Math.sqrt(dx * dx + dy * dy + dz * dz);
  addEquation(work, dx / range, dy / range, dz / range, ranges[i] - range, sigmaRange);
  const speed = Math.sqrt(s[3] * s[3] + s[4] * s[4] + s[5] * s[5]);
  const [vx, vy, vz] = [s[3] / speed, s[4] / speed, s[5] / speed];
  // What a second of azimuth time moves the zero-Doppler plane at the point: the ground runs slower than the sensor.
  const metresPerSecond = speed - (s[6] * dx + s[7] * dy + s[8] * dz) / speed;
  addEquation(work, vx, vy, vz, -(vx * dx + vy * dy + vz * dz), sigmaTime * metresPerSecond);
}

function addEquation(work: Work, x: number, y: number, z: number, misfit: number, sigma: number): void {
  const { normal, right } = work;
  const weight = 1 / (sigma * sigma);
  // Cholesky reads the lower triangle only.
  normal[0] += weight * x * x;
  normal[3] += weight * y * x;
  normal[4] += weight * y * y;
  normal[6] += weight * z * x;
  normal[7] += weight * z * y;
  normal[8] += weight * z * z;
  right[0] += weight * x * misfit;
  right[1] += weight * y * misfit;
  right[2] += weight * z * misfit;
  work.squares += misfit * misfit;
}

function record(
  observations: readonly Observations[],
  i: number,
  { point, normal, right, squares }: Work,
  out: Intersections,
): void {
  const [lon, lat, height] = ecefToGeodetic(point[0], point[1], point[2], observations[0].view.ellipsoid);
  const cos = Math.cos(lat * RADIANS);
  const up = [cos * Math.cos(lon * RADIANS), cos * Math.sin(lon * RADIANS), Math.sin(lat * RADIANS)];
  right.set(up);
  solveCholesky(normal, 3, right);
  out.lon[i] = lon;
  out.lat[i] = lat;
  out.height[i] = height;
  out.sigmaHeight[i] = Math.sqrt(up[0] * right[0] + up[1] * right[1] + up[2] * right[2]);
  out.residual[i] = Math.sqrt(squares / (2 * observations.length));
}

function requireBatch(observations: readonly Observations[]): void {
  const [first] = observations;
  if (observations.length < 2) {
    throw new CuestaError('config', 'Points are intersected from at least two images.');
  }
  for (const { view, times, ranges } of observations) {
    if (times.length !== first.times.length || ranges.length !== first.times.length) {
      throw new CuestaError('config', 'All images need a time and a range for every point.');
    }
    if (!sameRadii(view.ellipsoid, first.view.ellipsoid)) {
      throw new CuestaError('geometry', 'The images refer to different ellipsoids.', {
        hint: 'Use images of one body, described on one ellipsoid.',
      });
    }
  }
}
