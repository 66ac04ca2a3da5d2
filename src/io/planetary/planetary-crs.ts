import type { Crs } from '../../core/crs.js';
import { crsFromParts } from '../../geo/crs.js';
import { partsFromProjString } from '../../geo/proj-string.js';

/** A map projection as planetary labels describe it, angles in degrees, longitudes positive east. */
export interface PlanetaryProjection {
  /** Name of the projection in capitals without blanks, hyphens and underscores, e.g. `POLARSTEREOGRAPHIC`. */
  readonly projection: string;
  /** As it stands in the label. */
  readonly projectionName: string;
  readonly target: string;
  /** Equatorial and polar radius in metres. */
  readonly equatorialRadius: number;
  readonly polarRadius: number;
  /** Whether latitudes are planetographic: only then does the ellipsoid count. */
  readonly planetographic: boolean;
  readonly centerLatitude: number;
  readonly centerLongitude: number;
  readonly standardParallels: readonly [number, number];
  readonly scaleFactor: number;
  /** Sphere of an equirectangular projection; the polar and the equatorial radius give it where the label does not. */
  readonly localRadius: number | null;
}

/** `Simple Cylindrical`, `SIMPLE_CYLINDRICAL` and `SimpleCylindrical` are one. */
export function plainName(name: string): string {
  return name.toUpperCase().replace(/[\s_-]/g, '');
}

/**
 * The CRS of a projection. ISIS, and with it the PDS, projects planetocentric latitudes with the equations of the sphere: that of the
 * equatorial radius, for polar stereographic that of the polar radius, for equirectangular that of the radius at the centre latitude
 * (USGS, ISIS documentation, "Learning about map projections"; GDAL's ISIS3 and PDS drivers read it the same way). Null for a
 * projection that is not known. Throws what `crsFromParts` throws.
 */
export function planetaryCrs(p: PlanetaryProjection): Crs | null {
  const terms = projectionTerms(p);
  if (terms === null) return null;
  const sphere = sphereOf(p);
  const shape = sphere === null ? `+a=${p.equatorialRadius} +b=${p.polarRadius}` : `+R=${sphere}`;
  const parts = partsFromProjString(`${terms} ${shape} +units=m +no_defs`);
  return crsFromParts({
    ...parts,
    name: `${p.projectionName} ${p.target}`.trim(),
    datum: `D_${p.target}`,
    otherNames: [p.target],
  });
}

function projectionTerms(p: PlanetaryProjection): string | null {
  const lon = `+lon_0=${p.centerLongitude}`;
  const lat = p.centerLatitude;
  const [first, second] = p.standardParallels;
  const pole = lat < 0 ? -90 : 90;
  const k = `+k=${p.scaleFactor}`;
  const polar = `+proj=stere +lat_0=${pole} ${lon}`;
  switch (p.projection) {
    case 'EQUIRECTANGULAR':
    case 'SIMPLECYLINDRICAL':
    case 'EQUIDISTANT':
      return `+proj=eqc +lat_ts=${lat} ${lon}`;
    case 'SINUSOIDAL':
      return `+proj=sinu ${lon}`;
    case 'ORTHOGRAPHIC':
      return `+proj=ortho +lat_0=${lat} ${lon}`;
    case 'MERCATOR':
      return `+proj=merc +lat_ts=${lat === 0 ? first : lat} ${lon}${lat === 0 && first === 0 ? ` ${k}` : ''}`;
    case 'POLARSTEREOGRAPHIC':
      return Math.abs(lat) === 90 ? `${polar} ${k}` : `${polar} +lat_ts=${lat}`;
    case 'STEREOGRAPHIC':
      return Math.abs(lat) === 90 ? `${polar} ${k}` : `+proj=stere +lat_0=${lat} ${lon} ${k}`;
    case 'TRANSVERSEMERCATOR':
      return `+proj=tmerc +lat_0=${lat} ${lon} ${k}`;
    case 'LAMBERTCONFORMAL':
    case 'LAMBERTCONFORMALCONIC':
      return `+proj=lcc +lat_1=${first} +lat_2=${second} +lat_0=${lat} ${lon}`;
    case 'LAMBERTAZIMUTHALEQUALAREA':
      return `+proj=laea +lat_0=${lat} ${lon}`;
    case 'ALBERS':
    case 'ALBERSCONICALEQUALAREA':
      return `+proj=aea +lat_1=${first} +lat_2=${second} +lat_0=${lat} ${lon}`;
    case 'MOLLWEIDE':
      return `+proj=moll ${lon}`;
    default:
      return null;
  }
}

/** Radius of the sphere that the projection is on; null for the ellipsoid. */
function sphereOf(p: PlanetaryProjection): number | null {
  const { projection, equatorialRadius: a, polarRadius: b, planetographic } = p;
  if (a === b) return a;
  const polar =
    projection === 'POLARSTEREOGRAPHIC' ||
    (projection === 'STEREOGRAPHIC' && Math.abs(p.centerLatitude) === 90);
  if (polar) return planetographic ? null : b;
  if (projection === 'EQUIRECTANGULAR') return p.localRadius ?? radiusAt(a, b, p.centerLatitude);
  const spherical = ['SIMPLECYLINDRICAL', 'EQUIDISTANT', 'ORTHOGRAPHIC', 'STEREOGRAPHIC', 'SINUSOIDAL'];
  return planetographic && !spherical.includes(projection) ? null : a;
}

/** Radius of an ellipsoid at a planetocentric latitude in degrees. */
function radiusAt(a: number, b: number, latitude: number): number {
  const lat = (latitude * Math.PI) / 180;
  return (a * b) / Math.hypot(b * Math.cos(lat), a * Math.sin(lat));
}
