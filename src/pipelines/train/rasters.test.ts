import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  correlation,
  createRasterSites,
  grey,
  hills,
  SITE,
  SITE_SIZE,
} from '../../../test/support/raster-sites.js';
import { createRng } from '../../core/rng.js';
import { parseCrs } from '../../geo/parse-crs.js';
import type { RasterTiles } from './rasters.js';
import { createSampleSource } from './rasters.worker.node.js';

const { write, open, optionsOf, writeSite, remove } = createRasterSites();
afterAll(remove);
let fine: Float32Array;
beforeAll(async () => {
  fine = await writeSite();
});

describe('samples of rasters', () => {
  test('are the windows of the files, normalised as published', async () => {
    const options = await optionsOf(`sites: [${SITE}], target: own, area: 2`);
    expect(options.tiles).toHaveLength(30);
    const source = await createSampleSource(options);
    const index = options.tiles.findIndex(({ col, row }) => col === 128 && row === 192);
    const { image, coarse, height } = await source.read(index, null, null);
    const crop = Float64Array.from({ length: 64 * 64 }, (_, i) => {
      return fine[(192 + Math.floor(i / 64)) * SITE_SIZE.width + 128 + (i % 64)]!;
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
      const key = Math.floor(i / SITE_SIZE.width / 20) * 100 + Math.floor((i % SITE_SIZE.width) / 20);
      sums.set(key, [...(sums.get(key) ?? []), h]);
    });
    const cell = (x: number, y: number): number => {
      const values = sums.get(Math.floor(-y / 40) * 100 + Math.floor(x / 40))!;
      return values.reduce((a, b) => a + b) / values.length;
    };
    await write('coarse', { width: 20, height: 17, pixel: 40, at: cell });
    const averaged = await createSampleSource(await optionsOf(`sites: [${SITE}]`));
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
    const plain = await createSampleSource(await optionsOf(`sites: [${SITE}]`));
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
    const plain = await createSampleSource(await optionsOf(`sites: [${SITE}]`));
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
    expect(() => open(`sites: [${SITE}], sun: upper-left`)).toThrow(/every site needs its sunAzimuth/);
  });

  test('lie only where nothing misses and heights are no noise', async () => {
    const noise = createRng(2);
    await write('spoiled', {
      ...SITE_SIZE,
      at: (x, y) => {
        const [col, row] = [Math.floor(x / 2), Math.floor(-y / 2)];
        if (col === 70 && row === 3) return Number.NaN;
        const spike = col >= 192 && col < 256 && row < 64 && noise.next() < 0.1;
        return hills(x, y) + 0.3 * noise.normal() + (spike ? 40 * noise.normal() : 0);
      },
    });
    await write('dark', {
      ...SITE_SIZE,
      at: (x, y) => (x > 650 && x < 652 && y > -4 ? Number.NaN : grey(x, y)),
    });
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

describe('rasters that do not do', () => {
  const sites = (image: string, model: string, coarse: string) =>
    open(`sites: [{image: ${image}.tif, fine: ${model}.tif, coarse: ${coarse}}]`);

  test('are named with what is wrong', async () => {
    await write('away', { width: 80, height: 80, west: 50_000, at: grey });
    await write('small', { width: 40, height: 80, at: hills });
    await write('mars', { ...SITE_SIZE, crs: parseCrs('IAU_2015:49910'), at: hills });
    const average = '{average: 20}';
    await expect(sites('none', 'fine', average)).rejects.toThrow(/none\.tif/);
    await expect(sites('away', 'fine', average)).rejects.toMatchObject({ code: 'no-overlap' });
    await expect(sites('mars', 'fine', average)).rejects.toThrow(/is on Mars/);
    await expect(sites('image', 'small', average)).rejects.toThrow(
      /no tile of 64 x 64.*smaller than one tile/,
    );
    await expect(sites('image', 'fine', 'fine.tif')).rejects.toThrow(/is as fine as/);
    expect(() => sites('image', 'fine', '{average: 1}')).toThrow(/data\.sites\.0\.coarse/);
    expect(() => open(`sites: [${SITE}]`, { tile: '[60, 64]' })).toThrow(/data\.tile/);
    await expect(open(`sites: [${SITE}], area: 6`)).rejects.toThrow(/do not fill a batch|No tile is left/);
  });
});
