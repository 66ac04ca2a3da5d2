import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { correlation, createRasterSites } from '../../../test/support/raster-sites.js';
import { available, dataFolder } from '../../../test/support/requirements.js';
import { parseCrs } from '../../geo/parse-crs.js';
import type { RasterTiles } from './rasters.js';
import { createSampleSource } from './rasters.worker.node.js';

const { write, open, remove } = createRasterSites();
afterAll(remove);

describe.skipIf(!available('data'))('Mars, Valles Marineris', () => {
  /** Samples of a .npy file of version 1, without its header. */
  const npy = (name: string): Uint8Array<ArrayBuffer> => {
    const bytes = readFileSync(join(dataFolder, 'mars-valles-marineris', name));
    return new Uint8Array(bytes.subarray(10 + bytes.readUInt16LE(8)));
  };

  test('all patches of the validation area become samples with their heights', async () => {
    const SIDE = 128;
    const grey = npy('validation_gray_u8.npy');
    const dem = new Uint16Array(npy('validation_dem_m_u16.npy').buffer);
    const [, ...lines] = readFileSync(
      join(dataFolder, 'mars-valles-marineris', 'validation_index.csv'),
      'utf8',
    )
      .trim()
      .split(/\r?\n/);
    const places = lines.map((line) => line.split(',').slice(2, 4).map(Number) as [number, number]);
    const [top, left] = [0, 1].map((k) => Math.min(...places.map((place) => place[k]!))) as [number, number];
    const cols = Math.max(...places.map(([, col]) => col)) - left + 1;
    const rows = Math.max(...places.map(([row]) => row)) - top + 1;
    const patches = new Map(places.map(([row, col], k) => [(row - top) * cols + col - left, k]));
    const sampleOf = (values: ArrayLike<number>) => (x: number, y: number) => {
      const [col, row] = [Math.floor(x / 200), Math.floor(-y / 200)];
      const patch = patches.get(Math.floor(row / SIDE) * cols + Math.floor(col / SIDE));
      return patch === undefined ? Number.NaN : values[(patch * SIDE + (row % SIDE)) * SIDE + (col % SIDE)]!;
    };
    const mars = { width: cols * SIDE, height: rows * SIDE, pixel: 200, crs: parseCrs('IAU_2015:49910') };
    await write('mars-image', { ...mars, at: sampleOf(grey) });
    await write('mars-dem', { ...mars, at: sampleOf(dem) });
    const area = 'image: mars-image.tif, fine: mars-dem.tif, coarse: {average: 16}';
    const { source } = await open(`sites: [{${area}}], rejectNoise: false, target: own`, {
      tile: '[128, 128]',
    });
    const options = source.options as RasterTiles;
    expect(options.tiles).toHaveLength(31);
    const samples = await createSampleSource(options);
    for (const [index, { col, row }] of options.tiles.entries()) {
      const k = patches.get((row / SIDE) * cols + col / SIDE)!;
      const patch = dem.subarray(k * SIDE * SIDE, (k + 1) * SIDE * SIDE);
      const { height } = await samples.read(index, null, null);
      expect(correlation(height!, Float32Array.from(patch))).toBeGreaterThan(1 - 1e-5);
    }
    await samples.close!();
  });
});
