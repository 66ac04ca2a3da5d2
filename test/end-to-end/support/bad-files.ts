import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { plainTags, type TinyTag, tinyTiff, withTags } from '../../support/tiny-tiff.js';
import { type DemFile, hills, sphereKeys, writeDem } from './dem-file.js';

/** The DEM that the bad ones are variations of. */
export const plain: DemFile = { cols: 120, rows: 100, x: 500_000, y: 4_000_000, pixel: 10, surface: hills };

/** Writes files that no command can use as they are into a folder; `good.tif` and `image.tif` (three bands), which they can. */
export function writeBadFiles(folder: string): void {
  const path = (name: string) => join(folder, name);
  const write = (name: string, changes: Partial<DemFile> = {}) =>
    writeDem(path(name), { ...plain, ...changes });
  const samples = new Uint8Array(plain.cols * plain.rows * 4);
  const lie = (name: string, bytes: Uint8Array, ...changes: readonly TinyTag[]) =>
    writeFileSync(path(name), tinyTiff(bytes, withTags(plainTags(plain.cols, plain.rows), ...changes)));

  write('good.tif');
  const colours = new Uint8Array(plain.cols * plain.rows * 3);
  lie(
    'image.tif',
    colours,
    [258, 3, [8, 8, 8]],
    [277, 3, [3]],
    [279, 4, [colours.length]],
    [339, 3, [1, 1, 1]],
  );
  writeFileSync(path('zero.tif'), '');
  writeFileSync(path('text.tif'), 'heights: 1, 2, 3\n');
  mkdirSync(path('folder.tif'));
  // The directory stands behind the samples.
  writeFileSync(path('cut-head.tif'), readFileSync(path('good.tif')).subarray(0, 100));
  lie('cut-samples.tif', samples.subarray(0, 16));
  lie('huge.tif', samples, [256, 4, [0xffff_fff0]], [257, 4, [0xffff_fff0]]);
  lie('no-pixels.tif', samples, [256, 4, [0]]);
  lie('nan-pixel.tif', samples, [33550, 12, [Number.NaN, Number.NaN, 0]]);
  lie('zero-pixel.tif', samples, [33550, 12, [0, 0, 0]]);
  write('all-nodata.tif', { surface: () => Number.NaN, nodata: -9999 });
  write('all-infinite.tif', { surface: () => Number.POSITIVE_INFINITY });
  write('no-crs.tif', { geoKeys: [] });
  write('moon.tif', { x: 0, y: 0, geoKeys: sphereKeys, geoDoubles: [1_737_400] });
  write('far.tif', { x: 900_000 });
}
