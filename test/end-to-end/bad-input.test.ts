import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { plain } from './support/bad-files.js';
import { cuesta, HOOK_TIMEOUT, temporaryFolder } from './support/cuesta.js';
import { type DemFile, projectedKeys, sphereKeys, writeDem } from './support/dem-file.js';
import { expectRefusal, refusals } from './support/refusal.js';

const folder = temporaryFolder();
const path = (name: string) => join(folder, name);
const write = (name: string, changes: Partial<DemFile> = {}) =>
  writeDem(path(name), { ...plain, ...changes });

beforeAll(() => {
  write('a.tif');
  write('egm96.tif', { geoKeys: projectedKeys(32633, 5773) });
  write('egm2008.tif', { geoKeys: projectedKeys(32633, 3855) });
  write('empty-dem.tif', { surface: () => Number.NaN, nodata: -9999 });
  write('moon.tif', { x: 0, y: 0, geoKeys: sphereKeys, geoDoubles: [1_737_400] });
  write('mars.tif', { x: 0, y: 0, geoKeys: sphereKeys, geoDoubles: [3_396_190] });
  write('mola.tif', { x: 0, y: 0, geoKeys: sphereKeys, geoDoubles: [3_396_000] });
  write('no-crs.tif', { geoKeys: [] });
  // The directory stands behind the samples.
  writeFileSync(path('cut-head.tif'), readFileSync(path('a.tif')).subarray(0, 100));
  writeFileSync(path('text.tif'), 'heights: 1, 2, 3\n');
  writeFileSync(path('zero.tif'), '');
  mkdirSync(path('folder.tif'));
}, HOOK_TIMEOUT);

describe.concurrent('an input that cannot be read', () => {
  const mosaic = (name: string) => `mosaic a.tif ${name} -o OUT/o.tif`;
  test.for(
    refusals([
      { args: mosaic('cut-head.tif'), code: 3, says: /cut-head\.tif/, advises: /truncated or damaged/ },
      { args: mosaic('text.tif'), code: 3, says: /text\.tif is of no format/, advises: /GeoTIFF/ },
      { args: mosaic('zero.tif'), code: 3, says: /zero\.tif is empty/, advises: /download it again/ },
      { args: mosaic('nowhere.tif'), code: 4, says: /nowhere\.tif \(ENOENT\)/, advises: /does not exist/ },
      { args: mosaic('folder.tif'), code: 4, says: /folder\.tif \(EISDIR\)/, advises: /name a file/ },
      { args: mosaic('no-crs.tif'), code: 3, says: /no-crs\.tif has no usable georef/, advises: /CRS/ },
      { args: mosaic('@list.txt'), code: 4, says: /list\.txt \(ENOENT\)/, advises: /does not exist/ },
      { args: 'info nowhere.tif', code: 4, says: /nowhere\.tif/, advises: /does not exist/ },
      { args: 'convert text.tif -o OUT/o.tif', code: 3, says: /text\.tif/, advises: /GeoTIFF/ },
      { args: 'slope no-crs.tif -o OUT/o.tif', code: 3, says: /no-crs\.tif/, advises: /CRS/ },
      { args: 'hillshade zero.tif -o OUT/o.tif', code: 3, says: /zero\.tif/, advises: /again/ },
    ]),
  )('%s', ([, refusal]) => expectRefusal(folder, refusal));
});

describe.concurrent('inputs that cannot be used or combined', () => {
  test.for(
    refusals([
      {
        args: 'mosaic empty-dem.tif -o OUT/o.tif',
        code: 3,
        says: /empty-dem\.tif has no valid sample/,
        advises: /nodata/,
      },
      {
        args: 'hillshade empty-dem.tif -o OUT/o.tif',
        code: 3,
        says: /empty-dem\.tif has no valid/,
        advises: /nodata/,
      },
      {
        args: 'slope empty-dem.tif -o OUT/o.tif',
        code: 3,
        says: /empty-dem\.tif has no valid/,
        advises: /nodata/,
      },
      {
        args: 'mosaic a.tif moon.tif -o OUT/o.tif',
        code: 3,
        says: /a\.tif is on Earth, moon\.tif on Moon/,
        advises: /by itself/,
      },
      {
        args: 'mosaic mars.tif mola.tif -o OUT/o.tif',
        code: 3,
        says: /mars\.tif \(3396190 .* mola\.tif \(3396000/,
        advises: /areoid/,
      },
      {
        args: 'mosaic moon.tif -o OUT/o.tif --crs EPSG:4326',
        code: 3,
        says: /Moon.*WGS 84/,
        advises: /one body/,
      },
      {
        args: 'mosaic a.tif egm96.tif -o OUT/o.tif',
        code: 3,
        says: /mixed: a\.tif \(unknown\) and egm96\.tif/,
        advises: /--vertical-datum.*--assume-vertical/,
      },
      {
        args: 'mosaic egm2008.tif egm96.tif -o OUT/o.tif',
        code: 3,
        says: /egm2008\.tif.*egm96\.tif/,
        advises: /--vertical-datum/,
      },
      {
        args: 'mosaic a.tif -o OUT/o.tif --vertical-datum ellipsoid',
        code: 3,
        says: /a\.tif does not say/,
        advises: /--assume-vertical/,
      },
      {
        args: 'mosaic egm2008.tif -o OUT/o.tif --vertical-datum ellipsoid',
        code: 3,
        says: /egm2008\.tif.*EGM2008/,
        advises: /--geoid/,
      },
      {
        args: 'mosaic egm2008.tif -o OUT/o.tif --vertical-datum ellipsoid --geoid a.tif',
        code: 3,
        says: /a\.tif is not a north-up grid of longitude/,
        advises: /gdalwarp/,
      },
      {
        args: 'mosaic egm2008.tif -o OUT/o.tif --vertical-datum ellipsoid --geoid no.gtx',
        code: 4,
        says: /no\.gtx/,
        advises: /does not exist/,
      },
      {
        args: 'mosaic egm2008.tif -o OUT/o.tif --geoid egm.gtx',
        code: 2,
        says: /egm\.gtx is of no use/,
        advises: /--vertical-datum/,
      },
      {
        args: 'mosaic a.tif -o OUT/o.tif --vertical-datum sealevel',
        code: 3,
        says: /"sealevel"/,
        advises: /EGM2008/,
      },
      {
        args: 'convert a.tif -o OUT/o.tif --dtype uint8',
        code: 4,
        says: /a\.tif holds .*, which uint8 cannot hold/,
        advises: /--dtype/,
      },
    ]),
  )('%s', ([, refusal]) => expectRefusal(folder, refusal));
});

test('an input without valid samples among others is a warning', async () => {
  const { code, stderr } = await cuesta(folder, 'mosaic', 'a.tif', 'empty-dem.tif', '-o', 'with-empty.tif');
  expect(code).toBe(0);
  expect(stderr).toMatch(/warn: empty-dem\.tif has no valid sample/);
  const sidecar = JSON.parse(readFileSync(path('with-empty.json'), 'utf8')) as {
    readonly warnings: string[];
  };
  expect(sidecar.warnings).toContainEqual(expect.stringContaining('empty-dem.tif'));
});

test('a product whose nodata value is a valid sample', async () => {
  write('sea.tif', { surface: (x) => (x < 500_500 ? 0 : 12) });
  await expectRefusal(folder, {
    args: 'mosaic sea.tif -o OUT/o.tif --nodata 0',
    code: 4,
    says: /nodata value 0/,
    advises: /choose another value/,
  });
});
