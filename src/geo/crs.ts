import type { Crs, VerticalDatum } from '../core/crs.js';
import { CuestaError } from '../core/errors.js';
import { recogniseBody, sameBody } from './bodies.js';
import type { CrsParts } from './crs-parts.js';
import { datumByName, datumsAgree } from './datums.js';
import { isSphere } from './ellipsoids.js';
import { formatProj, type ProjDefinition, sameDefinition } from './proj-definition.js';
import { partsFromProjString } from './proj-string.js';
import { METHODS } from './projection-methods.js';
import { sameVertical, verticalDatumLabel } from './vertical-datum.js';

/** Builds the CRS: registered datum name, body, canonical PROJ string. Throws `unsupported` for a method that proj4 has wrong. */
export function crsFromParts(parts: CrsParts): Crs {
  const { definition } = parts;
  const { ellipsoid } = definition;
  const method = definition.method === 'longlat' ? null : METHODS[definition.method];
  if (method?.on === 'sphere' && !isSphere(ellipsoid)) {
    throw new CuestaError(
      'unsupported',
      `The projection ${definition.method} is implemented on spheres only, not on the ellipsoid ${ellipsoid.name}.`,
      { hint: 'Use another projection (stere, laea), or a spherical CRS of the body.' },
    );
  }
  const known = datumByName(parts.datum);
  const datum = known?.name ?? parts.datum;
  const names = [parts.name ?? '', parts.datum, ellipsoid.name, ...(parts.otherNames ?? [])];
  const body = recogniseBody(ellipsoid, names);
  const geographic = definition.method === 'longlat';
  return {
    name: parts.name ?? defaultName(definition, known?.gcsName ?? body.name),
    kind: geographic ? 'geographic' : 'projected',
    body,
    ellipsoid,
    datum,
    proj: formatProj(definition, datum),
    unit: definition.unit,
    authority: parts.authority,
    vertical: parts.vertical,
  };
}

/** The numbers behind `crs.proj`, with the CRS's own (named, unrounded) ellipsoid. */
export function definitionOfCrs(crs: Crs): ProjDefinition {
  return { ...partsFromProjString(crs.proj).definition, ellipsoid: crs.ellipsoid };
}

export function withVertical(crs: Crs, vertical: VerticalDatum): Crs {
  return { ...crs, vertical };
}

/** `WGS 84 / UTM zone 33N (EPSG:32633), heights: EGM96 geoid`. */
export function crsLabel(crs: Crs): string {
  const code = crs.authority === null ? '' : ` (${crs.authority.name}:${crs.authority.code})`;
  return `${crs.name}${code}, heights: ${verticalDatumLabel(crs.vertical)}`;
}

/**
 * Whether horizontal coordinates can be exchanged as they are: same body, same projection, datums that agree (see
 * {@link datumsAgree}: ETRS89 and WGS 84 do). Names and codes do not matter.
 */
export function sameHorizontal(a: Crs, b: Crs): boolean {
  return sameBody(a, b) && datumsAgree(a, b) && sameDefinition(definitionOfCrs(a), definitionOfCrs(b));
}

/** {@link sameHorizontal} and the same vertical datum. */
export function sameCrs(a: Crs, b: Crs): boolean {
  return sameHorizontal(a, b) && sameVertical(a.vertical, b.vertical);
}

function defaultName(d: ProjDefinition, reference: string): string {
  return d.method === 'longlat' ? reference : `${reference} / ${d.method}`;
}
