import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { available, python, run } from '../../test/support/requirements.js';
import { readTieCsv, writeTieCsv } from './tie-csv.js';
import { readTieGeoJson, writeTieGeoJson } from './tie-geojson.js';
import { TIE_NUMBERS, type TieRecord } from './tie-record.js';

const text = fc.string({ minLength: 1 });
// JSON and CSV print -0 as 0.
const number = fc.double({ noDefaultInfinity: true }).map((v) => v + 0);
const tie = fc
  .record({
    id: text,
    sceneA: text,
    sceneB: text,
    status: fc.constantFrom('matched', 'nodata', 'outlier', 'rim'),
    numbers: fc.array(number, { minLength: TIE_NUMBERS.length, maxLength: TIE_NUMBERS.length }),
  })
  .map(({ numbers, ...texts }) => {
    const values = Object.fromEntries(TIE_NUMBERS.map((name, i) => [name, numbers[i]]));
    return { ...texts, ...values } as unknown as TieRecord;
  });

describe('tie point files', () => {
  it('give back what was written, whatever the names', () => {
    fc.assert(
      fc.property(fc.array(tie), (ties) => {
        expect(readTieCsv(writeTieCsv(ties), 'a.csv')).toEqual(ties);
        expect(readTieGeoJson(writeTieGeoJson(ties, 'EPSG:32633'), 'a.geojson')).toEqual(ties);
      }),
    );
  });

  it('name the file and the place of what they cannot read', () => {
    const [one] = fc.sample(tie, { numRuns: 1, seed: 1 });
    const damaged = writeTieCsv([one!, { ...one!, status: 'fine' as 'matched' }]);
    expect(() => readTieCsv(damaged, 'a.csv')).toThrow(
      expect.objectContaining({ code: 'format', subject: 'a.csv' }),
    );
    expect(() => readTieCsv(damaged, 'a.csv')).toThrow('record 2');
    expect(() => readTieCsv('x,y\n1,2\n', 'a.csv')).toThrow('record 1');
    for (const broken of ['{', '[]', 'null', '{"type":"FeatureCollection","features":[null]}']) {
      expect(() => readTieGeoJson(broken, 'b.json')).toThrow(expect.objectContaining({ code: 'format' }));
    }
  });

  it.skipIf(!available('gdal'))('are read by GDAL with place, CRS and properties', () => {
    const base = fc.sample(tie, { numRuns: 1, seed: 2 })[0];
    const ties = [
      { ...base, id: 'first, "one"', xA: 500_012.25, yA: 8_600_000.5, hA: 123.5, sigma: Number.NaN },
    ];
    const script = [
      'import sys, json; from osgeo import ogr; ogr.UseExceptions()',
      'd = ogr.Open(sys.stdin.read()); l = d.GetLayer(0); f = l.GetNextFeature(); g = f.GetGeometryRef()',
      'print(json.dumps([l.GetSpatialRef().GetAuthorityCode(None), g.GetX(), g.GetY(), f["hA"], f["sigma"], f["id"]]))',
    ].join('\n');
    const geojson = writeTieGeoJson(ties, 'urn:ogc:def:crs:EPSG::32633');
    const out: unknown = JSON.parse(run(python, ['-c', script], geojson));
    expect(out).toEqual(['32633', 500_012.25, 8_600_000.5, 123.5, null, 'first, "one"']);
  });
});
