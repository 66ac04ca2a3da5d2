import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readSarProduct } from '../../src/sar/read-product.node.js';
import { available } from '../support/requirements.js';
import { cuesta, HOOK_TIMEOUT, succeed, succeedJson, temporaryFolder } from './support/cuesta.js';
import { cogProblems, gdalJson } from './support/gdal.js';

const folder = temporaryFolder();
const at = (...names: string[]) => join(folder, ...names);
const PAIR = ['simulate', 'sar', '--size', '100', '--looks', '3'];

interface Result {
  readonly rasters: readonly { readonly sha256: string }[];
}

describe('cuesta simulate sar', () => {
  test(
    'writes images that can be read, the same for the same options',
    async () => {
      const first = await succeedJson<Result>(folder, ...PAIR, '-o', 'a');
      const again = await succeedJson<Result>(folder, ...PAIR, '-o', 'b');
      expect(first.rasters).toHaveLength(6);
      expect(again.rasters.map(({ sha256 }) => sha256)).toEqual(first.rasters.map(({ sha256 }) => sha256));
      const product = await readSarProduct(at('a', 'left.json'));
      expect(product).toMatchObject({ looks: 3, quantity: 'amplitude', raster: at('a', 'left.tif') });
      expect(product.geometry.orbit.vectors.times.length).toBeGreaterThanOrEqual(8);
      const scene = JSON.parse(readFileSync(at('a', 'scene.json'), 'utf8'));
      expect(scene.areas.map((area: { name: string }) => area.name)).toEqual(['mountain', 'hill', 'flat']);
    },
    HOOK_TIMEOUT,
  );

  test.skipIf(!available('gdal'))('writes valid rasters of the sizes that the descriptions say', async () => {
    for (const name of ['truth', 'a-priori', 'left', 'right', 'left-visibility']) {
      expect(cogProblems(at('a', `${name}.tif`))).toEqual([]);
    }
    const program = `
d = gdal.Open(sys.argv[1]); print(json.dumps([d.RasterXSize, d.RasterYSize, d.GetProjection()]))`;
    const { width, height } = (await readSarProduct(at('a', 'right.json'))).geometry;
    expect(gdalJson<unknown[]>(program, at('a', 'right.tif'))).toEqual([width, height, '']);
  });

  test(
    'takes images of a DEM, and says what is wrong with others',
    async () => {
      const truth = at('a', 'truth.tif');
      await succeedJson<Result>(
        folder,
        'simulate',
        'sar',
        '-o',
        'c',
        '--dem',
        truth,
        '--mode',
        'spotlight',
        '--no-truth',
      );
      expect((await readSarProduct(at('c', 'left.json'))).geometry.range).toMatchObject({ spacing: 1.2 });
      await succeed(folder, 'convert', truth, '-o', 'geographic.tif', '--crs', 'EPSG:4326');
      const refused = await cuesta(folder, 'simulate', 'sar', '-o', 'd', '--dem', at('geographic.tif'));
      expect(refused).toMatchObject({ code: 3, stderr: expect.stringContaining('projected CRS in metres') });
      await succeed(folder, 'convert', truth, '-o', 'turned.tif', '--crs', 'EPSG:32650');
      const holes = await cuesta(folder, 'simulate', 'sar', '-o', 'd', '--dem', at('turned.tif'));
      expect(holes).toMatchObject({ code: 3, stderr: expect.stringContaining('without a height') });
    },
    HOOK_TIMEOUT,
  );

  test('prints its plan, keeps to the memory and does not replace files', async () => {
    const plan = await succeed(folder, ...PAIR, '-o', 'e', '--dry-run');
    expect(plan).toContain('incidence 28.9');
    const large = await cuesta(folder, 'simulate', 'sar', '-o', 'e', '--size', '9000', '--memory', '500MiB');
    expect(large).toMatchObject({ code: 2, stderr: expect.stringContaining('--memory') });
    const twice = await cuesta(folder, ...PAIR, '-o', 'a');
    expect(twice).toMatchObject({ code: 2, stderr: expect.stringContaining('exists') });
    const zero = await cuesta(folder, 'simulate', 'sar', '-o', 'e', '--size', '0');
    expect(zero).toMatchObject({ code: 2, stderr: expect.stringContaining('--size') });
  });
});
