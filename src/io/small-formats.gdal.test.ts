import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { digestOf, expectLikeGdal, gdalFacts } from '../../test/support/gdal-facts.js';
import { available, dataFolder, python, run } from '../../test/support/requirements.js';
import { writtenByGdal } from '../../test/support/written-by-gdal.js';
import { fullWindow } from '../core/window.js';
import { openRaster as openInBrowser } from './open.js';
import { openRaster } from './open.node.js';

const PICTURES = `
for name in ('uint8', 'uint16'):
    for bands in (1, 2, 3, 4):
        copy('PNG', f'{name}-{bands}.png', memory([field(name, k) for k in range(bands)], name, None, None))
copy('PNG', 'transparent.png', memory([field('uint8')], 'uint8', None, None, nodata=100))
bits = (field('uint8') > 100).astype('u1')
copy('PNG', 'bits.png', memory([bits], 'uint8', None, None), 'NBITS=1')
copy('PNG', 'nibbles.png', memory([field('uint8') // 16], 'uint8', None, None), 'NBITS=4')
palette = memory([bits], 'uint8', None, None); table = gdal.ColorTable(); table.SetColorEntry(0, (255, 0, 0)); table.SetColorEntry(1, (0, 0, 255))
palette.GetRasterBand(1).SetColorTable(table); copy('PNG', 'palette.png', palette)
for name, bands in (('uint8', 1), ('uint16', 1), ('uint8', 3), ('uint16', 3)):
    copy('PNM', f'{name}-{bands}.{"pgm" if bands == 1 else "ppm"}', memory([field(name, k) for k in range(bands)], name, None, None))
for size, name in ((1201, 'N10W110'), (3601, 'S05E013')):
    y, x = np.mgrid[0:size, 0:size]; a = (x * 7 + y * 3).astype('i2'); a[5, 6] = -32768
    lat, lon = (10, -110) if name[0] == 'N' else (-5, 13); p = 1 / (size - 1)
    copy('SRTMHGT', f'{name}.hgt', memory([a], 'int16', (lon - p / 2, p, 0, lat + 1 + p / 2, 0, -p), 'EPSG:4326', -32768))
`;

describe.skipIf(!available('gdal'))('PNG, PNM and HGT that GDAL writes', () => {
  const paths = writtenByGdal(PICTURES);
  const facts = gdalFacts(paths);

  it.each(paths.map((path) => [basename(path), path]))('%s is read like GDAL does', async (_, path) => {
    for (const raster of [
      await openRaster(path),
      await openInBrowser(new File([readFileSync(path)], basename(path))),
    ]) {
      await expectLikeGdal(raster, facts.get(path)!);
      await raster.close();
    }
  });

  it('knows what SRTM heights are above, and that samples are points', async () => {
    const raster = await openRaster(paths.find((path) => path.endsWith('.hgt'))!);
    expect(raster.info).toMatchObject({
      pixelIsPoint: true,
      georef: { crs: { vertical: { kind: 'egm96' } } },
    });
    const { data } = await raster.readRaster({ col: 5, row: 4, width: 3, height: 3 });
    expect(data.filter(Number.isNaN).length).toBe(1);
    await raster.close();
  });
});

const ARRAYS = `
import hashlib, json, os, sys, zipfile
import numpy as np
os.chdir(sys.argv[1])
out = []
for t in ('u1', 'i1', 'u2', 'i2', 'u4', 'i4', 'u8', 'i8', 'f2', 'f4', 'f8', 'b1'):
    for order in '<>':
        for shape in ((29, 37), (3, 29, 37)):
            a = (np.arange(np.prod(shape)).reshape(shape) * 3 % 251).astype(order + t if t not in ('u1', 'i1', 'b1') else t)
            path = os.path.abspath(f'{t}{"l" if order == "<" else "b"}{len(shape)}.npy'); np.save(path, a)
            native = a.astype('<f4' if t == 'f2' else 'u1' if t == 'b1' else '<' + t)
            out.append([path, native.dtype.name if t != 'f2' else 'float16', [hashlib.sha256(np.ascontiguousarray(b).tobytes()).hexdigest() for b in native.reshape(-1, 29, 37)]])
np.save('fortran.npy', np.asfortranarray(np.zeros((4, 5)))); np.save('flat.npy', np.zeros(4)); np.save('text.npy', np.array([['a', 'b']]))
print(json.dumps(out))
`;

describe.skipIf(!available('gdal'))('arrays that NumPy writes', () => {
  const [marker] = writtenByGdal(`open('here', 'w').write(''); files.append('here')`);
  const folder = join(marker, '..');
  const arrays = JSON.parse(run(python, ['-c', ARRAYS, folder])) as [string, string, string[]][];

  it('have the same elements here', async () => {
    for (const [path, dtype, digests] of arrays) {
      const raster = await openRaster(path);
      expect(raster.info).toMatchObject({
        dtype,
        bands: digests.length,
        width: 37,
        height: 29,
        georef: null,
      });
      for (const [band, digest] of digests.entries()) {
        expect(digestOf((await raster.readBand(fullWindow(raster.info), { band })).data), path).toBe(digest);
      }
      await raster.close();
    }
    expect(arrays.length).toBe(48);
  });

  it.each([
    ['fortran.npy', 'Fortran'],
    ['flat.npy', '1 axes'],
    ['text.npy', 'type'],
  ])('refuses %s', async (file, message) => {
    await expect(openRaster(join(folder, file))).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining(message) as string,
    });
  });
});

const ARCHIVES = `
import zipfile
a = memory([field('float32')], 'float32', srs='EPSG:32633'); copy('GTiff', 'dem.tif', a); copy('PDS4', 'map.xml', memory([field('int16')], 'int16'))
def archive(name, members, method=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(name, 'w', method) as z:
        for member, source in members: z.write(source, member)
archive('deflated.zip', [('folder/dem.tif', 'dem.tif'), ('readme.txt', sys.executable and 'map.xml')])
archive('stored.zip', [('dem.tif', 'dem.tif')], zipfile.ZIP_STORED)
archive('labelled.zip', [('map.xml', 'map.xml'), ('MAP.IMG', 'map.img')])
archive('two.zip', [('a.tif', 'dem.tif'), ('b.tif', 'dem.tif')])
archive('none.zip', [('a.txt', 'dem.tif')])
archive('lonely.zip', [('map.xml', 'map.xml')])
archive('inner.zip', [('inner.tif', 'stored.zip')])
`;

describe.skipIf(!available('gdal'))('ZIP archives', () => {
  const [dem, map] = writtenByGdal(ARCHIVES);
  const folder = join(dem, '..');
  const facts = gdalFacts([dem, map]);

  it.each([
    ['deflated.zip', dem],
    ['stored.zip', dem],
    ['labelled.zip', map],
    ['inner.zip', dem],
  ])('%s is read like what it holds', async (file, path) => {
    for (const raster of [
      await openRaster(join(folder, file)),
      await openInBrowser(readFileSync(join(folder, file))),
    ]) {
      await expectLikeGdal(raster, facts.get(path)!);
      await raster.close();
    }
  });

  it.each([
    ['two.zip', 'unsupported', 'a.tif, b.tif'],
    ['none.zip', 'unsupported', 'a.txt'],
    ['lonely.zip', 'io', 'map.img'],
  ])('%s is refused', async (file, code, message) => {
    const path = join(folder, file);
    await expect(openRaster(path)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message) as string,
    });
  });

  it.skipIf(!available('data'))('reads the tile of data/formats/hgt', async () => {
    const path = join(dataFolder, 'formats/hgt/N10W110.hgt.zip');
    const inner = `/vsizip/${path}/N10W110.hgt`;
    const raster = await openRaster(path);
    await expectLikeGdal(raster, gdalFacts([inner]).get(inner)!);
    expect(raster.info.format).toBe('SRTM HGT');
    await raster.close();
  });
});
