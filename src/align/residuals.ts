import type { Placement } from './placement.js';
import type { Rigid } from './rigid.js';
import { type Surface, type SurfaceSample, sampleSurface } from './surface.js';

/** Heights of moving points above a surface, with its slopes there. NaN where the surface has nothing. */
export interface Residuals {
  /** Point minus surface, metres, vertically. */
  readonly dh: Float64Array;
  /** Metres per metre towards east and north. */
  readonly slopeEast: Float64Array;
  readonly slopeNorth: Float64Array;
}

export function createResiduals(count: number): Residuals {
  return {
    dh: new Float64Array(count),
    slopeEast: new Float64Array(count),
    slopeNorth: new Float64Array(count),
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
    store(placement, i, h[i]! + up, sample, out);
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
  const { x, y, z, col, row, h, sinLon, cosLon, sinLat, cosLat, cell, scales } = placement;
  const radius = placement.points.ellipsoid.semiMajor;
  const sample: SurfaceSample = { h: 0, perCol: 0, perRow: 0 };
  for (let i = 0; i < h.length; i++) {
    const [px, py, pz] = [x[i]!, y[i]!, z[i]!];
    const dx = (m[0] - 1) * px + m[1] * py + m[2] * pz + t[0];
    const dy = m[3] * px + (m[4] - 1) * py + m[5] * pz + t[1];
    const dz = m[6] * px + m[7] * py + (m[8] - 1) * pz + t[2];
    const outward = cosLon[i]! * dx + sinLon[i]! * dy;
    const east = cosLon[i]! * dy - sinLon[i]! * dx;
    const north = cosLat[i]! * dz - sinLat[i]! * outward;
    const up = cosLat[i]! * outward + sinLat[i]! * dz + (east * east + north * north) / (2 * radius);
    const s = scales[cell[i]!]!;
    const c = col[i]! + s.colEast * east + s.colNorth * north;
    const r = row[i]! + s.rowEast * east + s.rowNorth * north;
    sampleSurface(surface, c, r, sample);
    store(placement, i, h[i]! + up, sample, out);
  }
}

function store(
  { cell, scales }: Placement,
  i: number,
  height: number,
  sample: SurfaceSample,
  out: Residuals,
): void {
  const s = scales[cell[i]!]!;
  out.dh[i] = height - sample.h;
  out.slopeEast[i] = sample.perCol * s.colEast + sample.perRow * s.rowEast;
  out.slopeNorth[i] = sample.perCol * s.colNorth + sample.perRow * s.rowNorth;
}
