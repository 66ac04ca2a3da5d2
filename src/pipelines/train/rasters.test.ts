import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { available, dataFolder } from '../../../test/support/requirements.js';
import { northUp } from '../../core/geo-transform.js';
import { createRng } from '../../core/rng.js';
import { withVertical } from '../../geo/crs.js';
import { parseCrs } from '../../geo/parse-crs.js';
import { runSettingsSchema } from '../../product/run-settings.js';
import { writeRaster } from '../../product/write-raster.node.js';
import { identityOf } from './config.js';
import { openData } from './open-data.node.js';
import type { RasterTiles } from './rasters.js';
import { createSampleSource } from './rasters.worker.node.js';
import { readConfig } from './read-config.js';

const folder = mkdtempSync(join(tmpdir(), 'cuesta-rasters-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const { signal } = new AbortController();
const context = {
  ...{ signal, progress: () => {}, log: () => {}, command: 'test' },
  settings: runSettingsSchema.parse({ overwrite: true }),
};
const MOON = withVertical(parseCrs('IAU_2015:30110'), { kind: 'sphere' });

interface Ground {
  readonly width: number;
  readonly height: number;
  /** Metres; the upper left corner lies at (west, 0). */
  readonly pixel?: number;
  readonly west?: number;
  readonly crs?: typeof MOON;
  readonly at: (x: number, y: number) => number;
}

async function write(name: string, { width, height, pixel = 2, west = 0, crs = MOON, at }: Ground) {
  const samples = Float32Array.from({ length: width * height }, (_, i) => {
    return at(west + ((i % width) + 0.5) * pixel, -(Math.floor(i / width) + 0.5) * pixel);
  });
  const grid = { width, height, transform: northUp(west, 0, pixel, pixel), crs };
  const rest = { description: 'height', unit: 'metre', config: {}, seed: 0 };
  await writeRaster({ path: join(folder, `${name}.tif`), grid, samples, ...rest }, context);
  return samples;
}

const hills = (x: number, y: number): number => 30 * Math.sin(x / 41) * Math.cos(y / 53) + x / 20;
const grey = (x: number, y: number): number => 500 + 100 * Math.sin(x / 7) + 80 * Math.cos(y / 5);
/** 6 x 5 tiles of 64 pixels, and a rest. */
const SIZE = { width: 400, height: 330 };
let fine: Float32Array;
beforeAll(async () => {
  const noise = createRng(1);
  const texture = Float32Array.from({ length: SIZE.width * SIZE.height }, () => noise.normal());
  let i = 0;
  fine = await write('fine', { ...SIZE, at: (x, y) => hills(x, y) + 0.3 * texture[i++]! });
  await write('image', { ...SIZE, at: grey });
});

const site = '{image: image.tif, fine: fine.tif, coarse: {average: 20}}';
/** What a training gets from `data: {type: rasters, DATA}`. */
const open = (data: string, { tile = '[64, 64]', seed = 1 } = {}) => {
  const text =
    `network: {type: chen2022}\ndata: {type: rasters, tile: ${tile}, ${data}}\n` +
    `batch: 2\nseed: ${seed}\nvalidation: {share: 0.2}`;
  return openData(readConfig(text, 'rasters.yaml', []), folder, signal);
};
const optionsOf = async (data: string): Promise<RasterTiles> =>
  (await open(data)).source.options as RasterTiles;

describe('samples of rasters', () => {
  test('are the windows of the files, normalised as published', async () => {
    const options = await optionsOf(`sites: [${site}], target: own, area: 2`);
    expect(options.tiles).toHaveLength(30);
    const source = await createSampleSource(options);
    const index = options.tiles.findIndex(({ col, row }) => col === 128 && row === 192);
    const { image, coarse, height } = await source.read(index, null, null);
    const crop = Float64Array.from({ length: 64 * 64 }, (_, i) => {
      return fine[(192 + Math.floor(i / 64)) * SIZE.width + 128 + (i % 64)]!;
    });
    const mean = crop.reduce((a, b) => a + b) / crop.length;
    const sigma = Math.sqrt(crop.reduce((s, h) => s + (h - mean) ** 2, 0) / crop.length);
    const low = Math.min(...crop);
    height!.forEach((h, i) => {
      if (Math.abs(h - (crop[i]! - low) / sigma) > 1e-4) throw new Error(`height ${i}`);
    });
    expect([Math.min(...image!), Math.max(...image!)]).toEqual([0, 1]);
    expect(source.shapes).toEqual({ image: [1, 64, 64], coarse: [1, 64, 64], height: [1, 64, 64] });
    // Averaging takes the texture away and keeps the hills.
    const agreement = correlation(coarse!, height!);
    expect(agreement).toBeGreaterThan(0.97);
    expect(agreement).toBeLessThan(0.9999);
    await source.close!();
  });

  test('with an averaged coarse model are those with its block means in a file', async () => {
    const sums = new Map<number, number[]>();
    fine.forEach((h, i) => {
      const key = Math.floor(i / SIZE.width / 20) * 100 + Math.floor((i % SIZE.width) / 20);
      sums.set(key, [...(sums.get(key) ?? []), h]);
    });
    const cell = (x: number, y: number): number => {
      const values = sums.get(Math.floor(-y / 40) * 100 + Math.floor(x / 40))!;
      return values.reduce((a, b) => a + b) / values.length;
    };
    await write('coarse', { width: 20, height: 17, pixel: 40, at: cell });
    const averaged = await createSampleSource(await optionsOf(`sites: [${site}]`));
    const named = await createSampleSource(
      await optionsOf('sites: [{image: image.tif, fine: fine.tif, coarse: coarse.tif}]'),
    );
    for (const index of [0, 14, 17]) {
      const [a, b] = [await averaged.read(index, null, null), await named.read(index, null, null)];
      a.coarse!.forEach((h, i) => {
        if (!(Math.abs(h - b.coarse![i]!) < 2e-4)) throw new Error(`pixel ${i} of tile ${index}`);
      });
    }
    await averaged.close!();
    await named.close!();
  });

  test('take an image of other pixels, and are mirrored only in training', async () => {
    await write('sharp', { width: 1600, height: 1320, pixel: 0.5, at: grey });
    const options = await optionsOf('sites: [{image: sharp.tif, fine: fine.tif, coarse: {average: 20}}]');
    const sharp = await createSampleSource(options);
    const plain = await createSampleSource(await optionsOf(`sites: [${site}]`));
    const [a, b] = [await sharp.read(7, null, null), await plain.read(7, null, null)];
    expect(correlation(a.image!, b.image!)).toBeGreaterThan(0.999);
    const seen = await Promise.all([0, 1, 2, 3, 4, 5].map((seed) => plain.read(7, createRng(seed), 0)));
    const corners = new Set(seen.map(({ height }) => height![0]));
    expect([...corners].every((h) => [0, 63, 64 * 63, 64 * 64 - 1].some((i) => b.height![i] === h))).toBe(
      true,
    );
    expect(corners.size).toBeGreaterThan(1);
    await sharp.close!();
    await plain.close!();
  });

  test('are mirrored so that their Sun stands at the upper left, and then not at random', async () => {
    const lit = (azimuth: number) =>
      `sites: [{image: image.tif, fine: fine.tif, coarse: {average: 20}, sunAzimuth: ${azimuth}}], sun: upper-left`;
    const plain = await createSampleSource(await optionsOf(`sites: [${site}]`));
    const { height } = await plain.read(3, null, null);
    for (const [azimuth, corner] of [
      [315, 0],
      [45, 63],
      [225, 64 * 63],
      [135, 64 * 64 - 1],
    ] as const) {
      const source = await createSampleSource(await optionsOf(lit(azimuth)));
      for (const seed of [1, 2, 3]) {
        expect((await source.read(3, createRng(seed), 0)).height![0]).toBe(height![corner]);
      }
      await source.close!();
    }
    await plain.close!();
    expect(() => open(`sites: [${site}], sun: upper-left`)).toThrow(/every site needs its sunAzimuth/);
  });

  test('lie only where nothing misses and heights are no noise', async () => {
    const noise = createRng(2);
    await write('spoiled', {
      ...SIZE,
      at: (x, y) => {
        const [col, row] = [Math.floor(x / 2), Math.floor(-y / 2)];
        if (col === 70 && row === 3) return Number.NaN;
        const spike = col >= 192 && col < 256 && row < 64 && noise.next() < 0.1;
        return hills(x, y) + 0.3 * noise.normal() + (spike ? 40 * noise.normal() : 0);
      },
    });
    await write('dark', { ...SIZE, at: (x, y) => (x > 650 && x < 652 && y > -4 ? Number.NaN : grey(x, y)) });
    const sites = 'sites: [{image: dark.tif, fine: spoiled.tif, coarse: {average: 20}}]';
    const data = await open(sites);
    const { tiles } = data.source.options as RasterTiles;
    const first = tiles.filter(({ row }) => row === 0).map(({ col }) => col);
    expect(first).toEqual([0, 128, 256]);
    expect(tiles).toHaveLength(27);
    expect(data.note).toBe('27 of 30 tiles are used; 2 lack samples, 1 look like matching noise.');
    expect(await optionsOf(`${sites}, rejectNoise: false`)).toMatchObject({ tiles: { length: 28 } });
  });
});

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

describe('training and validation', () => {
  test('share no area, and the seed decides which', async () => {
    const data = await open(`sites: [${site}], area: 2`);
    const { tiles } = data.source.options as RasterTiles;
    const areas = (indices: readonly number[]) => new Set(indices.map((i) => tiles[i]!.area));
    const { training, validation } = data.split;
    expect(validation.length).toBeGreaterThanOrEqual(6);
    expect(validation.length % 2).toBe(0);
    for (const area of areas(validation)) expect(areas(training)).not.toContain(area);
    // Tiles of an area lie together.
    for (const i of validation) {
      for (const j of validation) {
        const [a, b] = [tiles[i]!, tiles[j]!];
        if (a.area === b.area)
          expect(Math.max(Math.abs(a.col - b.col), Math.abs(a.row - b.row))).toBeLessThan(128);
      }
    }
    const splits = [];
    for (const seed of [1, 2, 3, 4]) splits.push((await open(`sites: [${site}], area: 2`, { seed })).split);
    expect(new Set(splits.map((s) => s.validation.join())).size).toBeGreaterThan(1);
  });

  test('a site that is set aside is all of the validation', async () => {
    const data = await open(
      `sites: [${site}, {image: image.tif, fine: fine.tif, coarse: {average: 10}, validation: true}]`,
    );
    const { tiles } = data.source.options as RasterTiles;
    expect(data.split.training.map((i) => tiles[i]!.site)).toEqual(new Array(30).fill(0));
    expect(data.split.validation.map((i) => tiles[i]!.site)).toEqual(new Array(30).fill(1));
  });

  test('another content of the files is another training', async () => {
    const config = readConfig('network: {type: unet}', 'a.yaml', []);
    const identity = async () =>
      identityOf(config, { start: null, data: (await open(`sites: [${site}]`)).facts });
    const before = await identity();
    expect(await identity()).toEqual(before);
    await write('image', { ...SIZE, at: (x, y) => grey(x, y) + (x < 2 && y > -2 ? 1 : 0) });
    expect(await identity()).not.toEqual(before);
    await write('image', { ...SIZE, at: grey });
  });
});

describe('rasters that do not do', () => {
  const sites = (image: string, model: string, coarse: string) =>
    open(`sites: [{image: ${image}.tif, fine: ${model}.tif, coarse: ${coarse}}]`);

  test('are named with what is wrong', async () => {
    await write('away', { width: 80, height: 80, west: 50_000, at: grey });
    await write('small', { width: 40, height: 80, at: hills });
    await write('mars', { ...SIZE, crs: parseCrs('IAU_2015:49910'), at: hills });
    const average = '{average: 20}';
    await expect(sites('none', 'fine', average)).rejects.toThrow(/none\.tif/);
    await expect(sites('away', 'fine', average)).rejects.toMatchObject({ code: 'no-overlap' });
    await expect(sites('mars', 'fine', average)).rejects.toThrow(/is on Mars/);
    await expect(sites('image', 'small', average)).rejects.toThrow(
      /no tile of 64 x 64.*smaller than one tile/,
    );
    await expect(sites('image', 'fine', 'fine.tif')).rejects.toThrow(/is as fine as/);
    expect(() => sites('image', 'fine', '{average: 1}')).toThrow(/data\.sites\.0\.coarse/);
    expect(() => open(`sites: [${site}]`, { tile: '[60, 64]' })).toThrow(/data\.tile/);
    await expect(open(`sites: [${site}], area: 6`)).rejects.toThrow(/do not fill a batch|No tile is left/);
  });
});

function correlation(a: Float32Array, b: Float32Array): number {
  const centred = (v: Float32Array) => {
    const mean = v.reduce((s, x) => s + x, 0) / v.length;
    return v.map((x) => x - mean);
  };
  const [x, y] = [centred(a), centred(b)];
  const dot = (p: Float32Array, q: Float32Array) => p.reduce((s, v, i) => s + v * q[i]!, 0);
  return dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y));
}
