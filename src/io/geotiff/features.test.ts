import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { available, python, run } from '../../../test/support/requirements.js';
import type { Raster } from '../../core/raster.js';
import type { RasterSource } from '../../core/raster-source.js';
import { fullWindow } from '../../core/window.js';
import { openRaster } from '../open.node.js';

/** Files with everything beside plain samples, and what GDAL makes of them. */
const GENERATE = `
import json, sys
import numpy as np
from osgeo import gdal
gdal.UseExceptions()
gdal.SetConfigOption('GDAL_TIFF_INTERNAL_MASK', 'YES')
folder, W, H = sys.argv[1], 150, 90
y, x = np.mgrid[0:H, 0:W]
heights = (500 + 90 * np.sin(x / 17) * np.cos(y / 13)).astype('f4')
def create(name, kind, *options, nodata=None, srs='EPSG:32633'):
    d = gdal.GetDriverByName('GTiff').Create(f'{folder}/{name}.tif', W, H, 1, kind, list(options))
    d.SetGeoTransform([500000, 20, 0, 4000000, 0, -20])
    from osgeo import osr
    s = osr.SpatialReference(); s.SetFromUserInput(srs); d.SetProjection(s.ExportToWkt())
    if nodata is not None: d.GetRasterBand(1).SetNoDataValue(nodata)
    return d
TILED = ['TILED=YES', 'BLOCKXSIZE=32', 'BLOCKYSIZE=32', 'COMPRESS=DEFLATE']

d = create('mask', gdal.GDT_Float32, *TILED)
d.GetRasterBand(1).WriteArray(heights)
d.CreateMaskBand(gdal.GMF_PER_DATASET)
d.GetRasterBand(1).GetMaskBand().WriteArray(np.where((x // 8 + y // 8) % 3 == 0, 0, 255).astype('u1'))
d.BuildOverviews('NEAREST', [2, 4]); d = None

for name, nodata in (('sparse-nodata', -9999), ('sparse-zero', None)):
    d = create(name, gdal.GDT_Float32, *TILED, 'SPARSE_OK=TRUE', nodata=nodata)
    d.GetRasterBand(1).WriteArray(heights[:40, :40], 64, 32); d = None

d = create('scaled', gdal.GDT_Int16, *TILED, nodata=-32768)
a = np.round(heights * 10 - 5000).astype('i2'); a[10:20, 10:20] = -32768
b = d.GetRasterBand(1); b.WriteArray(a); b.SetScale(0.1); b.SetOffset(500); b.SetUnitType('m'); b.SetDescription('heights <a & b>')
d.SetMetadata({'AUTHOR': 'Jürgen & "Söhne"', 'TIFFTAG_SOFTWARE': 'the test'}); d.SetMetadataItem('SUN', '12', 'PHOTO'); d = None

d = create('bits', gdal.GDT_Byte, 'NBITS=1', 'COMPRESS=PACKBITS')
d.GetRasterBand(1).WriteArray(((x * y) % 3 == 0).astype('u1')); d = None

d = create('rounded-nodata', gdal.GDT_Float32, nodata=-3.4e38)
a = heights.copy(); a[5:9, :] = -3.4e38
d.GetRasterBand(1).WriteArray(a); d = None

d = create('strip', gdal.GDT_Float32, f'BLOCKYSIZE={H}'); d.GetRasterBand(1).WriteArray(heights); d = None
d = create('point', gdal.GDT_Float32); d.SetMetadataItem('AREA_OR_POINT', 'Point'); d.GetRasterBand(1).WriteArray(heights); d = None
d = create('rotated-point', gdal.GDT_Float32); d.SetMetadataItem('AREA_OR_POINT', 'Point'); d.SetGeoTransform([10, 3, 1, 20, 2, -4]); d.GetRasterBand(1).WriteArray(heights); d = None
d = gdal.GetDriverByName('GTiff').Create(f'{folder}/bare.tif', W, H, 1, gdal.GDT_Float32); d.GetRasterBand(1).WriteArray(heights); d = None
d = gdal.GetDriverByName('GTiff').Create(f'{folder}/complex.tif', W, H, 1, gdal.GDT_CFloat32); d.SetProjection(create('x', 1).GetProjection()); d.SetGeoTransform([0, 1, 0, 0, 0, -1]); d = None

def canonical(band):
    a = band.ReadAsArray().astype('f8')
    a[band.GetMaskBand().ReadAsArray() == 0] = np.nan
    a = a * (band.GetScale() or 1) + (band.GetOffset() or 0)
    return [None if np.isnan(v) else float(np.float32(v)) for v in a.ravel()]
out = {}
for name in ('mask', 'sparse-nodata', 'sparse-zero', 'scaled', 'bits', 'rounded-nodata', 'strip', 'point', 'rotated-point'):
    d = gdal.Open(f'{folder}/{name}.tif'); b = d.GetRasterBand(1)
    out[name] = dict(heights=canonical(b), overviews=[canonical(b.GetOverview(i)) for i in range(b.GetOverviewCount())],
        transform=d.GetGeoTransform())
print(json.dumps(out))
`;

interface Truth {
  readonly heights: (number | null)[];
  readonly overviews: (number | null)[][];
  readonly transform: readonly number[];
}

/** NaN is null in JSON. */
function listed(raster: Raster): string {
  return JSON.stringify(Array.from(raster.data));
}

describe.skipIf(!available('gdal'))('what surrounds the samples, against GDAL', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cuesta-features-'));
  let truth: Record<string, Truth>;
  beforeAll(() => {
    truth = JSON.parse(run(python, ['-c', GENERATE, folder]));
  }, 30_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  const open = (name: string): Promise<RasterSource> => openRaster(join(folder, `${name}.tif`));

  it.each([
    'mask',
    'sparse-nodata',
    'sparse-zero',
    'scaled',
    'bits',
    'rounded-nodata',
    'strip',
    'point',
    'rotated-point',
  ])('%s: heights, missing ones as NaN, transform', async (name) => {
    const raster = await open(name);
    expect(listed(await raster.readRaster(fullWindow(raster.info)))).toBe(
      JSON.stringify(truth[name].heights),
    );
    const [c, a, b, f, d, e] = truth[name].transform;
    expect(raster.info.georef!.transform).toEqual([a, b, c, d, e, f]);
  });

  it('reads overviews with their masks, on their own grid', async () => {
    const raster = await open('mask');
    expect(raster.info.hasMask).toBe(true);
    expect(raster.info.overviews).toEqual([
      { width: 75, height: 45 },
      { width: 38, height: 23 },
    ]);
    for (const [overview, size] of raster.info.overviews.entries()) {
      const level = await raster.readRaster(fullWindow(size), { overview });
      expect(listed(level)).toBe(JSON.stringify(truth.mask!.overviews[overview]));
      const { transform } = level.georef;
      expect(transform[2]).toBe(500000);
      expect(transform[0] * size.width).toBeCloseTo(3000, 9);
      expect(transform[4] * size.height).toBeCloseTo(-1800, 9);
    }
  });

  it('reads any window as the same part of the whole', async () => {
    for (const name of ['mask', 'sparse-nodata', 'scaled', 'strip']) {
      const raster = await open(name);
      const whole = truth[name].heights;
      for (const [col, row, width, height] of [
        [0, 0, 1, 1],
        [149, 89, 1, 1],
        [31, 31, 2, 2],
        [-5, -7, 40, 30],
        [100, 60, 200, 100],
        [-300, 0, 20, 20],
        [17, 3, 100, 80],
      ] as const) {
        const part = await raster.readRaster({ col, row, width, height });
        const expected = Array.from({ length: width * height }, (_, i) => {
          const x = col + (i % width);
          const y = row + Math.floor(i / width);
          return x < 0 || y < 0 || x >= 150 || y >= 90 ? null : whole[y * 150 + x];
        });
        expect(listed(part)).toBe(JSON.stringify(expected));
        expect([part.georef.transform[2], part.georef.transform[5]]).toEqual([
          500000 + 20 * col,
          4000000 - 20 * row,
        ]);
      }
    }
  });

  it('reads bands as stored', async () => {
    const scaled = await (await open('scaled')).readBand({ col: 8, row: 10, width: 4, height: 1 });
    expect(scaled.data).toBeInstanceOf(Int16Array);
    expect([...(scaled.data as Int16Array)].slice(2)).toEqual([-32768, -32768]);
    expect(scaled.nodata).toBe(-32768);
    const sparse = await (await open('sparse-nodata')).readBand({ col: 0, row: 0, width: 2, height: 1 });
    expect([...(sparse.data as Float32Array)]).toEqual([-9999, -9999]);
  });

  it('tells scale, unit and free metadata', async () => {
    const { info } = await open('scaled');
    expect([info.scale, info.offset]).toEqual([0.1, 500]);
    expect(info.metadata).toEqual({
      software: 'the test',
      AUTHOR: 'Jürgen & "Söhne"',
      'PHOTO:SUN': '12',
      'band0.UNITTYPE': 'm',
      'band0.SCALE': '0.100000000000000006',
      'band0.OFFSET': '500',
      'band0.DESCRIPTION': 'heights <a & b>',
    });
  });

  it('splits one large uncompressed strip', async () => {
    const { info } = await open('strip');
    expect(info.blockWidth).toBe(150);
    expect(info.compression).toBe('none');
  });

  it('opens files without georeferencing, but refuses heights of them', async () => {
    const raster = await open('bare');
    expect(raster.info.georef).toBeNull();
    expect((await raster.readBand({ col: 0, row: 0, width: 2, height: 2 })).georef).toBeNull();
    await expect(raster.readRaster(fullWindow(raster.info))).rejects.toMatchObject({
      code: 'geometry',
      message: expect.stringContaining('no geotransform'),
    });
  });

  it('refuses what cannot be read, naming the file', async () => {
    const raster = await open('mask');
    const window = { col: 0, row: 0, width: 2, height: 2 };
    const config = { code: 'config', message: expect.stringContaining('mask.tif') };
    await expect(raster.readRaster(window, { band: 1 })).rejects.toMatchObject(config);
    await expect(raster.readRaster(window, { overview: 2 })).rejects.toMatchObject(config);
    await expect(raster.readRaster({ ...window, width: 0 })).rejects.toMatchObject(config);
    await expect(raster.readRaster({ ...window, col: 0.5 })).rejects.toMatchObject(config);
    await expect(raster.readRaster({ ...window, width: 2e9, height: 2e9 })).rejects.toMatchObject(config);
    await expect(raster.readBand({ ...window, col: -1 })).rejects.toMatchObject(config);
    await expect((await open('complex')).readRaster(window)).rejects.toMatchObject({ code: 'input' });
    const signal = AbortSignal.abort();
    await expect(raster.readRaster(window, { signal })).rejects.toMatchObject({ code: 'cancelled' });
    await expect(openRaster(join(folder, 'missing.tif'))).rejects.toMatchObject({ code: 'io' });
  });
});
