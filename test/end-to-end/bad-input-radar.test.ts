import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, test } from 'vitest';
import { writeBadFiles } from './support/bad-files.js';
import { HOOK_TIMEOUT, succeed, temporaryFolder } from './support/cuesta.js';
import { expectRefusals } from './support/run-lines.js';

const folder = temporaryFolder();
const path = (name: string) => join(folder, name);

beforeAll(async () => {
  writeBadFiles(folder);
  await succeed(folder, 'simulate', 'sar', '-o', 'sar', '--size', '100');
  writeFileSync(path('zero.json'), '');
  writeFileSync(path('list.json'), '[1, 2]');
  const left = JSON.parse(readFileSync(path('sar/left.json'), 'utf8')) as object;
  const write = (name: string, changes: object) =>
    writeFileSync(path(`sar/${name}.json`), JSON.stringify({ ...left, ...changes }));
  write('no-raster', { raster: 'nowhere.tif' });
  write('zero-raster', { raster: '../zero.tif' });
  write('other-raster', { raster: '../good.tif' });
  write('hostile', { width: 1e9 });
  write('no-orbit', { orbit: [] });
}, HOOK_TIMEOUT);

const images = (right: string, code: number, says: RegExp, advises: RegExp, dem = 'sar/a-priori.tif') => {
  return { args: `radar sar/left.json ${right} --dem ${dem} -o OUT/o.tif`, code, says, advises };
};

test('images that cannot be used', () =>
  expectRefusals(folder, [
    images('nowhere.json', 4, /nowhere\.json \(ENOENT\)/, /does not exist/),
    images('zero.json', 3, /zero\.json is not JSON/, /sar-format/),
    images('list.json', 3, /list\.json does not describe a SAR image/, /sar-format/),
    images('good.tif', 3, /good\.tif .*is no description of a SAR image/, /sar-format/),
    images('sar', 2, /sar has 0 annotations/, /\.xml/),
    images('sar/no-orbit.json', 3, /no-orbit\.json does not describe/, /orbit/),
    images('sar/no-raster.json', 4, /sar\/nowhere\.tif \(ENOENT\)/, /does not exist/),
    images('sar/zero-raster.json', 3, /zero\.tif is empty/, /again/),
    images(
      'sar/other-raster.json',
      3,
      /good\.tif has 120 x 100 pixels, and sar\/other-raster\.json/,
      /belongs/,
    ),
    images('sar/hostile.json', 3, /hostile\.json says 1000000000/, /belongs/),
    images('sar/left.json', 3, /are the same image/, /two images/),
    {
      ...images('', 2, /images needs at least 2 values/, /LEFT and RIGHT/),
      args: 'radar sar/left.json --dem zero.tif -o OUT/o.tif',
    },
  ]));

test('DEMs that cannot be used', () =>
  expectRefusals(folder, [
    images('sar/right.json', 4, /nowhere\.tif \(ENOENT\)/, /does not exist/, 'nowhere.tif'),
    images('sar/right.json', 3, /zero\.tif is empty/, /again/, 'zero.tif'),
    images('sar/right.json', 3, /moon\.tif shows another body/, /Name a DEM/, 'moon.tif'),
    images('sar/right.json', 3, /far\.tif does not say what its heights/, /--assume-vertical/, 'far.tif'),
  ]));
