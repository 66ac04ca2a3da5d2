import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { available, dataFolder } from '../support/requirements.js';
import { cuesta, HOOK_TIMEOUT, succeed, succeedJson, temporaryFolder } from './support/cuesta.js';
import { cogProblems, difference } from './support/gdal.js';

const folder = temporaryFolder();
const data = (name: string) => join(dataFolder, name);
const la = (name: string) => data(`mosaic-glo30-los-angeles/los_angeles_${name}.tif`);
const tiles = ['tile_0', 'tile_1', 'tile_2', 'tile_3'].map(la);
/** Extent of the merged DEM; the tiles overhang it. */
const window = '--bbox -118.05013888888888 33.94986111111111 -117.9498611111111 34.05013888888889'.split(' ');
const out = (name: string) => join(folder, name);

describe.skipIf(!available('data', 'gdal')).concurrent('GLO-30 tiles of Los Angeles', () => {
  test('the window of the mosaic is the given merge, bit by bit', async () => {
    await succeed(folder, 'mosaic', ...tiles, '-o', 'geoid.tif', ...window);
    expect(difference(out('geoid.tif'), la('dem_geoid'))).toEqual({
      ...{ sameGrid: true, missingInOne: 0, compared: 361 * 361 },
      ...{ max: 0, median: 0 },
    });
  });

  test('with the EGM2008 crop it is the given ellipsoidal DEM', async () => {
    const datum = ['--assume-vertical', 'egm2008', '--vertical-datum', 'ellipsoid'];
    const geoid = data('mosaic-glo30-los-angeles/egm_08_los_angeles.tif');
    await succeed(folder, 'mosaic', ...tiles, '-o', 'hae.tif', ...window, ...datum, '--geoid', geoid);
    const { max, ...rest } = difference(out('hae.tif'), la('dem_ellipsoid'));
    expect(rest).toMatchObject({ sameGrid: true, missingInOne: 0 });
    expect(max).toBeLessThan(1e-3);
    // The file says what its heights are now measured from.
    const [info] = await succeedJson<[{ georef: { crs: { vertical: unknown } } }]>(folder, 'info', 'hae.tif');
    expect(info.georef.crs.vertical).toEqual({ kind: 'ellipsoid' });
  });

  test('convert gives the same ellipsoidal heights as mosaic', async () => {
    const datum = ['--assume-vertical', 'egm2008', '--vertical-datum', 'ellipsoid'];
    const geoid = data('mosaic-glo30-los-angeles/egm_08_los_angeles.tif');
    await succeed(folder, 'convert', la('dem_geoid'), '-o', 'convert.tif', ...datum, '--geoid', geoid);
    expect(difference(out('convert.tif'), la('dem_ellipsoid')).max).toBeLessThan(1e-3);
  });

  test('abutting tiles show no seam', async () => {
    const { worstSeam } = await succeedJson<{ worstSeam: { heightJump: { n: number; ratio: number } } }>(
      folder,
      ...['mosaic', ...tiles, '-o', 'seams.tif', '--max-seam', '1.5'],
    );
    expect(worstSeam.heightJump.n).toBeGreaterThan(100);
    expect(worstSeam.heightJump.ratio).toBeLessThan(1.2);
  });
});

describe.skipIf(!available('data', 'gdal')).concurrent('two CTX stripes with a bias of 12 m', () => {
  const stripe = (id: string) =>
    data(`mars-ctx-stripes/B01_009847_1902_XN_10N203W__${id}_XN_09N203W-DEM.tif`);
  const stripes = [stripe('B10_013526_1897'), stripe('G05_020185_1892')];
  const siblings = ['--count', '--source', '--sigma'];

  beforeAll(async () => {
    await succeed(folder, 'mosaic', ...stripes, '-o', 'ctx.tif', ...siblings, '--report', 'ctx.html');
  }, HOOK_TIMEOUT);

  test.each(['ctx.tif', 'ctx_count.tif', 'ctx_source.tif', 'ctx_sigma.tif'])('%s is a valid COG', (name) => {
    expect(cogProblems(out(name))).toEqual([]);
  });

  test('blending hides the bias, pasting does not', async () => {
    const strict = ['--max-seam', '1.3'];
    await succeed(folder, 'mosaic', ...stripes, '-o', 'blend.tif', ...strict);
    const paste = ['-o', 'paste.tif', '--mode', 'first', ...strict];
    const { code, stderr } = await cuesta(folder, 'mosaic', ...stripes, ...paste);
    expect(code).toBe(4);
    expect(stderr).toMatch(/seam at inputs 1 \(.*\) and 2 \(.*\) is .* --max-seam allows 1\.3/);
  });
});
