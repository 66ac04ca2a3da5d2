import type { VerticalDatum } from '../core/crs.js';
import { CuestaError } from '../core/errors.js';

export const UNKNOWN_DATUM: VerticalDatum = { kind: 'unknown' };
export const ELLIPSOID_DATUM: VerticalDatum = { kind: 'ellipsoid' };

interface KnownVertical {
  readonly datum: VerticalDatum;
  /** EPSG codes of the vertical CRS (metres, positive up) and of its datum; 0 when there is none. */
  readonly crs: number;
  readonly code: number;
  readonly name: string;
  readonly names: RegExp;
}

const row = (
  datum: VerticalDatum,
  crs: number,
  code: number,
  name: string,
  names: RegExp,
): KnownVertical => ({
  datum,
  crs,
  code,
  name,
  names,
});

const geoid = (name: string): VerticalDatum => ({ kind: 'geoid', name });

/** Names are compared without case, spaces and punctuation. The first row of a kind is the one that is written. */
const KNOWN: readonly KnownVertical[] = [
  row({ kind: 'egm96' }, 5773, 5171, 'EGM96 height', /^(egm96(height|geoid|15)?|egm1996(geoid)?)$/),
  row({ kind: 'egm2008' }, 3855, 1027, 'EGM2008 height', /^(egm2008(height|geoid)?|egm08(height|geoid)?)$/),
  row({ kind: 'areoid' }, 0, 0, 'areoid height', /^(mola)?(areoid|mola)(height)?$/),
  row(
    { kind: 'ellipsoid' },
    0,
    0,
    'ellipsoidal height',
    /^(wgs84|wgs1984|moon|mars)?(ellipsoid(al)?)(height)?$|^hae$/,
  ),
  row({ kind: 'sphere' }, 0, 0, 'height above the sphere', /^(heightabovethe)?sphere(height)?$/),
  row({ kind: 'unknown' }, 0, 0, 'unknown', /^(unknown|unnamed|none)$/),
  row(
    geoid('NAVD88'),
    5703,
    5103,
    'NAVD88 height',
    /^(navd88(height)?|northamericanverticaldatum(of)?1988)$/,
  ),
  row(geoid('EGM84'), 5798, 5203, 'EGM84 height', /^(egm84(height|geoid)?|egm1984(geoid)?)$/),
  row(geoid('CGVD2013'), 6647, 1127, 'CGVD2013(CGG2013) height', /^cgvd2013(cgg2013)?(height)?$/),
  row(geoid('CGVD28'), 5713, 5114, 'CGVD28 height', /^cgvd28(height)?$/),
  row(geoid('NGVD29'), 7968, 5102, 'NGVD29 height (m)', /^ngvd29(heightm|height)?$/),
  row(geoid('EVRF2000'), 5730, 5129, 'EVRF2000 height', /^evrf2000(height)?$/),
  row(geoid('EVRF2007'), 5621, 5215, 'EVRF2007 height', /^evrf2007(height)?$/),
  row(geoid('EVRF2019'), 9389, 1274, 'EVRF2019 height', /^evrf2019(height)?$/),
  row(geoid('DHHN92'), 5783, 5181, 'DHHN92 height', /^dhhn92(height)?$/),
  row(geoid('DHHN2016'), 7837, 1170, 'DHHN2016 height', /^dhhn2016(height)?$/),
  row(geoid('NN2000'), 5941, 1096, 'NN2000 height', /^nn2000(height)?$/),
  row(geoid('ODN'), 5701, 5101, 'ODN height', /^(odn|ordnancedatumnewlyn)(height)?$/),
  row(geoid('NGF-IGN69'), 5720, 5119, 'NGF-IGN69 height', /^ngfign69(height)?$/),
  row(geoid('AHD'), 5711, 5111, 'AHD height', /^(ahd|australianheightdatum)(height)?$/),
  row(geoid('NZVD2016'), 7839, 1169, 'NZVD2016 height', /^nzvd2016(height)?$/),
  row(geoid('LN02'), 5728, 5127, 'LN02 height', /^ln02(height)?$/),
];

const squash = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

/**
 * Vertical datum from what a user types or a file says: `ellipsoid`, `sphere`, `areoid`, `EGM96`, `EGM2008`, another known
 * geoid model (`NAVD88`), `EPSG:5773`, or `geoid:NAME` for any other. Throws `datum`.
 */
export function parseVerticalDatum(text: string): VerticalDatum {
  const trimmed = text.trim();
  const code = /^EPSG:(\d+)$/i.exec(trimmed)?.[1];
  const found = code === undefined ? verticalByName(trimmed) : verticalByCode(Number(code));
  if (found !== null) return found;
  const named = /^geoid:(.+)$/i.exec(trimmed)?.[1];
  if (named !== undefined) return geoid(named.trim());
  throw new CuestaError('datum', `"${text}" is not a vertical datum that Cuesta knows.`, {
    subject: text,
    hint: 'Use ellipsoid, sphere, areoid, EGM96, EGM2008, NAVD88, an EPSG code (EPSG:5773), or geoid:NAME for another geoid model.',
  });
}

/** Vertical CRSs of EPSG in feet, or counting depths. */
const NOT_METRES_UP = new Set([
  5336, 5612, 5614, 5702, 5706, 5715, 5734, 5739, 5754, 5789, 5831, 5861, 5862, 5863, 5864, 5865, 5866, 5867,
  5873, 6130, 6131, 6132, 6357, 6358, 6359, 6360, 7976, 8050, 8051, 8052, 8053, 8228, 8358, 8378, 8897, 9287,
  9288, 9672,
]);

/**
 * By EPSG code of the vertical CRS; GeoTIFF 1.0 also has 5001..5033 for ellipsoids and reuses codes of datums (5103). Null
 * when the code is not known here; `unsupported` when its heights are not metres, positive up.
 */
export function verticalByCode(code: number): VerticalDatum | null {
  if (NOT_METRES_UP.has(code)) {
    throw new CuestaError('unsupported', `Heights of EPSG:${code} are not metres above a surface.`, {
      hint: 'Convert them to metres, positive up, with gdal_calc.py or gdalwarp first.',
    });
  }
  if (code >= 5001 && code <= 5033) return ELLIPSOID_DATUM;
  return KNOWN.find((k) => k.crs === code && code !== 0)?.datum ?? verticalByDatumCode(code);
}

export function verticalByDatumCode(code: number): VerticalDatum | null {
  return KNOWN.find((k) => k.code === code && code !== 0)?.datum ?? null;
}

export function verticalByName(name: string): VerticalDatum | null {
  const squashed = squash(name);
  return KNOWN.find((k) => k.names.test(squashed))?.datum ?? null;
}

/** What `+geoidgrids=` in a PROJ string means; a file Cuesta does not know by name is a geoid of that name. */
export function verticalFromGeoidGrid(file: string): VerticalDatum {
  const stem = file.replace(/^.*[/\\]/, '').replace(/\.[^.]*$/, '');
  if (/egm96|egm_?96/i.test(stem)) return { kind: 'egm96' };
  if (/egm08|egm2008|egm_08/i.test(stem)) return { kind: 'egm2008' };
  return geoid(stem);
}

/** EPSG code and name of the vertical CRS; code 0 when EPSG has none. */
export function verticalCrsOf(datum: VerticalDatum): { readonly code: number; readonly name: string } {
  const known = KNOWN.find((k) => sameVertical(k.datum, datum));
  if (known !== undefined) return { code: known.crs, name: known.name };
  // What a file said by a code that is not known here, see `geokeys-read.ts`.
  const code = datum.kind === 'geoid' ? Number(/^EPSG:(\d+)$/.exec(datum.name)?.[1] ?? 0) : 0;
  return { code, name: datum.kind === 'geoid' ? datum.name : datum.kind };
}

/** For messages and reports. */
export function verticalDatumLabel(datum: VerticalDatum): string {
  switch (datum.kind) {
    case 'ellipsoid':
      return 'ellipsoid';
    case 'sphere':
      return 'sphere';
    case 'egm96':
      return 'EGM96 geoid';
    case 'egm2008':
      return 'EGM2008 geoid';
    case 'areoid':
      return 'areoid';
    case 'geoid':
      return `geoid ${datum.name}`;
    case 'unknown':
      return 'unknown';
  }
}

export function sameVertical(a: VerticalDatum, b: VerticalDatum): boolean {
  if (a.kind === 'geoid' && b.kind === 'geoid') return squash(a.name) === squash(b.name);
  return a.kind === b.kind;
}

export interface NamedVertical {
  /** File or option, as the message names it. */
  readonly name: string;
  readonly vertical: VerticalDatum;
}

/**
 * The one vertical datum of several inputs. All unknown is one datum (`unknown`); anything mixed, unknown included, is
 * refused with `datum`: heights of different datums differ by tens of metres on Earth and by kilometres on Mars.
 */
export function requireSameVertical(inputs: readonly NamedVertical[]): VerticalDatum {
  const first = inputs[0];
  if (first === undefined) return UNKNOWN_DATUM;
  const other = inputs.find((i) => !sameVertical(i.vertical, first.vertical));
  if (other === undefined) return first.vertical;
  const label = (i: NamedVertical) => `${i.name} (${verticalDatumLabel(i.vertical)})`;
  throw new CuestaError('datum', `Vertical datums are mixed: ${label(first)} and ${label(other)}.`, {
    subject: other.name,
    hint:
      other.vertical.kind === 'unknown' || first.vertical.kind === 'unknown'
        ? 'State the datum of the file that does not say it, or convert the others to the same one.'
        : 'Convert the inputs to one vertical datum first (needs a geoid grid).',
  });
}
