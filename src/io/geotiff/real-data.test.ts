import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { available, dataFolder, python, run } from '../../../test/support/requirements.js';
import type { Samples } from '../../core/band.js';
import { CuestaError } from '../../core/errors.js';
import type { RasterSource } from '../../core/raster-source.js';
import { fullWindow } from '../../core/window.js';
import { openRaster } from '../open.node.js';

/** What GDAL says about every TIFF under the data folder that it can read whole. */
const DESCRIBE = `
import hashlib, json, os, sys
import numpy as np
from osgeo import gdal
gdal.UseExceptions()
found = []
for folder, _, names in os.walk(sys.argv[1]):
    for name in sorted(names):
        if not name.endswith(('.tif', '.tiff')): continue
        path = os.path.join(folder, name)
        d = gdal.Open(path)
        if d.GetMetadataItem('COMPRESSION', 'IMAGE_STRUCTURE') == 'WEBP': continue
        try: bands = [d.GetRasterBand(i + 1).ReadAsArray() for i in range(d.RasterCount)]
        except RuntimeError: continue
        b = d.GetRasterBand(1)
        heights = bands[0].astype('f8')
        heights[(b.GetMaskBand().ReadAsArray() == 0) | np.isnan(heights)] = np.nan
        heights = (heights * (b.GetScale() or 1) + (b.GetOffset() or 0)).astype('f4')
        nodata = b.GetNoDataValue()
        found.append(dict(path=path, width=d.RasterXSize, height=d.RasterYSize,
            dtype=bands[0].dtype.name, nodata=None if nodata is None else str(nodata), block=b.GetBlockSize(),
            transform=d.GetGeoTransform(can_return_null=True), point=d.GetMetadataItem('AREA_OR_POINT') == 'Point',
            crs=bool(d.GetProjection()), overviews=[[b.GetOverview(i).XSize, b.GetOverview(i).YSize] for i in range(b.GetOverviewCount())],
            bands=[hashlib.sha256(np.ascontiguousarray(a).tobytes()).hexdigest() for a in bands],
            valid=int(np.isfinite(heights).sum()),
            heights=hashlib.sha256(np.where(np.isnan(heights), np.float32('nan'), heights).astype('f4').tobytes()).hexdigest()))
print(json.dumps(found))
`;

interface Described {
  readonly path: string;
  readonly width: number;
  readonly height: number;
  readonly dtype: string;
  readonly nodata: string | null;
  readonly block: readonly number[];
  readonly transform: readonly number[] | null;
  readonly point: boolean;
  readonly crs: boolean;
  readonly overviews: readonly (readonly number[])[];
  readonly bands: readonly string[];
  readonly valid: number;
  readonly heights: string;
}

function digest(data: Samples): string {
  if ('re' in data) throw new Error('no complex files here');
  return createHash('sha256')
    .update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
    .digest('hex');
}

/** `[c a b f d e]` of GDAL to `[a b c d e f]`. */
function reorder(t: readonly number[]): number[] {
  return [t[1], t[2], t[0], t[4], t[5], t[3]];
}

const folder = join(dataFolder, 'formats/geotiff');

async function failure(action: Promise<unknown>): Promise<CuestaError> {
  const error = await action.catch((e: unknown) => e);
  expect(error).toBeInstanceOf(CuestaError);
  return error as CuestaError;
}

async function readWhole(raster: RasterSource): Promise<Float32Array> {
  return (await raster.readRaster(fullWindow(raster.info))).data;
}

describe.skipIf(!available('gdal', 'data'))('real files, against GDAL', () => {
  const files: Described[] = available('gdal', 'data')
    ? JSON.parse(run(python, ['-c', DESCRIBE, dataFolder]))
    : [];

  it('covers the data folder', () => expect(files.length).toBeGreaterThan(40));

  it.each(files.map((f) => [f.path.slice(dataFolder.length + 1), f] as const))('%s', async (_, file) => {
    const raster = await openRaster(file.path);
    const { info } = raster;
    expect([info.width, info.height, info.bands]).toEqual([file.width, file.height, file.bands.length]);
    expect(info.dtype).toBe(file.dtype);
    expect(info.pixelIsPoint).toBe(file.point);
    expect(info.overviews.map((o) => [o.width, o.height])).toEqual(file.overviews);
    expect(info.nodata).toEqual(file.nodata === null ? null : parse(file.nodata, info.dtype));
    for (const [band, expected] of file.bands.entries()) {
      expect(digest((await raster.readBand(fullWindow(info), { band })).data)).toBe(expected);
    }
    if (!file.crs) {
      expect(info.georef).toBeNull();
      return;
    }
    expect(info.georefProblem).toBeUndefined();
    expect(info.georef!.transform).toEqual(reorder(file.transform!));
    const heights = await readWhole(raster);
    expect(heights.reduce((n, h) => n + (Number.isNaN(h) ? 0 : 1), 0)).toBe(file.valid);
    expect(digest(heights)).toBe(file.heights);
    await raster.close();
  });
});

function parse(text: string, dtype: string): number {
  const value = Number(text);
  return dtype === 'float32' ? Math.fround(value) : value;
}

describe.skipIf(!available('data'))('format samples', () => {
  it.each([
    'f32_bigendian.tif',
    'f32_bigtiff.tif',
    'f32_cog_deflate.tif',
    'f32_deflate_pred3_strips.tif',
    'f32_lzw_pred3_tiled.tif',
    'f32_nodata_nan.tif',
    'f32_zstd.tif',
    'i16_deflate_pred2.tif',
  ])('%s has the heights of f32_plain.tif', async (name) => {
    const truth = await readWhole(await openRaster(join(folder, 'f32_plain.tif')));
    const heights = await readWhole(await openRaster(join(folder, name)));
    // GDAL, which made the integer variant, rounds halves away from zero.
    const expected = name.startsWith('i16')
      ? truth.map((h) => Math.sign(h) * Math.round(Math.abs(h)))
      : truth;
    expect(digest(heights)).toBe(digest(expected));
  });

  it('moves pixel-is-point georeferencing by half a pixel', async () => {
    const area = await openRaster(join(folder, 'f32_plain.tif'));
    const point = await openRaster(join(folder, 'f32_pixel_is_point.tif'));
    expect(area.info.pixelIsPoint).toBe(false);
    expect(point.info.pixelIsPoint).toBe(true);
    expect(point.info.georef!.transform).toEqual(area.info.georef!.transform);
  });

  it.each([['sparse.tiff', 'WebP']])('%s is unsupported and says why', async (name, compression) => {
    const error = await failure(openRaster(join(folder, name)));
    expect(error.code).toBe('unsupported');
    expect(error.message).toContain(name);
    expect(error.message).toContain(compression);
  });

  it('finds out that a file is truncated', async () => {
    const raster = await openRaster(join(folder, 'corrupt_truncated.tif'));
    const error = await failure(raster.readRaster(fullWindow(raster.info)));
    expect(error.code).toBe('format');
    expect(error.message).toContain('corrupt_truncated.tif');
    // What lies before the end can still be read.
    const top = await raster.readRaster({ col: 0, row: 0, width: 200, height: 10 });
    expect(top.data.length).toBe(2000);
  });
});
