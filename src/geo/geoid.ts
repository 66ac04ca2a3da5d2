import type { VerticalDatum } from '../core/crs.js';

/** A surface of zero height over the ellipsoid of its body: `h(ellipsoidal) = H(above the geoid) + undulation`. */
export interface Geoid {
  readonly name: string;
  /** The vertical datum whose zero it is. */
  readonly datum: VerticalDatum;
  /** Height of the geoid above the ellipsoid, metres, at a geodetic position in degrees (any longitude); NaN outside. */
  undulation(lonDeg: number, latDeg: number): number;
  /** The same for arrays of equal length; `out` may be one of the inputs. */
  undulations(lonsDeg: Float64Array, latsDeg: Float64Array, out: Float64Array): void;
}

export function geoidFromFunction(
  name: string,
  datum: VerticalDatum,
  undulation: (lonDeg: number, latDeg: number) => number,
): Geoid {
  return {
    name,
    datum,
    undulation,
    undulations(lons, lats, out) {
      for (let i = 0; i < out.length; i++) out[i] = undulation(lons[i], lats[i]);
    },
  };
}
