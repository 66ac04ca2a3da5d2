import type { Measure } from './neighbourhoods.js';
import { type CellMetres, type DerivativeBasis, gradient } from './surface-derivatives.js';

export interface AspectOptions {
  readonly basis: DerivativeBasis;
  /** `azimuth`: clockwise from north; `trigonometric`: counter-clockwise from east. */
  readonly convention: 'azimuth' | 'trigonometric';
  /** Value where the ground is level: 0, or missing. */
  readonly zeroForFlat: boolean;
}

/**
 * Direction towards which the ground falls, degrees in [0, 360), as `gdaldem aspect` defines it.
 * On pixels that are not square the directions are those on the ground; gdaldem's are those of the pixel lattice.
 */
export function aspect({ basis, convention, zeroForFlat }: AspectOptions, cell: CellMetres): Measure {
  const flat = zeroForFlat ? 0 : Number.NaN;
  return (z) => {
    const [east, north] = gradient(z, cell, basis);
    if (east === 0 && north === 0) return flat;
    const angle = convention === 'azimuth' ? Math.atan2(-east, -north) : Math.atan2(-north, -east);
    // In float32, as it is stored: an angle just below 0 must not become 360.
    const degrees = Math.fround((angle * 180) / Math.PI);
    const positive = degrees < 0 ? Math.fround(degrees + 360) : degrees;
    return positive === 360 ? 0 : positive + 0;
  };
}
