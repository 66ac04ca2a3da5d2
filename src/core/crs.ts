/**
 * Coordinate reference systems as plain data. Behaviour (parsing, transforming, GeoKeys) lives in `src/geo`.
 */

/** A celestial body. Coordinates of different bodies never mix. */
export interface Body {
  /** `Earth`, `Moon`, `Mars`, or the name found in the file; a body known by its radii only is `custom`. */
  readonly name: string;
  /** NAIF id (Earth 399, Moon 301, Mars 499), null when unknown. */
  readonly naif: number | null;
}

export interface Ellipsoid {
  readonly name: string;
  /** Equatorial radius in metres. */
  readonly semiMajor: number;
  /** Polar radius in metres; equal to `semiMajor` on a sphere. */
  readonly semiMinor: number;
}

/**
 * What a height is measured from. `ellipsoid` and `sphere` mean the CRS's own reference surface. `geoid` names a
 * model that has no kind of its own here (for example NAVD88), and is only convertible with a grid given by the user.
 */
export type VerticalDatum =
  | { readonly kind: 'ellipsoid' }
  | { readonly kind: 'sphere' }
  | { readonly kind: 'egm96' }
  | { readonly kind: 'egm2008' }
  | { readonly kind: 'areoid' }
  | { readonly kind: 'geoid'; readonly name: string }
  | { readonly kind: 'unknown' };

export interface Authority {
  /** `EPSG`, `IAU_2015`, `ESRI`, ... */
  readonly name: string;
  readonly code: number;
}

export interface Crs {
  /** Human-readable name, e.g. `WGS 84 / UTM zone 33N`. */
  readonly name: string;
  readonly kind: 'geographic' | 'projected';
  readonly body: Body;
  readonly ellipsoid: Ellipsoid;
  /** Geodetic datum name, e.g. `World Geodetic System 1984`. */
  readonly datum: string;
  /**
   * Complete PROJ string in canonical form (every default written out). Geographic coordinates are degrees,
   * longitude first; projected ones are in the unit that the string states.
   */
  readonly proj: string;
  /** Horizontal unit in metres (1 for metre); for geographic CRSs the size of the unit in degrees (1). */
  readonly unit: number;
  readonly authority: Authority | null;
  readonly vertical: VerticalDatum;
}
