import type { Crs } from '../../core/crs.js';
import { geodeticToEcef, type Vector3 } from '../../geo/geodetic.js';
import { geographicOf } from '../../geo/geographic-crs.js';
import { createTransform } from '../../geo/transform.js';
import { groundToRadar } from '../../sar/geometry/ground-to-radar.js';
import { incidenceDeg } from '../../sar/geometry/incidence.js';
import { createRadarPoint, type RadarPoint, type RadarView } from '../../sar/geometry/radar-view.js';
import type { GroundFrame } from './ground-frame.js';

const RADIANS = Math.PI / 180;
/** Metres between nodes on the ground: the curvature of ranges over twice as much is exact to a tenth of a millimetre. */
const STEP = 400;

/** What is interpolated. */
export const TIME = 0;
export const RANGE = 1;
/** Angle at the sensor between the body's centre and the point, radians. */
export const LOOK = 2;
/** Sine of the incidence angle on the ellipsoid. */
export const SINE = 3;
const QUANTITIES = 4;

/** Coefficients of one quantity in one segment of a row: powers 0 to 2 of t, each with powers 0 to 2 of z. */
const TERMS = 9;
export const SEGMENT_TERMS = QUANTITIES * TERMS;

/** Exact range and Doppler at nodes of a ground frame and at three heights; quadratic between them along all axes. */
export interface RadarLattice {
  /** Two steps of nodes. */
  readonly segments: number;
  /** Metres. */
  readonly step: number;
  readonly middle: number;
  /** Metres of height between the levels; never 0. */
  readonly rise: number;
  readonly cols: number;
  readonly rows: number;
  /** By row, column, level, quantity. */
  readonly values: Float64Array;
}

/** The lattice of a frame whose heights (metres above the ellipsoid) lie between `lowest` and `highest`. NaN where a node is not seen. */
export function radarLattice(
  view: RadarView,
  { origin, across, along, width, height }: GroundFrame,
  crs: Crs,
  lowest: number,
  highest: number,
): RadarLattice {
  const segments = Math.ceil(width / (2 * STEP));
  const cols = 2 * segments + 1;
  const rows = 2 * Math.ceil(height / (2 * STEP)) + 1;
  const middle = (lowest + highest) / 2;
  const rise = Math.max(1, (highest - lowest) / 2);
  const values = new Float64Array(rows * cols * 3 * QUANTITIES);
  const toGeographic = createTransform(crs, geographicOf(crs));
  const seen = createRadarPoint();
  let at = 0;
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++) {
      const [u, v] = [col * STEP, row * STEP];
      const x = origin[0] + u * across[0] + v * along[0];
      const y = origin[1] + u * across[1] + v * along[1];
      const [lon, lat] = toGeographic.forwardPoint(x, y);
      const up = upAt(lon, lat);
      for (const h of [middle - rise, middle, middle + rise]) {
        const point = geodeticToEcef(lon, lat, h, view.ellipsoid);
        groundToRadar(view, ...point, seen);
        values.set(
          [seen.time, seen.range, lookAngle(seen, point), Math.sin(incidenceDeg(seen, point, up) * RADIANS)],
          at,
        );
        at += QUANTITIES;
      }
    }
  }
  return { segments, step: STEP, middle, rise, cols, rows, values };
}

/** Least and greatest value of a quantity at the nodes. */
export function extremes(
  { values }: RadarLattice,
  quantity: number,
): readonly [least: number, greatest: number] {
  let [least, greatest] = [Infinity, -Infinity];
  for (let i = quantity; i < values.length; i += QUANTITIES) {
    least = Math.min(least, values[i]);
    greatest = Math.max(greatest, values[i]);
  }
  return [least, greatest];
}

/** Seconds of azimuth time per metre along the track. */
export function secondsPerMetre({ values, cols, rows, step }: RadarLattice): number {
  const last = (rows - 1) * cols * 3 * QUANTITIES;
  return (values[last + TIME] - values[TIME]) / ((rows - 1) * step);
}

/**
 * Coefficients of all segments along one row `v` (metres): quantity q at `t = u / step - 2 segment - 1` (-1 to 1) and
 * `z = (h - middle) / rise` is the sum of `out[segment * SEGMENT_TERMS + 9 q + 3 i + j] * t^i * z^j`.
 */
export function rowCoefficients(lattice: RadarLattice, v: number, out: Float64Array): void {
  const { segments, step, rows } = lattice;
  const pair = Math.min(Math.floor(v / (2 * step)), (rows - 3) / 2);
  const s = v / step - 2 * pair - 1;
  const weights = [(s * (s - 1)) / 2, 1 - s * s, (s * (s + 1)) / 2];
  const f = new Float64Array(9);
  for (let segment = 0; segment < segments; segment++) {
    for (let q = 0; q < QUANTITIES; q++) {
      for (let k = 0; k < 9; k++) {
        f[k] = blendRows(
          lattice,
          2 * pair,
          2 * segment + Math.floor(k / 3),
          (k % 3) * QUANTITIES + q,
          weights,
        );
      }
      quadratics(f, out, segment * SEGMENT_TERMS + q * TERMS);
    }
  }
}

function blendRows(
  { cols, values }: RadarLattice,
  row: number,
  col: number,
  offset: number,
  weights: readonly number[],
): number {
  const stride = cols * 3 * QUANTITIES;
  const at = row * stride + col * 3 * QUANTITIES + offset;
  return weights[0] * values[at] + weights[1] * values[at + stride] + weights[2] * values[at + 2 * stride];
}

/** Values at t, z of -1, 0, 1 (t first) to coefficients. */
function quadratics(f: Float64Array, out: Float64Array, at: number): void {
  for (let t = 0; t < 3; t++) toPowers(f, 3 * t, 1);
  for (let z = 0; z < 3; z++) toPowers(f, z, 3);
  out.set(f, at);
}

function toPowers(f: Float64Array, at: number, stride: number): void {
  const [a, b, c] = [f[at], f[at + stride], f[at + 2 * stride]];
  f[at] = b;
  f[at + stride] = (c - a) / 2;
  f[at + 2 * stride] = (c + a) / 2 - b;
}

function upAt(lonDeg: number, latDeg: number): Vector3 {
  const [lon, lat] = [lonDeg * RADIANS, latDeg * RADIANS];
  return [Math.cos(lat) * Math.cos(lon), Math.cos(lat) * Math.sin(lon), Math.sin(lat)];
}

function lookAngle({ state, range }: RadarPoint, point: Vector3): number {
  const along =
    state[0] * (state[0] - point[0]) + state[1] * (state[1] - point[1]) + state[2] * (state[2] - point[2]);
  return Math.acos(along / (range * Math.hypot(state[0], state[1], state[2])));
}
