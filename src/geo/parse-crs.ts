import type { Crs } from '../core/crs.js';
import { CuestaError } from '../core/errors.js';
import { crsFromParts, withVertical } from './crs.js';
import type { CrsParts } from './crs-parts.js';
import { partsFromEpsg, requireEpsg } from './epsg.js';
import { partsFromIau } from './iau.js';
import { sameDefinition } from './proj-definition.js';
import { partsFromProjString } from './proj-string.js';
import { partsFromProjJson } from './projjson.js';
import { parseVerticalDatum } from './vertical-datum.js';
import { partsFromWkt } from './wkt.js';

/**
 * A CRS from any of its written forms: `EPSG:32633`, `EPSG:32633+5773` (with a vertical CRS), `IAU_2015:49910`,
 * WKT 1 (OGC, GDAL, ESRI), WKT 2, PROJJSON, a PROJ string. Axes are always longitude or easting first, degrees or the
 * CRS's length unit. Throws `geometry` (not a CRS), `unsupported` (one that Cuesta cannot use) or `datum`.
 */
export function parseCrs(text: string): Crs {
  const trimmed = text.trim();
  const [, name, code, vertical] = /^([A-Za-z_0-9]+):(\d+)(?:\+(.+))?$/.exec(trimmed) ?? [];
  if (name !== undefined) {
    const crs = crsFromParts(partsFromCode(name, Number(code)));
    if (vertical === undefined) return crs;
    return withVertical(crs, parseVerticalDatum(/^\d+$/.test(vertical) ? `EPSG:${vertical}` : vertical));
  }
  if (trimmed.startsWith('{')) return crsFromParts(verified(partsFromProjJson(trimmed)));
  if (/^[A-Za-z_]+\s*[[(]/.test(trimmed)) return crsFromParts(verified(partsFromWkt(trimmed)));
  if (/^\+?proj=|\+proj=|\+init=/.test(trimmed)) {
    const init = /\+init=(\w+:\d+)/.exec(trimmed)?.[1];
    return init === undefined ? crsFromParts(partsFromProjString(trimmed)) : parseCrs(init);
  }
  throw new CuestaError('geometry', `"${trimmed.slice(0, 80)}" is not a coordinate reference system.`, {
    subject: trimmed.slice(0, 80),
    hint: 'Use EPSG:CODE, IAU_2015:CODE, WKT, PROJJSON or a PROJ string (+proj=...).',
  });
}

function partsFromCode(authority: string, code: number): CrsParts {
  switch (authority.toUpperCase()) {
    case 'EPSG':
      return requireEpsg(code);
    case 'IAU_2015':
    case 'IAU':
      return partsFromIau(code);
    default:
      throw new CuestaError('unsupported', `${authority}:${code}: the authority ${authority} is not known.`, {
        hint: `Use EPSG or IAU_2015, or give the definition: projinfo -o PROJ ${authority}:${code}`,
      });
  }
}

/** Drops an EPSG code that the definition itself contradicts, so that no wrong code is written on. */
export function verified(parts: CrsParts): CrsParts {
  if (parts.authority?.name !== 'EPSG') return parts;
  const registered = partsFromEpsg(parts.authority.code);
  const contradicts = registered !== null && !sameDefinition(registered.definition, parts.definition);
  return contradicts ? { ...parts, authority: null } : parts;
}
