import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DecodePool } from '../../src/io/geotiff/decode-pool.node.js';
import { available, python, run } from '../support/requirements.js';

/** Worker threads start from the compiled package only. */
async function compiled<T>(path: string): Promise<T> {
  return (await import(new URL(`../../dist/${path}`, import.meta.url).href)) as T;
}

const GENERATE = `
import sys
import numpy as np
from osgeo import gdal, osr
y, x = np.mgrid[0:1700, 0:1900]
a = (900 + 80 * np.sin(x / 31) * np.cos(y / 47)).astype('f4'); a[300:320, 500:900] = -9999
s = osr.SpatialReference(); s.ImportFromEPSG(32633)
for name, options in (('tiles', ['TILED=YES', 'COMPRESS=DEFLATE', 'PREDICTOR=3']), ('strips', ['COMPRESS=ZSTD', 'PREDICTOR=2'])):
    d = gdal.GetDriverByName('GTiff').Create(f'{sys.argv[1]}/{name}.tif', 1900, 1700, 1, gdal.GDT_Float32, options)
    d.SetProjection(s.ExportToWkt()); d.SetGeoTransform([0, 1, 0, 0, 0, -1])
    d.GetRasterBand(1).SetNoDataValue(-9999); d.GetRasterBand(1).WriteArray(a); d = None
`;

describe.skipIf(!available('gdal'))('decoding threads', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cuesta-pool-'));
  let pool: DecodePool;
  beforeAll(async () => {
    run(python, ['-c', GENERATE, folder]);
    const { createDecodePool } = await compiled<typeof import('../../src/io/geotiff/decode-pool.node.js')>(
      'io/geotiff/decode-pool.node.js',
    );
    pool = createDecodePool(2);
  });
  afterAll(async () => {
    await pool.close();
    rmSync(folder, { recursive: true });
  });

  it.each(['tiles', 'strips'])('read the same heights as one thread: %s', async (name) => {
    const { openRaster } = await compiled<typeof import('../../src/io/open.node.js')>('io/open.node.js');
    const path = join(folder, `${name}.tif`);
    const window = { col: -3, row: -4, width: 1910, height: 1710 };
    const alone = await (await openRaster(path)).readRaster(window);
    const together = await (await openRaster(path, { decoder: pool })).readRaster(window);
    expect(Buffer.compare(Buffer.from(together.data.buffer), Buffer.from(alone.data.buffer))).toBe(0);
    expect(alone.data.filter((h) => !Number.isNaN(h)).length).toBe(1900 * 1700 - 20 * 400);
  });
});
