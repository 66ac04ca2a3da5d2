import { CuestaError } from '../core/errors.js';
import { bodyByNaif, type KnownBody } from './bodies.js';
import type { CrsParts } from './crs-parts.js';
import { ellipsoidFromRadii } from './ellipsoids.js';
import { geographicDefinition, projectedDefinition } from './proj-definition.js';
import type { MethodName, Params } from './projection-methods.js';
import { UNKNOWN_DATUM } from './vertical-datum.js';

/** The conversions of the IAU_2015 authority (PROJ's `proj.db`), by their number; 50 and 55, Robinson, are left out. */
const CONVERSIONS: Readonly<Record<number, readonly [name: string, method: MethodName, params: Params]>> = {
  10: ['Equirectangular, clon = 0', 'eqc', {}],
  15: ['Equirectangular, clon = 180', 'eqc', { lon_0: 180 }],
  20: ['Sinusoidal, clon = 0', 'sinu', {}],
  25: ['Sinusoidal, clon = 180', 'sinu', { lon_0: 180 }],
  30: ['North Polar', 'stere', { lat_0: 90 }],
  35: ['South Polar', 'stere', { lat_0: -90 }],
  40: ['Mollweide, clon = 0', 'moll', {}],
  45: ['Mollweide, clon = 180', 'moll', { lon_0: 180 }],
  // The registry's own spelling.
  60: ['Tranverse Mercator', 'tmerc', {}],
  65: ['Orthographic, clon = 0', 'ortho', {}],
  70: ['Orthographic, clon = 180', 'ortho', { lon_0: 180 }],
  75: ['Lambert Conic Conformal', 'lcc', { lat_0: 40, lat_1: 20, lat_2: 60 }],
  80: ['Lambert Azimuthal Equal Area', 'laea', { lat_0: 40 }],
  85: ['Albers Equal Area', 'aea', { lat_0: 40, lat_1: 20, lat_2: 60 }],
};

/**
 * A CRS of the IAU 2015 registry by its rule: `code = 100 * NAIF id + number`, where the last digit's rest modulo 5 is
 * the kind of latitude: 0 planetocentric on the sphere of the equatorial radius, 1 planetographic, 2 planetocentric on
 * the ellipsoid. Planetographic CRSs count longitude positive west, and programs disagree on the projections of kind 2:
 * both are refused.
 */
export function partsFromIau(code: number): CrsParts {
  const body = bodyByNaif(Math.floor(code / 100));
  if (body === null)
    throw unsupported(code, 'no body with that NAIF id is known here', 'Give its radii in a PROJ string.');
  const number = code % 100;
  const kind = number % 5;
  const conversion = number - kind;
  if (kind === 0) return spherical(body, code, conversion);
  if (kind === 2 && conversion === 0 && body.semiMajor !== body.semiMinor) return ocentric(body, code);
  const sphere = 100 * body.naif + conversion;
  throw unsupported(
    code,
    kind === 1
      ? 'planetographic longitudes run west'
      : 'planetocentric projections of an ellipsoid are ambiguous',
    `Use the spherical CRS IAU_2015:${sphere}, or a PROJ string with both radii (longitudes east).`,
  );
}

function spherical(body: KnownBody, code: number, conversion: number): CrsParts {
  const datum = `${body.name} (2015) - Sphere`;
  const ellipsoid = ellipsoidFromRadii(body.semiMajor, body.semiMajor, datum);
  const common = { datum, authority: { name: 'IAU_2015', code }, vertical: UNKNOWN_DATUM };
  const base = `${datum} / Ocentric`;
  if (conversion === 0) return { ...common, name: base, definition: geographicDefinition(ellipsoid) };
  const found = CONVERSIONS[conversion];
  if (found === undefined)
    throw unsupported(code, 'the rule has no such number', 'See `projinfo --list-crs`.');
  const [name, method, params] = found;
  return { ...common, name: `${base} / ${name}`, definition: projectedDefinition(method, params, ellipsoid) };
}

function ocentric(body: KnownBody, code: number): CrsParts {
  const datum = `${body.name} (2015)`;
  return {
    name: `${datum} / Ocentric`,
    definition: geographicDefinition(ellipsoidFromRadii(body.semiMajor, body.semiMinor, datum), true),
    datum,
    authority: { name: 'IAU_2015', code },
    vertical: UNKNOWN_DATUM,
  };
}

function unsupported(code: number, why: string, hint: string): CuestaError {
  return new CuestaError('unsupported', `IAU_2015:${code} is not usable: ${why}.`, {
    subject: `IAU_2015:${code}`,
    hint,
  });
}
