import type { Crs } from '../core/crs.js';
import { CuestaError } from '../core/errors.js';
import { type GeoTransform, isUsable } from '../core/geo-transform.js';
import type { RasterInfo } from '../core/raster-source.js';

export type GeorefFacts = Pick<RasterInfo, 'georef' | 'georefProblem'>;

/**
 * Georeferencing whose CRS may be one that is not understood: such a file can still be looked at, and the reason stands beside the
 * missing georef. `read` returns null for a CRS that `what` names and nobody knows.
 */
export function orProblem(transform: GeoTransform, what: string, read: () => Crs | null): GeorefFacts {
  if (!isUsable(transform)) return { georef: null, georefProblem: 'its geotransform is singular' };
  try {
    const crs = read();
    if (crs !== null) return { georef: { transform, crs } };
    return { georef: null, georefProblem: `${what} is not known` };
  } catch (error) {
    if (!(error instanceof CuestaError)) throw error;
    return { georef: null, georefProblem: error.message };
  }
}
