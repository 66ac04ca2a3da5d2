import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { northUp } from '../../core/geo-transform.js';
import { createRng } from '../../core/rng.js';
import { parseCrs } from '../../geo/parse-crs.js';
import type { CogSamples } from '../../io/cog/cog-samples.js';
import { cogSpec } from '../../io/cog/cog-spec.js';
import { CogWriter } from '../../io/cog/cog-writer.node.js';
import type { BatchPool } from '../../nn/train/batch-pool.node.js';
import { readBatch } from '../../nn/train/read-batch.js';
import type { Trainer } from '../../nn/train/trainer.js';
import { trainConfigSchema } from './config.js';
import type { Dfc30Config, Dfc30Tiles } from './dfc30.js';
import { createSampleSource } from './dfc30.worker.node.js';
import { openData } from './open-data.node.js';
import type { TrainJob } from './plan-train.node.js';
import { scoreDfc30 } from './score-dfc30.node.js';

/** Samples of 64 pixels with two tiles of 48 along each side. */
const [SIDE, TILE] = [64, 48];
const never = new AbortController().signal;
const rng = createRng(2);
const plane = (level: number, spread: number): Float32Array =>
  Float32Array.from({ length: SIDE ** 2 }, () => level + spread * rng.normal());
/** By city and number of the sample. */
const made = new Map<string, { truth: Float32Array; dem: Float32Array; image: Uint8Array[] }>();
let folder = '';

async function write(layer: string, city: string, k: number, bands: readonly CogSamples[]): Promise<void> {
  mkdirSync(join(folder, city, layer), { recursive: true });
  const georef = { crs: parseCrs('EPSG:2154'), transform: northUp(0, 512, 8, 8) };
  const dtype = bands[0] instanceof Uint8Array ? 'uint8' : 'float32';
  const spec = cogSpec({
    ...{ width: SIDE, height: SIDE, bands: bands.length, dtype, georef, overviews: 'none' },
  });
  const writer = await CogWriter.create(join(folder, city, layer, `${k}_${layer}.tif`), spec);
  await writer.writeTile({ col: 0, row: 0, depth: 0 }, bands);
  await writer.finish();
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cuesta-dfc30-'));
  for (const [city, count] of [
    ['A', 3],
    ['B', 2],
  ] as const) {
    // 10 comes after 2, as numbers do.
    for (const k of [2, 10, 30].slice(0, count)) {
      const truth = plane(100, 5);
      const dem = truth.map((h) => h + 2 * rng.normal() + 1);
      const image = [0, 1, 2].map(() => Uint8Array.from({ length: SIDE ** 2 }, () => rng.int(256)));
      made.set(`${city}${made.size}`, { truth, dem, image });
      await write('RGEALTI', city, k, [truth]);
      await write('COP30', city, k, [dem]);
      await write('BDORTHO', city, k, image);
      if (city === 'B') await write('FABDEM', city, k, [truth.map((h) => h - 3)]);
    }
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const config = (data: Partial<Dfc30Config> = {}) =>
  trainConfigSchema.parse({
    network: { type: 'jspsr' },
    data: {
      ...{ type: 'dfc30', root: folder, sample: SIDE, size: TILE, training: ['A'], validation: ['B'] },
      ...data,
    },
    batch: 3,
  });
const open = (data: Partial<Dfc30Config> = {}) => openData(config(data), '/', never);

describe('samples', () => {
  test('are tiles of the files, heights above the least of the whole sample', async () => {
    const { source, split } = await open();
    // 12 tiles for training; of 8 for validation as many as fill batches.
    expect([split.training.length, split.validation]).toEqual([12, [12, 13, 14, 15, 16, 17]]);
    const samples = createSampleSource(source.options);
    // The last tile of the second sample, at (16, 16).
    const { dem, height, image } = await samples.read(7, null, null);
    const known = made.get('A1')!;
    const least = known.dem.reduce((a, b) => Math.min(a, b));
    const encode = (h: number): number => Math.log(h - least + 80) / Math.log(1009);
    for (const [r, c] of [
      [0, 0],
      [5, 30],
      [47, 47],
    ] as const) {
      const [from, to] = [(r + 16) * SIDE + c + 16, r * TILE + c];
      expect(dem![to]).toBeCloseTo(encode(known.dem[from]!), 5);
      expect(height![to]).toBeCloseTo(encode(known.truth[from]!), 5);
      expect(image![2 * TILE ** 2 + to]).toBeCloseTo(known.image[2]![from]! / 255, 6);
    }
    await samples.close!();
  });

  test('are turned in half of the cases, all fields alike, in all eight ways', async () => {
    const samples = createSampleSource((await open()).source.options);
    const plain = await samples.read(0, null, null);
    const seen = new Map<number, number>();
    for (let seed = 0; seed < 80; seed++) {
      const { dem, height } = await samples.read(0, createRng(seed), 0);
      const at = plain.dem!.indexOf(dem![1]!);
      expect(height![1]).toBe(plain.height![at]);
      seen.set(at, (seen.get(at) ?? 0) + 1);
    }
    expect(seen.size).toBe(8);
    expect(seen.get(1)!).toBeGreaterThan(30);
    await samples.close!();
  });

  test('can be blind, and can be cut anywhere', async () => {
    const blind = createSampleSource((await open({ blind: true })).source.options);
    expect((await blind.read(0, null, null)).image!.every((v) => v === 0)).toBe(true);
    await blind.close!();
    const anywhere = createSampleSource((await open({ crop: 'random', augment: false })).source.options);
    const first = await anywhere.read(0, createRng(1), 0);
    expect((await anywhere.read(0, createRng(2), 0)).dem![0]).not.toBe(first.dem![0]);
    await anywhere.close!();
  });

  test('need the same number of files in all layers', async () => {
    await expect(open({ dem: 'FABDEM' })).rejects.toThrow(/FABDEM cannot be read/);
    rmSync(join(folder, 'A/BDORTHO/30_BDORTHO.tif'));
    await expect(open()).rejects.toThrow(/COP30 3, RGEALTI 3, BDORTHO 2/);
    await write('BDORTHO', 'A', 30, made.get('A2')!.image);
  });

  test('need all pixels and bands, before any training, and heights without gaps', async () => {
    await expect(open({ sample: SIDE + 1 })).rejects.toThrow(/has 64 x 64 pixels.* have 65 x 65/);
    const { image, truth } = made.get('B3')!;
    await write('BDORTHO', 'B', 2, image.slice(0, 1));
    await expect(open()).rejects.toThrow(/B.BDORTHO.2_BDORTHO\.tif has .* 1 band; .* and 3/);
    await write('BDORTHO', 'B', 2, image);
    await write('RGEALTI', 'B', 2, [truth.with(SIDE + 5, Number.NaN)]);
    const samples = createSampleSource((await open()).source.options);
    await expect(samples.read(12, null, null)).rejects.toThrow(/2_RGEALTI\.tif has missing heights/);
    await samples.close!();
    await write('RGEALTI', 'B', 2, [truth]);
  });
});

test('a network that gives the global model back scores like it, and models without files are left out', async () => {
  const data = await open();
  const source = createSampleSource(data.source.options as Dfc30Tiles);
  const pool = { read: (...[draws, seed]: Parameters<BatchPool['read']>) => readBatch(source, draws, seed) };
  const trainer = {
    evaluate: async (fields: Record<string, Float32Array>) => ({ outputs: { prediction: fields.dem! } }),
  };
  const warnings: string[] = [];
  const scores = await scoreDfc30(
    { data, config: config() } as unknown as TrainJob,
    trainer as unknown as Trainer,
    pool as unknown as BatchPool,
    { signal: never, log: (_, message) => warnings.push(message) },
  );
  await source.close!();
  expect(Object.keys(scores)).toEqual(['network', 'COP30 (input)', 'FABDEM']);
  expect(warnings).toEqual([expect.stringMatching(/FATHOM is not scored/)]);
  const [own, input] = [scores.network!, scores['COP30 (input)']!];
  for (const [name, value] of Object.entries(input)) expect(own[name as 'rmse'], name).toBeCloseTo(value, 3);
  expect(scores.FABDEM).toMatchObject({ nmad: expect.closeTo(0, 3), median: expect.closeTo(-3, 3) });
  // All inner pixels of both samples: the border is 2 of 48.
  let [squares, count] = [0, 0];
  for (const key of ['B3', 'B4']) {
    const { truth, dem } = made.get(key)!;
    for (let r = 2; r < SIDE - 2; r++)
      for (let c = 2; c < SIDE - 2; c++, count++) squares += (dem[r * SIDE + c]! - truth[r * SIDE + c]!) ** 2;
  }
  expect(input.rmse).toBeCloseTo(Math.sqrt(squares / count), 4);
  expect(input.psnr).toBeCloseTo(20 * Math.log10(929 / input.rmse), 4);
});
