import proj4 from 'proj4';
import { CuestaError } from '../core/errors.js';
import { isSphere } from './ellipsoids.js';
import { scaleTangent } from './geodetic.js';
import { formatProj, type ProjDefinition } from './proj-definition.js';
import { METHODS, type MethodName } from './projection-methods.js';

/** Reused between points: the loops allocate nothing. */
export interface MutablePoint {
  x: number;
  y: number;
}

/**
 * One CRS's map between its coordinates and geographic ones in **radians**, in place: `toMap` takes longitude and geodetic
 * latitude, `toGeographic` takes coordinates in the CRS's unit. NaN outside the projection's domain. Longitudes come
 * back in -pi..pi.
 */
export interface Projector {
  toMap(p: MutablePoint): void;
  toGeographic(p: MutablePoint): void;
}

const RADIANS = Math.PI / 180;
const HALF_PI = Math.PI / 2;
/** Latitudes may overshoot the pole by rounding. */
const POLE_TOLERANCE = 1e-9;
/** Largest mismatch, in radii, of a point that lies on a bounded map. */
const ROUND_TRIP_TOLERANCE = 1e-9;

export function createProjector(d: ProjDefinition): Projector {
  if (d.method === 'longlat') return geographicProjector(d);
  const centred = centredProjector(d, d.method);
  const x0 = d.params.x_0!;
  const y0 = d.params.y_0!;
  const { unit } = d;
  return {
    toMap(p) {
      p.x = wrapLongitude(p.x);
      if (Math.abs(p.y) > HALF_PI + POLE_TOLERANCE) setNaN(p);
      else centred.toMap(p);
      p.x = (p.x + x0) / unit;
      p.y = (p.y + y0) / unit;
      if (!Number.isFinite(p.x) || !Number.isFinite(p.y)) setNaN(p);
    },
    toGeographic(p) {
      p.x = p.x * unit - x0;
      p.y = p.y * unit - y0;
      centred.toGeographic(p);
      p.x = wrapLongitude(p.x);
      // Also catches proj4's -9999 for "no convergence".
      if (!(Math.abs(p.y) <= HALF_PI + POLE_TOLERANCE) || !Number.isFinite(p.x)) setNaN(p);
    },
  };
}

/** In metres from the natural origin. */
function centredProjector(d: ProjDefinition, method: MethodName): Projector {
  if (method === 'eqc') return equirectangular(d);
  if (method === 'tmerc' && isSphere(d.ellipsoid)) return sphericalTransverseMercator(d);
  return proj4Projector(d, method);
}

function geographicProjector(d: ProjDefinition): Projector {
  const toOcentric = d.geocentric ? (d.ellipsoid.semiMinor / d.ellipsoid.semiMajor) ** 2 : 1;
  return {
    toMap(p) {
      p.x = wrapLongitude(p.x) / RADIANS;
      p.y = scaleTangent(p.y, toOcentric) / RADIANS;
    },
    toGeographic(p) {
      p.x = wrapLongitude(p.x * RADIANS);
      p.y = scaleTangent(p.y * RADIANS, 1 / toOcentric);
      if (Math.abs(p.y) > HALF_PI + POLE_TOLERANCE) setNaN(p);
    },
  };
}

/**
 * Equidistant cylindrical, spherical formulas with the equatorial radius (as PROJ up to 9.5 has them for ellipsoids too).
 * Not proj4's: that folds latitudes and puts the north pole at the south pole.
 */
function equirectangular(d: ProjDefinition): Projector {
  const radius = d.ellipsoid.semiMajor;
  const xScale = radius * Math.cos(d.params.lat_ts! * RADIANS);
  const lon0 = d.params.lon_0! * RADIANS;
  const lat0 = d.params.lat_0! * RADIANS;
  return {
    toMap(p) {
      p.x = wrapLongitude(p.x - lon0) * xScale;
      p.y = (p.y - lat0) * radius;
    },
    toGeographic(p) {
      p.x = p.x / xScale + lon0;
      p.y = p.y / radius + lat0;
    },
  };
}

/**
 * Transverse Mercator on the sphere (Snyder 1987, equations 8-1 to 8-7 without singularity over the poles). Not proj4's:
 * its inverse takes the hemisphere from the northing, wrong when `lat_0` is not zero.
 */
function sphericalTransverseMercator(d: ProjDefinition): Projector {
  const scale = d.ellipsoid.semiMajor * d.params.k_0!;
  const lon0 = d.params.lon_0! * RADIANS;
  const lat0 = d.params.lat_0! * RADIANS;
  return {
    toMap(p) {
      const cosLat = Math.cos(p.y);
      const dLon = p.x - lon0;
      const y = Math.atan2(Math.sin(p.y), cosLat * Math.cos(dLon)) - lat0;
      p.x = scale * Math.atanh(cosLat * Math.sin(dLon));
      p.y = scale * y;
    },
    toGeographic(p) {
      const x = p.x / scale;
      const y = p.y / scale + lat0;
      p.x = lon0 + Math.atan2(Math.sinh(x), Math.cos(y));
      p.y = Math.asin(Math.sin(y) / Math.cosh(x));
    },
  };
}

/** proj4 without its datum machinery, false origin and units, whose omission or presence some of its methods get wrong. */
function proj4Projector(d: ProjDefinition, method: MethodName): Projector {
  const { semiMajor } = d.ellipsoid;
  const spherical = method === 'webmerc';
  const definition: ProjDefinition = {
    ...d,
    method: spherical ? 'merc' : method,
    params: { ...d.params, x_0: 0, y_0: 0, ...(spherical ? { k_0: 1 } : {}) },
    ellipsoid: spherical ? { ...d.ellipsoid, semiMinor: semiMajor } : d.ellipsoid,
    unit: 1,
  };
  const text = formatProj(definition, '');
  const projection = createProj4(text);
  const toMap = (p: MutablePoint) => assign(p, projection.forward(p));
  const toGeographic = (p: MutablePoint) => assign(p, projection.inverse(p));
  if (METHODS[method].bounded !== true) return { toMap, toGeographic };
  const series = method === 'laea' && !isSphere(d.ellipsoid);
  const inverse = series ? polishedInverse(toMap, toGeographic) : toGeographic;
  return { toMap, toGeographic: checkedInverse(toMap, inverse, semiMajor) };
}

function createProj4(text: string) {
  try {
    return new proj4.Proj(text);
  } catch (cause) {
    throw new CuestaError('unsupported', `The projection "${text}" cannot be set up.`, {
      hint: 'Reproject the data to another CRS first.',
      cause,
    });
  }
}

/** proj4 signals failure by null, undefined, an error number or undefined members. */
function assign(p: MutablePoint, result: unknown): void {
  if (typeof result !== 'object' || result === null) {
    setNaN(p);
    return;
  }
  const { x, y } = result as { x?: number; y?: number };
  p.x = x ?? Number.NaN;
  p.y = y ?? Number.NaN;
}

/** Inverse that is NaN off the map, where proj4 answers with the limb or wraps round. */
function checkedInverse(
  toMap: Projector['toMap'],
  toGeographic: Projector['toGeographic'],
  radius: number,
): Projector['toGeographic'] {
  const again = { x: 0, y: 0 };
  const tolerance = ROUND_TRIP_TOLERANCE * radius;
  return (p) => {
    const { x, y } = p;
    toGeographic(p);
    again.x = p.x;
    again.y = p.y;
    toMap(again);
    if (!(Math.abs(again.x - x) <= tolerance && Math.abs(again.y - y) <= tolerance)) setNaN(p);
  };
}

/**
 * proj4's authalic latitude is a short series (2 mm off on Earth, 10 mm on Mars): Newton's method in latitude, the
 * longitude being exact. One step does on Earth, flat bodies take more.
 */
function polishedInverse(
  toMap: Projector['toMap'],
  toGeographic: Projector['toGeographic'],
): Projector['toGeographic'] {
  const here = { x: 0, y: 0 };
  const beside = { x: 0, y: 0 };
  return (p) => {
    const { x, y } = p;
    toGeographic(p);
    for (let i = 0; i < 4; i++) {
      const step = p.y > 0 ? -1e-6 : 1e-6;
      here.x = beside.x = p.x;
      here.y = p.y;
      beside.y = p.y + step;
      toMap(here);
      toMap(beside);
      const [dx, dy] = [beside.x - here.x, beside.y - here.y];
      const change = (step * ((x - here.x) * dx + (y - here.y) * dy)) / (dx * dx + dy * dy);
      p.y = Math.max(-HALF_PI, Math.min(HALF_PI, p.y + change));
      if (!(Math.abs(change) > 1e-11)) break;
    }
  };
}

/** To -pi..pi; values inside stay as they are, bit for bit. */
function wrapLongitude(lon: number): number {
  if (lon >= -Math.PI && lon <= Math.PI) return lon;
  return lon - 2 * Math.PI * Math.round(lon / (2 * Math.PI));
}

function setNaN(p: MutablePoint): void {
  p.x = Number.NaN;
  p.y = Number.NaN;
}
