import { copyFileSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, test } from 'vitest';
import { available, python, run } from '../support/requirements.js';
import { plain } from './support/bad-files.js';
import { HOOK_TIMEOUT, temporaryFolder } from './support/cuesta.js';
import { writeDem } from './support/dem-file.js';
import { expectRefusal, refusals } from './support/refusal.js';

const folder = temporaryFolder();
const path = (name: string) => join(folder, name);
beforeAll(() => writeDem(path('a.tif'), plain), HOOK_TIMEOUT);

describe.skipIf(!available('gdal')).concurrent('files that only GDAL can write', () => {
  beforeAll(() => {
    const program = `
import sys, numpy as np
from osgeo import gdal, osr
gdal.UseExceptions()
srs = osr.SpatialReference(); srs.ImportFromEPSG(32633)
def write(name, dtype, options=(), bands=1, turn=0):
    d = gdal.GetDriverByName('GTiff').Create(f'{sys.argv[1]}/{name}.tif', 120, 100, bands, dtype, list(options))
    d.SetProjection(srs.ExportToWkt()); d.SetGeoTransform((500000, 10, turn, 4000000, turn, -10))
    for i in range(bands): d.GetRasterBand(i + 1).WriteArray(np.random.default_rng(1).integers(1, 200, (100, 120)))
write('webp', gdal.GDT_Byte, ['COMPRESS=WEBP'], 3)
write('complex', gdal.GDT_CFloat32)
write('int64', gdal.GDT_Int64)
write('bands', gdal.GDT_Float32, bands=2)
write('rotated', gdal.GDT_Float32, turn=3)
write('deflate', gdal.GDT_Float32, ['COMPRESS=DEFLATE', 'TILED=YES', 'BLOCKXSIZE=64', 'BLOCKYSIZE=64'])`;
    run(python, ['-c', program, folder]);
    copyFileSync(path('deflate.tif'), path('truncated.tif'));
    truncateSync(path('truncated.tif'), Math.floor(0.6 * statSync(path('deflate.tif')).size));
  }, HOOK_TIMEOUT);
  const mosaic = (name: string) => `mosaic a.tif ${name} -o OUT/o.tif`;
  test.for(
    refusals([
      { args: mosaic('webp.tif'), code: 3, says: /webp\.tif uses WebP/i, advises: /gdal_translate/ },
      { args: mosaic('complex.tif'), code: 3, says: /complex\.tif holds complex/, advises: /amplitude/ },
      { args: 'convert complex.tif -o OUT/o.tif', code: 3, says: /complex\.tif/, advises: /amplitude/ },
      { args: 'convert int64.tif -o OUT/o.tif', code: 3, says: /int64.*int64\.tif/, advises: /--dtype/ },
      { args: mosaic('bands.tif'), code: 3, says: /bands\.tif has 2 bands/, advises: /gdal_translate -b 1/ },
      { args: 'slope bands.tif -o OUT/o.tif', code: 3, says: /bands\.tif has 2 bands/, advises: /-b 1/ },
      {
        args: 'hillshade rotated.tif -o OUT/o.tif',
        code: 3,
        says: /rotated\.tif is rotated/,
        advises: /cuesta convert rotated\.tif --crs EPSG:32633/,
      },
      {
        args: mosaic('truncated.tif'),
        code: 3,
        says: /truncated\.tif ends early/,
        advises: /truncated or damaged/,
      },
      { args: 'convert truncated.tif -o OUT/o.tif', code: 3, says: /truncated\.tif/, advises: /damaged/ },
    ]),
  )('%s', ([, refusal]) => expectRefusal(folder, refusal));
});
