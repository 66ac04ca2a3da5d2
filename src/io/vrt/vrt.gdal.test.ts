import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectLikeGdal, gdalFacts } from '../../../test/support/gdal-facts.js';
import { available } from '../../../test/support/requirements.js';
import { writtenByGdal } from '../../../test/support/written-by-gdal.js';
import { fullWindow } from '../../core/window.js';
import { openRaster as openInBrowser } from '../open.js';
import { openRaster } from '../open.node.js';

const SCRIPT = `
for name in T:
    tiles = []
    for row in range(2):
        for col in range(3):
            a = field(name, row * 3 + col); a[0:4, 0:9] = 7
            path = f'{name}-{row}{col}.tif'
            # Neighbours overlap by 5 pixels, and one tile is missing.
            if (row, col) == (1, 1): continue
            copy('GTiff', path, memory([a, field(name, 9)], name, (500000 + col * 320, 10, 0, 4000000 - row * 240, 0, -10), 'EPSG:32633', 7), 'TILED=YES', 'BLOCKXSIZE=16', 'BLOCKYSIZE=16'); tiles.append(path); files.pop()
    def vrt(path, **options): gdal.BuildVRT(path, tiles, **options).FlushCache(); files.append(path)
    vrt(f'{name}.vrt'); vrt(f'{name}-other.vrt', VRTNodata='9'); vrt(f'{name}-one.vrt', bandList=[2], hideNodata=True)
    vrt(f'{name}-kept.vrt', srcNodata='None', VRTNodata='None')
gdal.BuildVRT('nested.vrt', ['int16.vrt', 'int16-12.tif']).FlushCache(); files.append('nested.vrt')
gdal.Translate('wider.vrt', 'int16.vrt', outputType=gdal.GDT_Float32); files.append('wider.vrt')
gdal.Translate('narrower.vrt', 'int16.vrt', outputType=gdal.GDT_Byte); files.append('narrower.vrt')
gdal.Translate('part.vrt', 'float32.vrt', srcWin=[3, 4, 50, 30]); files.append('part.vrt')
gdal.Translate('unscaled.vrt', 'float32.vrt', scaleParams=[[0, 100, 0, 50]]); files.append('unscaled.vrt')
gdal.Translate('resampled.vrt', 'float32.vrt', width=20, height=20)
gdal.Warp('warped.vrt', 'float32.vrt', format='VRT', dstSRS='EPSG:4326')
`;

describe.skipIf(!available('gdal'))('VRTs that GDAL writes', () => {
  const paths = writtenByGdal(SCRIPT);
  const folder = dirname(paths[0]);
  const facts = gdalFacts(paths);

  it.each(paths.map((path) => [basename(path), path]))('%s is read like GDAL does', async (_, path) => {
    const raster = await openRaster(path);
    await expectLikeGdal(raster, facts.get(path)!);
    const { data } = await raster.readRaster(fullWindow(raster.info));
    expect(data.filter((v) => !Number.isNaN(v)).length).toBe(facts.get(path)!.valid);
    const part = await raster.readRaster({ col: 20, row: 10, width: 40, height: 30 });
    const { width, height } = raster.info;
    expect(part.data[0]).toEqual(data[10 * width + 20]);
    expect(part.data[29 * 40 + 39]).toEqual(width > 59 && height > 39 ? data[39 * width + 59] : NaN);
    await raster.close();
  });

  it('finds its files relative to itself, also those of a VRT elsewhere', async () => {
    mkdirSync(join(folder, 'sub'));
    for (const file of ['int16.vrt', ...['00', '01', '02', '10', '12'].map((n) => `int16-${n}.tif`)]) {
      writeFileSync(join(folder, 'sub', file), readFileSync(join(folder, file)));
    }
    renameSync(join(folder, 'int16-00.tif'), join(folder, 'gone.tif'));
    const text = readFileSync(join(folder, 'nested.vrt'), 'utf8').replaceAll('int16.vrt', 'sub/int16.vrt');
    writeFileSync(join(folder, 'outer.vrt'), text);
    const raster = await openRaster(join(folder, 'outer.vrt'));
    await expectLikeGdal(raster, facts.get(paths.find((p) => p.endsWith('nested.vrt'))!)!);
    await raster.close();
    expect(raster.info.files?.[0]).toBe(join(folder, 'sub/int16.vrt'));
    await expect(openRaster(join(folder, 'int16.vrt'))).rejects.toMatchObject({
      code: 'io',
      message: expect.stringContaining('int16-00.tif') as string,
    });
    renameSync(join(folder, 'gone.tif'), join(folder, 'int16-00.tif'));
  });

  it('takes blobs, with the files beside them', async () => {
    const names = ['00', '01', '02', '10', '12'].map((n) => `uint16-${n}.tif`);
    const path = join(folder, 'uint16.vrt');
    const beside = Object.fromEntries(
      names.map((name) => [name, new Blob([readFileSync(join(folder, name))])]),
    );
    const raster = await openInBrowser(new Blob([readFileSync(path)]), { name: 'mosaic.vrt', beside });
    await expectLikeGdal(raster, facts.get(path)!);
    await raster.close();
    const alone = openInBrowser(new Blob([readFileSync(path)]), { name: 'mosaic.vrt' });
    await expect(alone).rejects.toMatchObject({ code: 'io', subject: 'mosaic.vrt' });
  });

  it.each([
    ['resampled.vrt', 'unsupported', 'resampled'],
    ['warped.vrt', 'unsupported', 'VRTWarpedDataset'],
  ])('refuses %s', async (file, code, message) => {
    await expect(openRaster(join(folder, file))).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message) as string,
    });
  });

  it('refuses one that holds itself', async () => {
    const path = join(folder, 'loop.vrt');
    const rect =
      '<SrcRect xOff="0" yOff="0" xSize="4" ySize="4"/><DstRect xOff="0" yOff="0" xSize="4" ySize="4"/>';
    writeFileSync(
      path,
      `<VRTDataset rasterXSize="4" rasterYSize="4"><VRTRasterBand dataType="Byte"><SimpleSource><SourceFilename relativeToVRT="1">loop.vrt</SourceFilename>${rect}</SimpleSource></VRTRasterBand></VRTDataset>`,
    );
    const raster = await openRaster(path);
    await expect(raster.readBand(fullWindow(raster.info))).rejects.toMatchObject({
      code: 'format',
      subject: path,
    });
  });
});
