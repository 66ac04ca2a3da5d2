import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { available } from '../support/requirements.js';
import { HOOK_TIMEOUT, succeedJson, temporaryFolder } from './support/cuesta.js';
import { cogProblems, gdalJson } from './support/gdal.js';

const folder = temporaryFolder();
const at = (...names: string[]) => join(folder, ...names);
const SCENE = ['simulate', 'mars', '--size', '300', '--sensor', 'ctx', '--sun', '280,35', '--sun', '90,20'];

interface Result {
  readonly rasters: readonly { readonly sha256: string }[];
}

describe('cuesta simulate mars', () => {
  test(
    'writes truth, reference and images with their Suns, the same for the same options',
    async () => {
      const first = await succeedJson<Result>(folder, ...SCENE, '-o', 'a');
      const again = await succeedJson<Result>(folder, ...SCENE, '-o', 'b');
      expect(first.rasters).toHaveLength(4);
      expect(again.rasters.map(({ sha256 }) => sha256)).toEqual(first.rasters.map(({ sha256 }) => sha256));
      const sidecar = JSON.parse(readFileSync(at('a', 'image-2.json'), 'utf8')) as object;
      expect(sidecar).toMatchObject({ dtype: 'uint16', config: { sunAzimuth: 90, sunElevation: 20 } });
      const scene = JSON.parse(readFileSync(at('a', 'scene.json'), 'utf8')) as object;
      expect(scene).toMatchObject({ reference: 'reference.tif', options: { reference: { factor: 8 } } });
    },
    HOOK_TIMEOUT,
  );

  test.skipIf(!available('gdal'))('writes valid COGs on the sphere of Mars', () => {
    for (const name of ['truth', 'reference', 'image-1']) {
      expect(cogProblems(at('a', `${name}.tif`))).toEqual([]);
    }
    const program = `
d = gdal.Open(sys.argv[1]); s = osr.SpatialReference(wkt=d.GetProjection())
print(json.dumps([d.RasterXSize, d.RasterYSize, d.GetGeoTransform()[1], s.GetSemiMajor(), s.GetInvFlattening()]))`;
    expect(gdalJson<number[]>(program, at('a', 'reference.tif'))).toEqual([42, 42, 48, 3396190, 0]);
    expect(gdalJson<number[]>(program, at('a', 'truth.tif'))).toEqual([300, 300, 6, 3396190, 0]);
  });
});
