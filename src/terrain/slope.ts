import type { Measure } from './neighbourhoods.js';
import { type CellMetres, type DerivativeBasis, gradient } from './surface-derivatives.js';

export interface SlopeOptions {
  readonly unit: 'degree' | 'percent';
  readonly basis: DerivativeBasis;
}

/** Steepness of the ground, its heights times `zFactor`: degrees from the horizontal, or rise over run in percent, as `gdaldem slope`. */
export function slope(
  { unit, basis }: SlopeOptions,
  { zFactor, ...cell }: CellMetres & { readonly zFactor: number },
): Measure {
  return (z) => {
    const [east, north] = gradient(z, cell, basis);
    const rise = Math.hypot(east, north) * zFactor;
    return unit === 'percent' ? 100 * rise : (Math.atan(rise) * 180) / Math.PI;
  };
}
