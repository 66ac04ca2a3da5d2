import type { Crs } from '../core/crs.js';
import { invert, toMap } from '../core/geo-transform.js';
import type { Grid } from '../core/georef.js';
import type { Compute } from '../core/kernel.js';
import type { Raster } from '../core/raster.js';
import type { Window } from '../core/window.js';
import { ecefToGeodetic, geodeticToEcef, type Vector3 } from '../geo/geodetic.js';
import { geographicOf } from '../geo/geographic-crs.js';
import { createTransform } from '../geo/transform.js';
import type { ResampleMethod } from '../kernels/resample/index.js';
import { createWarp } from '../resample/create-warp.js';
import { latticePositions, type Projection } from '../resample/lattice.js';
import { snapPosition } from '../resample/pixel-position.js';
import { resampleWindow, type WindowSource } from '../resample/resample-window.js';
import type { Positions, Warp } from '../resample/warp.js';
import type { Alignment } from './alignment.js';
import { polynomialAt } from './height-polynomial.js';
import { invertRigid, transformPoint } from './rigid.js';

/** Resamples a DEM through an alignment, window by window of a target grid. */
export interface AlignedDem {
  /** Heights on the target grid; NaN where the source has nothing. A sample does not depend on the window it comes with. */
  read(window: Window, signal: AbortSignal): Promise<Float32Array>;
}

/** Heights for which positions are computed; between and beyond them they are linear to far below a thousandth of a pixel. */
const LOW = 0;
const HIGH = 10_000;
const all = (): boolean => true;

/**
 * One resampling through the whole transform. Where an output pixel lies in the source depends on its height, which is not yet
 * known: a first look (bilinear, `nearHeight` assumed) gives the height that fixes the position, which is then off by
 * the square of the tilt times the height difference; the sample itself is interpolated once, there, by `method`. Its height
 * moves with the rigid motion, and the polynomial is added.
 */
export function createAlignedDem(
  source: WindowSource,
  grids: { readonly source: Grid; readonly target: Grid },
  alignment: Alignment,
  nearHeight: number,
  method: ResampleMethod,
  compute: Compute,
): AlignedDem {
  const base = createWarp(grids.source, grids.target);
  const back = createBackward(grids.source, grids.target.crs, grids.target, alignment);
  const sampleAt = async (
    positions: Positions,
    window: Window,
    how: ResampleMethod,
    signal: AbortSignal,
  ): Promise<Raster> => {
    const warp: Warp = { ...base, shift: null, positions: (part) => cut(positions, window, part) };
    return resampleWindow(source, warp, window, how, compute, signal);
  };
  return {
    async read(window, signal) {
      const low = latticePositions(back.positions(LOW), window, all);
      const high = latticePositions(back.positions(HIGH), window, all);
      // As a projection, so that heights and the polynomial are interpolated in the same lattice.
      const { x: fromLow, y: fromHigh } = latticePositions(back.heights, window, all);
      const { x: added } = latticePositions(back.polynomial, window, all);
      const near = (nearHeight - LOW) / (HIGH - LOW);
      const guess = between(low, high, () => near);
      const first = await sampleAt(guess, window, 'bilinear', signal);
      const part = (i: number, h: number): number => (h - fromLow[i]!) / (fromHigh[i]! - fromLow[i]!);
      const exact = between(low, high, (i) => {
        const h = first.data[i]!;
        return Number.isNaN(h) ? near : part(i, h);
      });
      const { data } = await sampleAt(exact, window, method, signal);
      for (let i = 0; i < data.length; i++) data[i] = LOW + part(i, data[i]!) * (HIGH - LOW) + added[i]!;
      return data;
    },
  };
}

function between(low: Positions, high: Positions, part: (i: number) => number): Positions {
  const x = new Float64Array(low.x.length);
  const y = new Float64Array(low.x.length);
  for (let i = 0; i < x.length; i++) {
    const t = part(i);
    x[i] = snapPosition(low.x[i]! + t * (high.x[i]! - low.x[i]!));
    y[i] = snapPosition(low.y[i]! + t * (high.y[i]! - low.y[i]!));
  }
  return { kind: 'scattered', x, y };
}

/** A copy of the part of a window's positions: the sampler changes them. */
function cut({ x, y }: Positions, window: Window, part: Window): Positions {
  const out = {
    kind: 'scattered' as const,
    x: new Float64Array(part.width * part.height),
    y: new Float64Array(part.width * part.height),
  };
  for (let row = 0; row < part.height; row++) {
    const start = (part.row - window.row + row) * window.width + part.col - window.col;
    out.x.set(x.subarray(start, start + part.width), row * part.width);
    out.y.set(y.subarray(start, start + part.width), row * part.width);
  }
  return out;
}

interface Backward {
  /** Target pixels at an output height to source pixels. */
  positions(height: number): Projection;
  /** Target pixels to the source heights of points that come out at {@link LOW} and {@link HIGH}. */
  readonly heights: Projection;
  /** Target pixels to the polynomial's value, twice. */
  readonly polynomial: Projection;
}

function createBackward(source: Grid, targetCrs: Crs, target: Grid, { rigid, heights }: Alignment): Backward {
  const geographic = geographicOf(targetCrs);
  const { ellipsoid } = geographic;
  const toGeographic = createTransform(targetCrs, geographic);
  const toSource = createTransform(geographic, source.crs);
  const toPixel = invert(source.transform);
  const inverse = invertRigid(rigid);
  const [centre] = toMap(source.transform, source.width / 2, source.height / 2);
  const isGeographic = source.crs.kind === 'geographic';
  const added = heights === null ? () => 0 : polynomialAt(heights, ellipsoid);

  /** Calls `use` with the geodetic position of every target pixel, in degrees. */
  const each = (
    x: Float64Array,
    y: Float64Array,
    use: (i: number, lon: number, lat: number) => void,
  ): void => {
    for (let i = 0; i < x.length; i++)
      [x[i], y[i]] = toMap(target.transform, x[i]!, y[i]!) as [number, number];
    toGeographic.forward(x, y);
    for (let i = 0; i < x.length; i++) use(i, x[i]!, y[i]!);
  };
  const moveBack = (lon: number, lat: number, h: number): Vector3 =>
    ecefToGeodetic(...transformPoint(inverse, geodeticToEcef(lon, lat, h, ellipsoid)), ellipsoid);

  return {
    positions: (height) => (x, y) => {
      each(x, y, (i, lon, lat) => {
        [x[i], y[i]] = moveBack(lon, lat, height) as unknown as [number, number];
      });
      toSource.forward(x, y);
      for (let i = 0; i < x.length; i++) {
        const mapX = isGeographic ? x[i]! + 360 * Math.round((centre - x[i]!) / 360) : x[i]!;
        [x[i], y[i]] = toMap(toPixel, mapX, y[i]!) as [number, number];
      }
    },
    heights: (x, y) =>
      each(x, y, (i, lon, lat) => {
        x[i] = moveBack(lon, lat, LOW)[2];
        y[i] = moveBack(lon, lat, HIGH)[2];
      }),
    polynomial: (x, y) =>
      each(x, y, (i, lon, lat) => {
        const value = added(geodeticToEcef(lon, lat, 0, ellipsoid));
        x[i] = value;
        y[i] = value;
      }),
  };
}

/** Where a grid's pixels arrive: the same lattice, as large as the moved outline needs. */
export function movedGrid(source: Grid, { rigid }: Alignment, nearHeight: number): Grid {
  const geographic = geographicOf(source.crs);
  const toGeographic = createTransform(source.crs, geographic);
  const toSource = createTransform(geographic, source.crs);
  const toPixel = invert(source.transform);
  const { ellipsoid } = geographic;
  let [left, top, right, bottom] = [
    Number.POSITIVE_INFINITY,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ];
  const [centre] = toMap(source.transform, source.width / 2, source.height / 2);
  for (const [u, v] of outline()) {
    const [lon, lat] = toGeographic.forwardPoint(
      ...toMap(source.transform, u * source.width, v * source.height),
    );
    const moved = transformPoint(rigid, geodeticToEcef(lon, lat, nearHeight, ellipsoid));
    const [x, y] = toSource.forwardPoint(
      ...(ecefToGeodetic(...moved, ellipsoid).slice(0, 2) as [number, number]),
    );
    const turned = source.crs.kind === 'geographic' ? x + 360 * Math.round((centre - x) / 360) : x;
    const [col, row] = toMap(toPixel, turned, y);
    left = Math.min(left, col);
    right = Math.max(right, col);
    top = Math.min(top, row);
    bottom = Math.max(bottom, row);
  }
  // Less than a hundredth of a pixel is no reason for a column of missing samples.
  const [c0, r0] = [Math.floor(left + 0.01), Math.floor(top + 0.01)];
  const [c1, r1] = [Math.ceil(right - 0.01), Math.ceil(bottom - 0.01)];
  const [x, y] = toMap(source.transform, c0, r0);
  const [a, b, , d, e] = source.transform;
  return { ...source, transform: [a, b, x, d, e, y], width: c1 - c0, height: r1 - r0 };
}

/** Points along the edges of the unit square. */
function outline(): readonly (readonly [number, number])[] {
  const along = Array.from({ length: 17 }, (_, i) => i / 16);
  return along.flatMap(
    (t) =>
      [
        [t, 0],
        [t, 1],
        [0, t],
        [1, t],
      ] as const,
  );
}
