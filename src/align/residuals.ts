import type { Placement } from './placement.js';
import type { Rigid } from './rigid.js';
import { type Surface, type SurfaceSample, sampleSurface } from './surface.js';

/** Heights of moving points above a surface, with its slopes there. NaN where the surface has nothing. */
export interface Residuals {
  /** Point minus surface, metres, vertically. */
  readonly dh: Float64Array;
  /** Metres per pixel of the surface. */
  readonly perCol: Float64Array;
  readonly perRow: Float64Array;
}

export function createResiduals(count: number): Residuals {
  return {
    dh: new Float64Array(count),
    perCol: new Float64Array(count),
    perRow: new Float64Array(count),
  };
}

/** Motion of all points by one vector of the surface's grid: pixels and metres. */
export interface GridShift {
  readonly cols: number;
  readonly rows: number;
  readonly up: number;
}

/** Residuals after a shift on the grid, on top of the placement's base. */
export function residualsAfterShift(
  placement: Placement,
  surface: Surface,
  { cols, rows, up }: GridShift,
  out: Residuals,
): void {
  const { col, row, h } = placement;
  const sample: SurfaceSample = { h: 0, perCol: 0, perRow: 0 };
  for (let i = 0; i < h.length; i++) {
    sampleSurface(surface, col[i]! + cols, row[i]! + rows, sample);
    store(i, h[i]! + up, sample, out);
  }
}

/**
 * Residuals after a rigid motion (about the points' centroid) on top of the placement's base. Pixel and height follow from the
 * displacement in the tangent plane and the fall of the surface below it, d^2 / 2R: to a millimetre for 100 m.
 */
export function residualsAfterMotion(
  placement: Placement,
  surface: Surface,
  { rotation: m, translation: t }: Rigid,
  out: Residuals,
): void {
  const { x, y, z, col, row, h, sinLon, cosLon, sinLat, cosLat, cell, maps } = placement;
  const radius = placement.points.ellipsoid.semiMajor;
  const sample: SurfaceSample = { h: 0, perCol: 0, perRow: 0 };
  for (let i = 0; i < h.length; i++) {
    const [px, py, pz] = [x[i]!, y[i]!, z[i]!];
    const dx = (m[0] - 1) * px + m[1] * py + m[2] * pz + t[0];
    const dy = m[3] * px + (m[4] - 1) * py + m[5] * pz + t[1];
    const dz = m[6] * px + m[7] * py + (m[8] - 1) * pz + t[2];
    const [ux, uy, uz] = [cosLat[i]! * cosLon[i]!, cosLat[i]! * sinLon[i]!, sinLat[i]!];
    const rise = ux * dx + uy * dy + uz * dz;
    const [tx, ty, tz] = [dx - rise * ux, dy - rise * uy, dz - rise * uz];
    const up = rise + (tx * tx + ty * ty + tz * tz) / (2 * radius);
    const { col: toCol, row: toRow } = maps[cell[i]!]!;
    const c = col[i]! + toCol[0] * tx + toCol[1] * ty + toCol[2] * tz;
    const r = row[i]! + toRow[0] * tx + toRow[1] * ty + toRow[2] * tz;
    sampleSurface(surface, c, r, sample);
    store(i, h[i]! + up, sample, out);
  }
}

function store(i: number, height: number, sample: SurfaceSample, out: Residuals): void {
  out.dh[i] = height - sample.h;
  out.perCol[i] = sample.perCol;
  out.perRow[i] = sample.perRow;
}
