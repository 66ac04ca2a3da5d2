import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { geoKeyTiff, rawGeoKeys } from '../../test/support/geokey-tiff.js';
import { available, dataFolder, python, run } from '../../test/support/requirements.js';
import type { Crs } from '../core/crs.js';
import { sameHorizontal } from './crs.js';
import { crsFromGeoKeys } from './geokeys-read.js';
import { geoKeysFromCrs } from './geokeys-write.js';
import { parseCrs } from './parse-crs.js';
import { createTransform } from './transform.js';

const folder = mkdtempSync(join(tmpdir(), 'cuesta-geokeys-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Seen {
  readonly path: string;
  /** Null when GDAL finds no CRS. */
  readonly projjson: string | null;
  readonly proj4: string;
  /** GDAL's longitude and latitude of the probe points. */
  readonly lonlat: readonly (readonly [number, number])[];
}

const PROBES = [
  [12345, -54321],
  [-250000, 33333],
  [77777, 450000],
] as const;

/** What GDAL sees in files: CRS, and where it puts points around the projection's false origin. */
function gdalSees(paths: readonly string[]): readonly Seen[] {
  const script = `
import json, sys
from osgeo import gdal, osr
gdal.UseExceptions(); osr.UseExceptions()
gdal.SetConfigOption('GDAL_PAM_ENABLED', 'NO')
out = []
probes = json.loads(sys.argv[1])
for path in json.load(sys.stdin):
    try:
        s = gdal.Open(path).GetSpatialRef()
    except RuntimeError:
        continue
    lonlat = []
    if s is not None and s.IsProjected():
        h = s.Clone(); h.StripVertical() if h.IsCompound() else None
        g = h.CloneGeogCS()
        for r in (g, h): r.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
        t = osr.CoordinateTransformation(h, g)
        x0 = s.GetProjParm('false_easting', 0); y0 = s.GetProjParm('false_northing', 0)
        lonlat = [t.TransformPoint(x0 + x, y0 + y)[:2] for x, y in probes]
    out.append(dict(path=path, projjson=None if s is None else s.ExportToPROJJSON(), proj4='' if s is None else s.ExportToProj4(), lonlat=lonlat))
json.dump(out, sys.stdout)
`;
  return JSON.parse(run(python, ['-c', script, JSON.stringify(PROBES)], JSON.stringify(paths))) as Seen[];
}

/** GDAL writes one file per definition; definitions it cannot store are left out of the answer. */
function gdalWrites(definitions: readonly string[]): readonly { definition: string; path: string }[] {
  const script = `
import json, sys
from osgeo import gdal, osr
gdal.UseExceptions(); osr.UseExceptions()
gdal.SetConfigOption('GDAL_PAM_ENABLED', 'NO')
out = []
for i, definition in enumerate(json.load(sys.stdin)):
    s = osr.SpatialReference(); s.SetFromUserInput(definition)
    path = f'{sys.argv[1]}/gdal{i}.tif'
    d = gdal.GetDriverByName('GTiff').Create(path, 1, 1)
    d.SetGeoTransform([0, 1, 0, 0, 0, -1]); d.SetSpatialRef(s); d = None
    out.append(dict(definition=definition, path=path))
json.dump(out, sys.stdout)
`;
  return JSON.parse(run(python, ['-c', script, folder], JSON.stringify(definitions))) as {
    definition: string;
    path: string;
  }[];
}

/** Our positions of GDAL's probe points are the same to 1e-9 degrees, on equal-area ones to the precision of PROJ 9.1's short series. */
function expectSamePlaces(crs: Crs, seen: Seen): void {
  const geographic = parseCrs(`+proj=longlat +a=${crs.ellipsoid.semiMajor} +b=${crs.ellipsoid.semiMinor}`);
  const x0 = Number(/\+x_0=([^ ]+)/.exec(crs.proj)?.[1] ?? 0) / crs.unit;
  const y0 = Number(/\+y_0=([^ ]+)/.exec(crs.proj)?.[1] ?? 0) / crs.unit;
  const toGeographic = createTransform(
    { ...crs, datum: 'unknown' },
    { ...geographic, body: crs.body, datum: 'unknown' },
  );
  const tolerance = /laea|cea/.test(crs.proj) ? 1e-7 : 1e-9;
  seen.lonlat.forEach(([lon, lat], i) => {
    const [ourLon, ourLat] = toGeographic.forwardPoint(x0 + PROBES[i][0], y0 + PROBES[i][1]);
    expect(Math.abs(((ourLon - lon + 540) % 360) - 180), `${crs.proj} longitude`).toBeLessThan(tolerance);
    expect(Math.abs(ourLat - lat), `${crs.proj} latitude`).toBeLessThan(tolerance);
  });
}

const MARS = '+a=3396190 +b=3376200';
const DEFINITIONS: readonly string[] = [
  'EPSG:4326',
  'EPSG:4979',
  'EPSG:4269',
  'EPSG:32633',
  'EPSG:32718',
  'EPSG:3031',
  'EPSG:3413',
  'EPSG:3857',
  'EPSG:3035',
  'EPSG:5070',
  'EPSG:6933',
  'EPSG:25833',
  'EPSG:26711',
  'EPSG:32633+5773',
  'EPSG:3031+3855',
  'EPSG:26911+5703',
  ...[0, 10, 15, 20, 25, 30, 35, 40, 45, 60, 65, 70, 75, 80, 85].map((n) => `IAU_2015:${49900 + n}`),
  'IAU_2015:30100',
  'IAU_2015:30135',
  ...[90, 75, 85].map((lat) => `+proj=stere +lat_0=90 +lat_ts=${lat} +lon_0=30 +R=1737400`),
  ...[-90, -71, -85].map((lat) => `+proj=stere +lat_0=-90 +lat_ts=${lat} +lon_0=-45 +x_0=1000 ${MARS}`),
  `+proj=stere +lat_0=-90 +k_0=0.994 +lon_0=10 ${MARS}`,
  '+proj=stere +lat_0=90 +k_0=0.97 +lon_0=10 +R=1737400',
  '+proj=stere +lat_0=20 +k_0=0.99 +lon_0=10 +R=1737400',
  `+proj=eqc +lat_ts=40 +lon_0=180 ${MARS}`,
  '+proj=eqc +lat_ts=-20 +lat_0=10 +lon_0=20 +x_0=5 +y_0=6 +R=3396190',
  `+proj=sinu +lon_0=10 ${MARS}`,
  `+proj=tmerc +lat_0=5 +lon_0=10 +k=0.9996 +x_0=500000 ${MARS}`,
  '+proj=tmerc +lat_0=5 +lon_0=10 +k=0.9996 +x_0=500000 +R=1737400',
  `+proj=merc +lat_ts=30 +lon_0=10 ${MARS}`,
  '+proj=merc +k=0.99 +lon_0=10 +R=3396000',
  `+proj=lcc +lat_0=30 +lon_0=5 +lat_1=20 +lat_2=60 +x_0=1 +y_0=2 ${MARS}`,
  '+proj=lcc +lat_1=49 +lat_0=49 +lon_0=3 +k_0=0.99 +x_0=600000 +datum=WGS84',
  `+proj=laea +lat_0=40 +lon_0=10 ${MARS}`,
  `+proj=aea +lat_0=40 +lat_1=20 +lat_2=60 ${MARS}`,
  '+proj=aeqd +lat_0=23 +lon_0=-96 +R=3396190',
  '+proj=eqdc +lat_0=23 +lon_0=-96 +lat_1=29.5 +lat_2=45.5 +R=3396190',
  '+proj=ortho +lat_0=20 +lon_0=5 +R=1737400',
  '+proj=gnom +lat_0=20 +lon_0=5 +R=1737400',
  '+proj=cea +lat_ts=20 +lon_0=-96 +R=3396190',
  '+proj=sterea +lat_0=52.15 +lon_0=5.39 +k=0.9999079 +x_0=155000 +y_0=463000 +datum=WGS84',
  '+proj=moll +lon_0=100 +x_0=7 +R=3396190',
  '+proj=utm +zone=33 +ellps=WGS84',
  '+proj=tmerc +lat_0=30 +lon_0=-90 +k=0.9999 +x_0=200000.1 +datum=NAD83 +units=us-ft',
  '+proj=lcc +lat_0=40 +lat_1=40.5 +lat_2=41 +lon_0=-90 +x_0=600000 +datum=NAD83 +units=us-ft',
  '+proj=tmerc +lon_0=-90 +x_0=200000.1 +datum=WGS84 +to_meter=2.5',
  '+proj=longlat +R=3396000',
  '+proj=longlat +a=250 +b=240',
];

describe.skipIf(!available('gdal'))('GeoKeys and GDAL', () => {
  it('are read as GDAL means them', () => {
    const files = gdalWrites(DEFINITIONS);
    const seen = gdalSees(files.map((f) => f.path));
    expect(seen.length).toBe(DEFINITIONS.length);
    files.forEach(({ definition, path }, i) => {
      const crs = crsFromGeoKeys(rawGeoKeys(path)!);
      const wanted = parseCrs(definition);
      expect(sameHorizontal(crs, wanted), `${definition}: ${crs.proj} is not ${wanted.proj}`).toBe(true);
      expect(crs.body, definition).toEqual(wanted.body);
      expect(crs.vertical, definition).toEqual(wanted.vertical);
      expectSamePlaces(crs, seen[i]);
    });
  });

  it('are written so that GDAL reads the same CRS', () => {
    const files = DEFINITIONS.map((definition, i) => {
      const path = join(folder, `ours${i}.tif`);
      writeFileSync(path, geoKeyTiff(geoKeysFromCrs(parseCrs(definition))));
      return { definition, path };
    });
    const seen = gdalSees(files.map((f) => f.path));
    expect(seen.length).toBe(DEFINITIONS.length);
    files.forEach(({ definition, path }, i) => {
      const crs = parseCrs(definition);
      const read = parseCrs(seen[i].projjson!);
      expect(sameHorizontal(read, crs), `${definition}: GDAL reads ${seen[i].proj4}`).toBe(true);
      expect(read.body, definition).toEqual(crs.body);
      expect(read.vertical, definition).toEqual(crs.vertical);
      if (crs.authority?.name === 'EPSG' && !definition.includes('+'))
        expect(read.authority).toEqual(crs.authority);
      expectSamePlaces(crs, seen[i]);
      const again = crsFromGeoKeys(rawGeoKeys(path)!);
      expect(sameHorizontal(again, crs), definition).toBe(true);
      expect(again.vertical, definition).toEqual(crs.vertical);
      if (crs.authority?.name !== 'EPSG') expect(again.name, definition).toBe(crs.name);
    });
  });

  it('keep vertical datums that EPSG has no code for', () => {
    const files = ['areoid', 'sphere', 'ellipsoid', 'geoid:My local geoid'].map((vertical, i) => {
      const crs = parseCrs(`IAU_2015:49910+${vertical}`);
      const path = join(folder, `vertical${i}.tif`);
      writeFileSync(path, geoKeyTiff(geoKeysFromCrs(crs)));
      expect(crsFromGeoKeys(rawGeoKeys(path)!).vertical).toEqual(crs.vertical);
      return path;
    });
    for (const { projjson } of gdalSees(files)) {
      expect(sameHorizontal(parseCrs(projjson!), parseCrs('IAU_2015:49910'))).toBe(true);
    }
  });
});

describe.skipIf(!available('gdal', 'data'))('real files', () => {
  it('have the CRS that GDAL sees', () => {
    const paths = readdirSync(dataFolder, { recursive: true, encoding: 'utf8' })
      .filter((p) => /\.tiff?$/.test(p))
      .map((p) => resolve(dataFolder, p));
    const seen = gdalSees(paths);
    expect(seen.length).toBeGreaterThan(40);
    for (const file of seen) {
      const keys = rawGeoKeys(file.path);
      if (file.projjson === null) {
        expect(keys, file.path).toBeNull();
        continue;
      }
      const crs = crsFromGeoKeys(keys!);
      const wanted = parseCrs(file.projjson);
      expect(sameHorizontal(crs, wanted), `${file.path}: ${crs.proj} is not ${wanted.proj}`).toBe(true);
      expect(crs.vertical, file.path).toEqual(wanted.vertical);
      expect(crs.body.name).toBe(
        /mars|f32_|i16_|corrupt/.test(file.path) ? 'Mars' : /moon/.test(file.path) ? 'Moon' : 'Earth',
      );
      expectSamePlaces(crs, file);
    }
  });
});
