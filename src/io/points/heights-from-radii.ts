import type { Crs } from '../../core/crs.js';
import { CuestaError } from '../../core/errors.js';
import { isSphere } from '../../geo/ellipsoids.js';
import type { PointColumns } from './columns.js';

/**
 * Turns `h` into heights above the sphere of the points' CRS where the columns are radii in kilometres; leaves it alone otherwise. Throws
 * `config` for radii on an ellipsoid, whose surface is not at one distance from the centre.
 */
export function heightsFromRadii({ radius }: Pick<PointColumns, 'radius'>, h: Float64Array, crs: Crs): void {
  if (!radius) return;
  const { ellipsoid } = crs;
  if (!isSphere(ellipsoid)) {
    throw new CuestaError(
      'config',
      `Radii need a sphere to become heights; ${crs.name} is on an ellipsoid.`,
      {
        subject: '--csv-format',
        hint: 'Give heights (height_above_datum), or use DEMs on a sphere.',
      },
    );
  }
  for (let i = 0; i < h.length; i++) h[i] = h[i] * 1000 - ellipsoid.semiMajor;
}
