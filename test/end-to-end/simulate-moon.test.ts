import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { available } from '../support/requirements.js';
import { cuesta, HOOK_TIMEOUT, succeedJson, temporaryFolder } from './support/cuesta.js';
import { cogProblems, gdalJson } from './support/gdal.js';

const folder = temporaryFolder();
const at = (...names: string[]) => join(folder, ...names);
const SCENE = ['simulate', 'moon', '--size', '400', '--sun', '315,20', '--sun', '80,7.5', '--pair'];

interface Result {
  readonly rasters: readonly { readonly sha256: string }[];
}

interface Sidecar {
  readonly config: { readonly sunAzimuth: number; readonly sunElevation: number };
  readonly dtype: string;
}

describe('cuesta simulate moon', () => {
  test(
    'writes truth, coarse model and images with their Suns, the same for the same options',
    async () => {
      const first = await succeedJson<Result>(folder, ...SCENE, '-o', 'a');
      const again = await succeedJson<Result>(folder, ...SCENE, '-o', 'b');
      expect(first.rasters).toHaveLength(6);
      expect(again.rasters.map(({ sha256 }) => sha256)).toEqual(first.rasters.map(({ sha256 }) => sha256));
      const sidecar = JSON.parse(readFileSync(at('a', 'image-2-right.json'), 'utf8')) as Sidecar;
      expect(sidecar).toMatchObject({ dtype: 'uint16', config: { sunAzimuth: 80, sunElevation: 7.5 } });
    },
    HOOK_TIMEOUT,
  );

  test.skipIf(!available('gdal'))('writes valid COGs on the lunar sphere', () => {
    for (const name of ['truth', 'coarse', 'image-1-left']) {
      expect(cogProblems(at('a', `${name}.tif`))).toEqual([]);
    }
    const program = `
d = gdal.Open(sys.argv[1]); s = osr.SpatialReference(wkt=d.GetProjection())
print(json.dumps([d.RasterXSize, d.RasterYSize, d.GetGeoTransform()[1], s.GetSemiMajor(), s.GetInvFlattening()]))`;
    expect(gdalJson<number[]>(program, at('a', 'coarse.tif'))).toEqual([14, 14, 60, 1737400, 0]);
  });

  test('names a Sun below the horizon', async () => {
    const { code, stderr } = await cuesta(folder, 'simulate', 'moon', '-o', 'c', '--sun', '300,-4');
    expect(code).toBe(2);
    expect(stderr).toContain('position of the Sun');
  });
});
