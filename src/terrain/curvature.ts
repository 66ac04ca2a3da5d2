import type { Measure } from './neighbourhoods.js';
import { type CellMetres, type DerivativeBasis, derivatives } from './surface-derivatives.js';

export type CurvatureKind = 'profile' | 'planform' | 'tangential';

export interface CurvatureOptions {
  readonly curvature: CurvatureKind;
  readonly basis: DerivativeBasis;
  /** Value where the ground is level, so that no direction falls: 0, or missing. */
  readonly zeroForFlat: boolean;
}

/**
 * Curvature in 1/metre for heights in metres; positive where the ground is convex (profile: steeper downhill;
 * planform and tangential: a ridge, from which water parts), negative where it is concave (a valley).
 *
 * `profile` is that of the normal section down the slope, `tangential` of the normal section across it, `planform` of
 * the contour line on the map. With z' = gradient, n = |z'|² (Krcho 1973; Schmidt, Evans & Brinkmann 2003):
 * profile -(zxx zx² + 2 zxy zx zy + zyy zy²) / (n (1 + n)^1.5), tangential -(zxx zy² - 2 zxy zx zy + zyy zx²) / (n (1 + n)^0.5),
 * planform the same over n^1.5. A sphere of radius R has profile = tangential = 1/R on its upper side.
 */
export function curvature({ curvature, basis, zeroForFlat }: CurvatureOptions, cell: CellMetres): Measure {
  const flat = zeroForFlat ? 0 : Number.NaN;
  const along = curvature === 'profile';
  return (z) => {
    const { zx, zy, zxx, zxy, zyy } = derivatives(z, cell, basis);
    const n = zx * zx + zy * zy;
    if (n === 0) return flat;
    const bend = along
      ? zxx * zx * zx + 2 * zxy * zx * zy + zyy * zy * zy
      : zxx * zy * zy - 2 * zxy * zx * zy + zyy * zx * zx;
    return -bend / DIVISORS[curvature](n);
  };
}

const DIVISORS: Readonly<Record<CurvatureKind, (n: number) => number>> = {
  profile: (n) => n * (1 + n) ** 1.5,
  tangential: (n) => n * Math.sqrt(1 + n),
  planform: (n) => n ** 1.5,
};
