import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { available, run } from '../../../test/support/requirements.js';
import { type GeoTransform, northUp } from '../../core/geo-transform.js';
import { parseCrs } from '../../geo/parse-crs.js';
import { cogSpec } from './cog-spec.js';
import { CogWriter } from './cog-writer.node.js';

interface GdalInfo {
  readonly geoTransform: readonly number[];
  readonly metadata: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly coordinateSystem: { readonly wkt: string };
}

const CASES: readonly [name: string, crs: string, transform: GeoTransform, wkt: readonly RegExp[]][] = [
  [
    'UTM 33N',
    'EPSG:32633',
    northUp(500000, 4649776, 10, 12.5),
    [/WGS 84 \/ UTM zone 33N/, /ID\["EPSG",32633\]/],
  ],
  ['geographic', 'EPSG:4326', northUp(10, 50, 1 / 3600, 1 / 3600), [/GEOGCRS\["WGS 84"/]],
  [
    'Moon, south polar',
    '+proj=stere +lat_0=-90 +lat_ts=-90 +lon_0=0 +x_0=0 +y_0=0 +k=1 +a=1737400 +b=1737400 +units=m +no_defs',
    northUp(-5000.5, 149999.25, 1.0779, 1.0779),
    [/1737400,0/, /Polar Stereographic/],
  ],
  [
    'Mars, equirectangular',
    '+proj=eqc +lat_ts=40 +lat_0=0 +lon_0=180 +x_0=0 +y_0=0 +R=3396190 +units=m +no_defs',
    northUp(-1e6, 2e6, 20, 20),
    [/3396190,0/, /Equidistant Cylindrical/i, /1st standard parallel",40/],
  ],
  ['rotated', 'EPSG:32633', [8, 3, 500000, 3, -8, 4649776], [/UTM zone 33N/]],
  ['south up', 'EPSG:32633', [10, 0, 500000, 0, 10, 4649776], [/UTM zone 33N/]],
];

describe.skipIf(!available('gdal'))('georeferencing that GDAL reads', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cuesta-geo-fields-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(CASES)('%s', async (name, crs, transform, wkt) => {
    const path = join(folder, `${name}.tif`);
    const spec = cogSpec({
      width: 20,
      height: 10,
      dtype: 'uint8',
      georef: { transform, crs: parseCrs(crs) },
    });
    const writer = await CogWriter.create(path, spec);
    await writer.writeTile({ col: 0, row: 0, depth: 0 }, [new Uint8Array(200)]);
    await writer.finish();
    const info = JSON.parse(run('gdalinfo', ['-json', path])) as GdalInfo;
    const [a, b, c, d, e, f] = transform;
    [c, a, b, f, d, e].forEach((value, i) => {
      expect(Math.abs(info.geoTransform[i] - value)).toBeLessThanOrEqual(1e-12 * Math.abs(value));
    });
    expect(info.metadata['']).toMatchObject({ AREA_OR_POINT: 'Area' });
    for (const part of wkt) expect(info.coordinateSystem.wkt).toMatch(part);
  });
});
