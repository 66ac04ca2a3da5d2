import { CuestaError } from '../core/errors.js';
import type { CrsParts } from './crs-parts.js';
import { partsFromTree } from './wkt.js';
import type { WktNode } from './wkt-tree.js';

type Json = Readonly<Record<string, unknown>>;
type Value = WktNode['values'][number];

/** Reads PROJJSON (schema v0.x) by way of the WKT 2 that says the same. */
export function partsFromProjJson(text: string): CrsParts {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new CuestaError('geometry', 'The CRS looks like PROJJSON but is not valid JSON.', {
      hint: 'Check that the text is complete; `projinfo -o PROJJSON` prints a valid one.',
      cause,
    });
  }
  return partsFromTree([crsNode(object(json))]);
}

function crsNode(crs: Json): WktNode {
  const name = string(crs.name);
  switch (crs.type) {
    case 'GeographicCRS':
    case 'GeodeticCRS':
      return node('GEOGCRS', [name, ...referenceNodes(crs), ...coordinateSystem(crs), ...id(crs)]);
    case 'ProjectedCRS':
      return node('PROJCRS', [
        name,
        crsNode({ type: 'GeographicCRS', ...object(crs.base_crs) }),
        conversion(object(crs.conversion)),
        ...coordinateSystem(crs),
        ...id(crs),
      ]);
    case 'CompoundCRS':
      return node('COMPOUNDCRS', [name, ...array(crs.components).map((c) => crsNode(object(c)))]);
    case 'VerticalCRS': {
      const datum = object(crs.datum ?? crs.datum_ensemble);
      return node('VERTCRS', [
        name,
        node('VDATUM', [string(datum.name)]),
        ...coordinateSystem(crs),
        ...id(crs),
      ]);
    }
    case 'BoundCRS':
      return node('BOUNDCRS', [node('SOURCECRS', [crsNode(object(crs.source_crs))])]);
    default:
      throw new CuestaError('unsupported', `The CRS (PROJJSON) is a ${String(crs.type)}.`, {
        hint: 'Give a geographic, projected or compound CRS.',
      });
  }
}

function referenceNodes(crs: Json): Value[] {
  const datum = object(crs.datum ?? crs.datum_ensemble);
  const e = object(datum.ellipsoid);
  const semiMajor = metres(e.semi_major_axis ?? e.radius);
  const semiMinor = e.semi_minor_axis === undefined ? null : metres(e.semi_minor_axis);
  const flattening =
    semiMinor === null || semiMinor === semiMajor
      ? number(e.inverse_flattening ?? 0)
      : semiMajor / (semiMajor - semiMinor);
  const meridian = datum.prime_meridian === undefined ? {} : object(datum.prime_meridian);
  const longitude = meridian.longitude ?? 0;
  return [
    node('DATUM', [string(datum.name), node('ELLIPSOID', [string(e.name), semiMajor, flattening])]),
    node('PRIMEM', ['', typeof longitude === 'object' ? number(object(longitude).value) : number(longitude)]),
  ];
}

function conversion(c: Json): WktNode {
  const params = array(c.parameters ?? []).map((value) => {
    const p = object(value);
    return node('PARAMETER', [string(p.name), number(p.value), ...unit(p.unit)]);
  });
  return node('CONVERSION', [string(c.name), node('METHOD', [string(object(c.method).name)]), ...params]);
}

function coordinateSystem(crs: Json): Value[] {
  if (crs.coordinate_system === undefined) return [];
  const cs = object(crs.coordinate_system);
  const axes = array(cs.axis).map((value) => {
    const a = object(value);
    return node('AXIS', [string(a.name), string(a.direction), ...unit(a.unit)]);
  });
  return [node('CS', [string(cs.subtype)]), ...axes];
}

/** `"degree"`, `"metre"`, `"unity"`, or an object with its factor. */
function unit(u: unknown): Value[] {
  if (u === undefined) return [];
  if (u === 'degree') return [node('ANGLEUNIT', ['degree', Math.PI / 180])];
  if (u === 'metre') return [node('LENGTHUNIT', ['metre', 1])];
  if (u === 'unity') return [node('SCALEUNIT', ['unity', 1])];
  const { type, name, conversion_factor } = object(u);
  const keyword = type === 'AngularUnit' ? 'ANGLEUNIT' : type === 'LinearUnit' ? 'LENGTHUNIT' : 'SCALEUNIT';
  return [node(keyword, [string(name), number(conversion_factor)])];
}

function id(crs: Json): Value[] {
  if (crs.id === undefined) return [];
  const { authority, code, version } = object(crs.id);
  return [node('ID', [string(authority), number(code), String(version ?? '')])];
}

function metres(v: unknown): number {
  if (typeof v !== 'object') return number(v);
  const { value, unit: u } = object(v);
  return number(value) * (typeof u === 'object' ? number(object(u).conversion_factor) : 1);
}

const node = (keyword: string, values: readonly Value[]): WktNode => ({ keyword, values });

function object(v: unknown): Json {
  if (typeof v !== 'object' || v === null || Array.isArray(v)) throw malformed();
  return v as Json;
}

function array(v: unknown): readonly unknown[] {
  if (!Array.isArray(v)) throw malformed();
  return v;
}

function string(v: unknown): string {
  if (typeof v !== 'string') throw malformed();
  return v;
}

function number(v: unknown): number {
  if (typeof v !== 'number') throw malformed();
  return v;
}

function malformed(): CuestaError {
  return new CuestaError('geometry', 'The CRS is JSON but not the PROJJSON of a CRS.', {
    hint: '`projinfo -o PROJJSON` prints a valid one.',
  });
}
