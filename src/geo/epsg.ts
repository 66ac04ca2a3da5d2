import { CuestaError } from '../core/errors.js';
import type { CrsParts } from './crs-parts.js';
import { DATUMS, datumByGcs, datumByName, type KnownDatum } from './datums.js';
import { ellipsoidByProjName } from './ellipsoids.js';
import { geographicDefinition, projectedDefinition } from './proj-definition.js';
import { utmParams } from './proj-string.js';
import type { MethodName, Params } from './projection-methods.js';
import { ELLIPSOID_DATUM, UNKNOWN_DATUM } from './vertical-datum.js';

/** UTM-like families: codes `first + zone`, zones `from..to`. */
type Zones = readonly [
  first: number,
  from: number,
  to: number,
  south: boolean,
  gcsName: string,
  label: string,
];

const ZONES: readonly Zones[] = [
  [32600, 1, 60, false, 'WGS 84', 'UTM zone #N'],
  [32700, 1, 60, true, 'WGS 84', 'UTM zone #S'],
  [25800, 28, 38, false, 'ETRS89', 'UTM zone #N'],
  [26900, 1, 23, false, 'NAD83', 'UTM zone #N'],
  [6329, 1, 19, false, 'NAD83(2011)', 'UTM zone #N'],
  [26700, 1, 22, false, 'NAD27', 'UTM zone #N'],
  [32200, 1, 60, false, 'WGS 72', 'UTM zone #N'],
  [32300, 1, 60, true, 'WGS 72', 'UTM zone #S'],
  [23000, 28, 38, false, 'ED50', 'UTM zone #N'],
  [31954, 11, 22, false, 'SIRGAS 2000', 'UTM zone #N'],
  [31960, 17, 25, true, 'SIRGAS 2000', 'UTM zone #S'],
  [28300, 48, 58, true, 'GDA94', 'MGA zone #'],
  [7800, 46, 59, true, 'GDA2020', 'MGA zone #'],
  [6637, 51, 55, false, 'JGD2011', 'UTM zone #N'],
];

type Projected = readonly [name: string, gcsName: string, method: MethodName, params: Params];

/** Single projected CRSs that elevation models come in. */
const PROJECTED: Readonly<Record<number, Projected>> = {
  3857: ['WGS 84 / Pseudo-Mercator', 'WGS 84', 'webmerc', {}],
  3395: ['WGS 84 / World Mercator', 'WGS 84', 'merc', {}],
  4087: ['WGS 84 / World Equidistant Cylindrical', 'WGS 84', 'eqc', {}],
  3031: ['WGS 84 / Antarctic Polar Stereographic', 'WGS 84', 'stere', { lat_0: -90, lat_ts: -71 }],
  3413: [
    'WGS 84 / NSIDC Sea Ice Polar Stereographic North',
    'WGS 84',
    'stere',
    { lat_0: 90, lat_ts: 70, lon_0: -45 },
  ],
  3976: ['WGS 84 / NSIDC Sea Ice Polar Stereographic South', 'WGS 84', 'stere', { lat_0: -90, lat_ts: -70 }],
  3995: ['WGS 84 / Arctic Polar Stereographic', 'WGS 84', 'stere', { lat_0: 90, lat_ts: 71 }],
  5041: ['WGS 84 / UPS North (E,N)', 'WGS 84', 'stere', { lat_0: 90, k_0: 0.994, x_0: 2e6, y_0: 2e6 }],
  5042: ['WGS 84 / UPS South (E,N)', 'WGS 84', 'stere', { lat_0: -90, k_0: 0.994, x_0: 2e6, y_0: 2e6 }],
  32661: ['WGS 84 / UPS North (N,E)', 'WGS 84', 'stere', { lat_0: 90, k_0: 0.994, x_0: 2e6, y_0: 2e6 }],
  32761: ['WGS 84 / UPS South (N,E)', 'WGS 84', 'stere', { lat_0: -90, k_0: 0.994, x_0: 2e6, y_0: 2e6 }],
  6931: ['WGS 84 / NSIDC EASE-Grid 2.0 North', 'WGS 84', 'laea', { lat_0: 90 }],
  6932: ['WGS 84 / NSIDC EASE-Grid 2.0 South', 'WGS 84', 'laea', { lat_0: -90 }],
  6933: ['WGS 84 / NSIDC EASE-Grid 2.0 Global', 'WGS 84', 'cea', { lat_ts: 30 }],
  3035: [
    'ETRS89-extended / LAEA Europe',
    'ETRS89',
    'laea',
    { lat_0: 52, lon_0: 10, x_0: 4321000, y_0: 3210000 },
  ],
  3034: [
    'ETRS89-extended / LCC Europe',
    'ETRS89',
    'lcc',
    { lat_0: 52, lon_0: 10, lat_1: 35, lat_2: 65, x_0: 4000000, y_0: 2800000 },
  ],
  3067: ['ETRS89 / TM35FIN(E,N)', 'ETRS89', 'tmerc', utmParams(35, false)],
  3006: ['SWEREF99 TM', 'SWEREF99', 'tmerc', utmParams(33, false)],
  2154: [
    'RGF93 v1 / Lambert-93',
    'RGF93 v1',
    'lcc',
    { lat_0: 46.5, lon_0: 3, lat_1: 49, lat_2: 44, x_0: 700000, y_0: 6600000 },
  ],
  2193: [
    'NZGD2000 / New Zealand Transverse Mercator 2000',
    'NZGD2000',
    'tmerc',
    { lon_0: 173, k_0: 0.9996, x_0: 1600000, y_0: 10000000 },
  ],
  3577: ['GDA94 / Australian Albers', 'GDA94', 'aea', { lon_0: 132, lat_1: -18, lat_2: -36 }],
  3338: ['NAD83 / Alaska Albers', 'NAD83', 'aea', { lat_0: 50, lon_0: -154, lat_1: 55, lat_2: 65 }],
  5070: ['NAD83 / Conus Albers', 'NAD83', 'aea', { lat_0: 23, lon_0: -96, lat_1: 29.5, lat_2: 45.5 }],
  6350: [
    'NAD83(2011) / Conus Albers',
    'NAD83(2011)',
    'aea',
    { lat_0: 23, lon_0: -96, lat_1: 29.5, lat_2: 45.5 },
  ],
  3978: ['NAD83 / Canada Atlas Lambert', 'NAD83', 'lcc', { lat_0: 49, lon_0: -95, lat_1: 49, lat_2: 77 }],
  3979: [
    'NAD83(CSRS) / Canada Atlas Lambert',
    'NAD83(CSRS)',
    'lcc',
    { lat_0: 49, lon_0: -95, lat_1: 49, lat_2: 77 },
  ],
};

/** Codes that other programs used for Web Mercator before it had one. */
const WEB_MERCATOR_ALIASES = [900913, 3785, 102100, 102113];

/**
 * A geographic or projected CRS by EPSG code: geographic ones of the datums in `datums.ts`, their UTM zones, polar and
 * continental projections. Null for any other code (EPSG has thousands; WKT and PROJ strings say them all).
 */
export function partsFromEpsg(code: number): CrsParts | null {
  const datum = datumByGcs(code);
  if (datum !== null) return geographic(datum, code);
  const listed = PROJECTED[WEB_MERCATOR_ALIASES.includes(code) ? 3857 : code];
  if (listed !== undefined) {
    const [name, gcsName, method, params] = listed;
    return projected(name, gcsName, method, params, WEB_MERCATOR_ALIASES.includes(code) ? 3857 : code);
  }
  for (const [first, from, to, south, gcsName, label] of ZONES) {
    const zone = code - first;
    if (zone >= from && zone <= to) {
      const name = `${gcsName} / ${label.replace('#', String(zone))}`;
      return projected(name, gcsName, 'tmerc', utmParams(zone, south), code);
    }
  }
  return null;
}

/** Like {@link partsFromEpsg}, but throws `unsupported`. */
export function requireEpsg(code: number): CrsParts {
  const parts = partsFromEpsg(code);
  if (parts !== null) return parts;
  throw new CuestaError('unsupported', `EPSG:${code} is not in Cuesta's table.`, {
    subject: `EPSG:${code}`,
    hint: `Give it as WKT or as a PROJ string instead: projinfo -o PROJ EPSG:${code}`,
  });
}

function geographic(datum: KnownDatum, code: number): CrsParts {
  return {
    name: datum.gcsName,
    definition: geographicDefinition(ellipsoidByProjName(datum.ellipsoid)!),
    datum: datum.name,
    authority: { name: 'EPSG', code },
    vertical: code === datum.gcs3d ? ELLIPSOID_DATUM : UNKNOWN_DATUM,
  };
}

function projected(
  name: string,
  gcsName: string,
  method: MethodName,
  params: Params,
  code: number,
): CrsParts {
  const datum = datumByName(gcsName)!;
  return {
    name,
    definition: projectedDefinition(method, params, ellipsoidByProjName(datum.ellipsoid)!),
    datum: datum.name,
    authority: { name: 'EPSG', code },
    vertical: UNKNOWN_DATUM,
  };
}

/** Every code that {@link partsFromEpsg} knows, for tests and lists. */
export function epsgCodes(): readonly number[] {
  return [
    ...DATUMS.flatMap((d) => (d.gcs3d === 0 ? [d.gcs] : [d.gcs, d.gcs3d])),
    ...Object.keys(PROJECTED).map(Number),
    ...ZONES.flatMap(([first, from, to]) =>
      Array.from({ length: to - from + 1 }, (_, i) => first + from + i),
    ),
  ];
}
