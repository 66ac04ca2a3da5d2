import type { Authority, Ellipsoid, VerticalDatum } from '../core/crs.js';
import { CuestaError } from '../core/errors.js';
import type { CrsParts } from './crs-parts.js';
import { ellipsoidFromRadii, isSphere, semiMinorOf } from './ellipsoids.js';
import { definitionFromNames, paramKind } from './named-projection.js';
import { geographicDefinition } from './proj-definition.js';
import { partsFromProjString } from './proj-string.js';
import {
  ELLIPSOID_DATUM,
  UNKNOWN_DATUM,
  verticalByCode,
  verticalByName,
  verticalFromGeoidGrid,
} from './vertical-datum.js';
import { child, children, numberAt, parseWktTree, textAt, type WktNode } from './wkt-tree.js';

const GEOGRAPHIC = [
  'GEOGCS',
  'GEOGCRS',
  'GEODCRS',
  'GEOGRAPHICCRS',
  'GEODETICCRS',
  'BASEGEOGCRS',
  'BASEGEODCRS',
];
const PROJECTED = ['PROJCS', 'PROJCRS', 'PROJECTEDCRS'];
const COMPOUND = ['COMPD_CS', 'COMPOUNDCRS'];
const VERTICAL = ['VERT_CS', 'VERTCS', 'VERTCRS', 'VERTICALCRS', 'BASEVERTCRS'];
const BOUND = ['BOUNDCRS'];
const DEGREE = Math.PI / 180;

/** Reads WKT 1 (OGC, GDAL and ESRI flavours) and WKT 2. Coordinates are longitude or easting first, whatever AXIS says. */
export function partsFromWkt(text: string): CrsParts {
  return partsFromTree(parseWktTree(text));
}

export function partsFromTree([root, ...rest]: readonly WktNode[]): CrsParts {
  if (root === undefined) throw unreadable('is empty');
  const parts = partsOf(root);
  const vertical = rest.find((n) => VERTICAL.includes(n.keyword));
  return vertical === undefined ? parts : { ...parts, vertical: verticalOf(vertical) };
}

function partsOf(node: WktNode): CrsParts {
  if (GEOGRAPHIC.includes(node.keyword)) return geographic(node);
  if (PROJECTED.includes(node.keyword)) return projected(node);
  if (BOUND.includes(node.keyword)) return boundSource(node);
  if (COMPOUND.includes(node.keyword)) return compound(node);
  throw unreadable(`is a ${node.keyword}, not a geographic or projected CRS`);
}

/** A CRS with a datum shift attached: the shift is left out, datums are compared by name. */
function boundSource(node: WktNode): CrsParts {
  const source = child(node, 'SOURCECRS')?.values[0];
  if (typeof source !== 'object') throw unreadable('is a BOUNDCRS without a source');
  return partsOf(source);
}

function compound(node: WktNode): CrsParts {
  const horizontal = child(node, ...GEOGRAPHIC, ...PROJECTED, ...BOUND);
  if (horizontal === null) throw unreadable('is compound without a horizontal part');
  const bound = children(node, ...BOUND).find((b) => b !== horizontal) ?? null;
  const vertical = child(node, ...VERTICAL) ?? child(child(bound ?? node, 'SOURCECRS') ?? node, ...VERTICAL);
  const parts = partsOf(horizontal);
  return { ...parts, vertical: vertical === null ? UNKNOWN_DATUM : verticalOf(vertical) };
}

function geographic(node: WktNode): CrsParts {
  if (textAt(child(node, 'CS'), 0).toLowerCase() === 'cartesian') throw unreadable('is geocentric');
  requireEastNorth(node);
  const unit = angleUnit(node);
  if (Math.abs(unit - 1) > 1e-9) throw unreadable('has geographic coordinates in another unit than degrees');
  const { ellipsoid, datum } = reference(node);
  const spherical = textAt(child(node, 'CS'), 0).toLowerCase() === 'spherical';
  return {
    name: textAt(node, 0),
    definition: geographicDefinition(ellipsoid, spherical),
    datum,
    authority: authorityOf(node),
    vertical: hasHeightAxis(node) ? ELLIPSOID_DATUM : UNKNOWN_DATUM,
  };
}

function projected(node: WktNode): CrsParts {
  const base = child(node, ...GEOGRAPHIC);
  if (base === null) throw unreadable('is projected without a geographic base');
  const common = { name: textAt(node, 0), authority: authorityOf(node), otherNames: [textAt(base, 0)] };
  const proj4 = children(node, 'EXTENSION').find((e) => textAt(e, 0) === 'PROJ4');
  const vertical = hasHeightAxis(node) ? ELLIPSOID_DATUM : UNKNOWN_DATUM;
  if (proj4 !== undefined) return { ...partsFromProjString(textAt(proj4, 1)), ...common };
  requireEastNorth(node);
  const { ellipsoid, datum } = reference(base);
  if (isOcentric(base) && !isSphere(ellipsoid)) {
    throw unreadable(
      'projects planetocentric latitudes of an ellipsoid, which programs read in different ways',
    );
  }
  const unit = lengthUnit(node);
  const conversion = child(node, 'CONVERSION') ?? node;
  const method = textAt(child(conversion, 'METHOD', 'PROJECTION'), 0);
  const angle = angleUnit(base);
  const params = children(conversion, 'PARAMETER').map((p) => ({
    name: textAt(p, 0),
    value: numberAt(p, 1) * paramFactor(p, angle, unit),
  }));
  return {
    ...common,
    definition: definitionFromNames({ method, params }, ellipsoid, unit),
    datum,
    vertical,
  };
}

/** PROJ drops the coordinate system of a base CRS: the IAU's names tell. */
function isOcentric(base: WktNode): boolean {
  return textAt(child(base, 'CS'), 0).toLowerCase() === 'spherical' || /\bocentric\b/i.test(textAt(base, 0));
}

/** To degrees or metres: the parameter's own unit (WKT 2), else that of the CRS (WKT 1). */
function paramFactor(p: WktNode, angle: number, length: number): number {
  const own = child(p, 'ANGLEUNIT', 'LENGTHUNIT', 'SCALEUNIT', 'UNIT');
  switch (paramKind(textAt(p, 0))) {
    case 'angle':
      return own === null ? angle : degreesPerUnit(own);
    case 'length':
      return own === null ? length : numberAt(own, 1);
    case 'scale':
      return 1;
  }
}

function reference(node: WktNode): { ellipsoid: Ellipsoid; datum: string } {
  const datum = child(node, 'DATUM', 'ENSEMBLE', 'GEODETICDATUM', 'TRF');
  const shape = datum === null ? null : child(datum, 'SPHEROID', 'ELLIPSOID');
  if (datum === null || shape === null) throw unreadable('has no ellipsoid');
  const meridian = numberAt(child(node, 'PRIMEM', 'PRIMEMERIDIAN') ?? child(datum, 'PRIMEM'), 1);
  if (!Number.isNaN(meridian) && Math.abs(meridian) > 1e-12) {
    throw unreadable('has a prime meridian other than Greenwich or the reference meridian');
  }
  const unit = numberAt(child(shape, 'LENGTHUNIT', 'UNIT'), 1);
  const semiMajor = numberAt(shape, 1) * (Number.isNaN(unit) ? 1 : unit);
  const semiMinor = semiMinorOf(semiMajor, numberAt(shape, 2));
  if (!(semiMajor > 0 && semiMinor > 0)) throw unreadable('has an ellipsoid without usable radii');
  return { ellipsoid: ellipsoidFromRadii(semiMajor, semiMinor, textAt(shape, 0)), datum: textAt(datum, 0) };
}

function verticalOf(node: WktNode): VerticalDatum {
  const factor = numberAt(
    child(child(node, 'AXIS') ?? node, 'LENGTHUNIT') ?? child(node, 'UNIT', 'LENGTHUNIT'),
    1,
  );
  if (!Number.isNaN(factor) && factor !== 1) throw unreadable('has heights in another unit than metres');
  if (directions(node).includes('down')) throw unreadable('has depths instead of heights');
  const authority = authorityOf(node);
  const byCode = authority?.name === 'EPSG' ? verticalByCode(authority.code) : null;
  const datum = child(node, 'VERT_DATUM', 'VDATUM', 'VRF', 'VERTICALDATUM', 'DATUM');
  // ESRI marks ellipsoidal heights by a geodetic datum inside VERTCS.
  if (datum?.keyword === 'DATUM') return ELLIPSOID_DATUM;
  const grid = children(datum ?? node, 'EXTENSION').find((e) => textAt(e, 0) === 'PROJ4_GRIDS');
  const byName = verticalByName(textAt(node, 0)) ?? verticalByName(textAt(datum, 0));
  if (byCode ?? byName) return (byCode ?? byName)!;
  return grid === undefined
    ? { kind: 'geoid', name: textAt(node, 0) }
    : verticalFromGeoidGrid(textAt(grid, 1));
}

function authorityOf(node: WktNode): Authority | null {
  const id = child(node, 'ID', 'AUTHORITY');
  const code = Number(textAt(id, 1));
  if (id === null || !Number.isInteger(code)) return null;
  const name = textAt(id, 0);
  // PROJ splits IAU_2015 into authority and version.
  return { name: name === 'IAU' ? `IAU_${textAt(id, 2) || '2015'}` : name, code };
}

const directions = (node: WktNode): readonly string[] =>
  children(node, 'AXIS').map((a) => textAt(a, 1).toLowerCase());

function hasHeightAxis(node: WktNode): boolean {
  return directions(node).includes('up');
}

/** Polar CRSs have both axes along meridians; any other axis to the south or west would mirror the map. */
function requireEastNorth(node: WktNode): void {
  const [first, second] = directions(node);
  const polar = first === second;
  const mirrored = [first, second].some((d) => d === 'west' || d === 'south');
  if (mirrored && !polar) throw unreadable(`has axes pointing ${first} and ${second}`);
}

function angleUnit(node: WktNode): number {
  const own = child(node, 'UNIT', 'ANGLEUNIT') ?? child(child(node, 'AXIS') ?? node, 'ANGLEUNIT', 'UNIT');
  return own === null ? 1 : degreesPerUnit(own);
}

/** The factor in WKT is radians per unit, rounded; a degree is exactly one degree. */
function degreesPerUnit(unit: WktNode): number {
  const factor = numberAt(unit, 1) / DEGREE;
  return Math.abs(factor - 1) < 1e-9 ? 1 : factor;
}

function lengthUnit(node: WktNode): number {
  const unit = child(node, 'UNIT', 'LENGTHUNIT') ?? child(child(node, 'AXIS') ?? node, 'LENGTHUNIT', 'UNIT');
  const factor = unit === null ? 1 : numberAt(unit, 1);
  if (!(factor > 0)) throw unreadable('has no usable length unit');
  return Math.abs(factor - 1200 / 3937) < 1e-12 ? 1200 / 3937 : factor;
}

function unreadable(what: string): CuestaError {
  return new CuestaError('unsupported', `The CRS (WKT) ${what}.`, {
    hint: 'Give the CRS in another form (a code or a PROJ string), or reproject the data with gdalwarp.',
  });
}
