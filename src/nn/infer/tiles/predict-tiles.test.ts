import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exportCase, withSession } from '../../../../test/support/exported-network.js';
import { createRng } from '../../../core/rng.js';
import { NO_MARGIN, uniformMargin, type Window } from '../../../core/window.js';
import { unet } from '../../../networks/unet/unet.js';
import type { ModelSession, ModelTensor } from '../../runtime/model-session.js';
import { contractCodec } from './contract-codec.js';
import {
  type PredictedStrip,
  predictStrips,
  predictWindow,
  type TileInput,
  type TilePrediction,
} from './predict-tiles.js';
import { planTileLayout, type TileLayoutOptions } from './tile-layout.js';

interface Image {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

function noise(width: number, height: number, seed = 1): Image {
  const rng = createRng(seed);
  return { width, height, data: Float32Array.from({ length: width * height }, () => rng.normal()) };
}

function input({ width, height, data }: Image, options: Partial<TileInput> = {}): TileInput {
  return {
    name: 'x',
    channels: 1,
    scale: 1,
    required: true,
    read: async (w) =>
      Float32Array.from({ length: w.width * w.height }, (_, i) => {
        const [row, col] = [w.row + Math.floor(i / w.width), w.col + (i % w.width)];
        const inside = row >= 0 && col >= 0 && row < height && col < width;
        return inside ? data[row * width + col]! : Number.NaN;
      }),
    ...options,
  };
}

const plain = contractCodec({
  inputs: [{ name: 'x', channels: [{ normalisation: { type: 'none' }, fill: 0 }] }],
  output: { type: 'none' },
});

/** A network in plain code. */
function session(run: (x: ModelTensor) => ModelTensor): ModelSession {
  return { inputs: ['x'], outputs: ['y'], run: async ({ x }) => ({ y: run(x!) }), release: async () => {} };
}

const copying = session((x) => ({ shape: x.shape, data: x.data.slice() }));

const layoutOf = (image: Image, options: Partial<TileLayoutOptions> = {}) =>
  planTileLayout({ ...image, tileWidth: 24, tileHeight: 20, halo: uniformMargin(2), blend: 4, ...options });

function job(image: Image, options: Partial<TilePrediction> = {}): TilePrediction {
  return {
    session: copying,
    layout: layoutOf(image),
    inputs: [input(image)],
    output: 'y',
    codec: plain,
    batch: 3,
    ...options,
  };
}

async function whole(prediction: TilePrediction): Promise<Float32Array> {
  const { columns, rows } = prediction.layout;
  const data = new Float32Array(columns.size * rows.size);
  let next = 0;
  for await (const { window, data: strip } of predictStrips(prediction)) {
    expect(window).toMatchObject({ col: 0, row: next, width: columns.size });
    data.set(strip, next * columns.size);
    next += window.height;
  }
  expect(next).toBe(rows.size);
  return data;
}

function crop(data: Float32Array, width: number, w: Window): Float32Array {
  return Float32Array.from({ length: w.width * w.height }, (_, i) => {
    return data[(w.row + Math.floor(i / w.width)) * width + w.col + (i % w.width)]!;
  });
}

test('a network that copies gives the raster back, whatever the tiles', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        width: fc.integer({ min: 1, max: 90 }),
        height: fc.integer({ min: 1, max: 90 }),
        tileWidth: fc.integer({ min: 20, max: 40 }),
        tileHeight: fc.integer({ min: 20, max: 40 }),
        blend: fc.nat(8),
        halo: fc.nat(4),
        batch: fc.integer({ min: 1, max: 5 }),
        profile: fc.constantFrom('linear' as const, 'cosine' as const),
      }),
      async ({ batch, halo, ...o }) => {
        const image = noise(o.width, o.height);
        const result = await whole(
          job(image, { batch, layout: planTileLayout({ ...o, halo: uniformMargin(halo) }) }),
        );
        result.forEach((v, i) => {
          if (Math.abs(v - image.data[i]!) > 1e-6) expect(v).toBe(image.data[i]);
        });
      },
    ),
    { numRuns: 60 },
  );
});

describe('a U-Net', () => {
  const { exported } = exportCase(unet({ levels: 3, base: 4 }), [1, 1, 32, 32], { weights: 'float32' });
  const image = noise(152, 136);
  const { multiple } = exported;
  const halo = exported.receptiveFields[0]!.margin!;
  const layout = planTileLayout({ ...image, tileWidth: 96, tileHeight: 88, halo, blend: 8, multiple });

  test('with halos of the receptive field, tiles give what the whole image gives', async () => {
    await withSession(exported.bytes, async (net) => {
      const shape = [1, 1, image.height, image.width];
      const direct = (await net.run({ x: { shape, data: image.data.slice() } })).y!.data;
      const tiled = await whole(job(image, { session: net, layout }));
      let worst = 0;
      tiled.forEach((v, i) => {
        worst = Math.max(worst, Math.abs(v - direct[i]!));
      });
      expect(worst).toBeLessThan(1e-5);
      const thinner = planTileLayout({
        ...image,
        tileWidth: 96,
        tileHeight: 88,
        halo: uniformMargin(1),
        blend: 8,
        multiple,
      });
      const careless = await whole(job(image, { session: net, layout: thinner }));
      expect(Math.max(...careless.map((v, i) => Math.abs(v - direct[i]!)))).toBeGreaterThan(1e-3);
    });
  });

  test('bytes do not depend on the batch size, nor on which part is asked for', async () => {
    await withSession(exported.bytes, async (net) => {
      const all = await whole(job(image, { session: net, layout, batch: 1 }));
      expect(await whole(job(image, { session: net, layout, batch: 4 }))).toEqual(all);
      expect(await whole(job(image, { session: net, layout, batch: 3, fixedBatch: true }))).toEqual(all);
      for (const part of [
        { col: 0, row: 0, width: 152, height: 136 },
        { col: 31, row: 40, width: 70, height: 61 },
        { col: 150, row: 135, width: 2, height: 1 },
      ]) {
        const window = await predictWindow(job(image, { session: net, layout }), part);
        expect(window).toEqual(crop(all, image.width, part));
      }
    });
  });
});

describe('missing samples', () => {
  test('are filled for the network and missing in the output; tiles without samples do not run', async () => {
    const image = noise(80, 60);
    for (let row = 0; row < 60; row++) image.data.fill(Number.NaN, row * 80 + 40, row * 80 + 80);
    image.data[10 * 80 + 10] = Number.NaN;
    const seen: number[] = [];
    const spying = session((x) => {
      seen.push(...x.data);
      return { shape: x.shape, data: x.data.slice() };
    });
    const codec = contractCodec({
      inputs: [{ name: 'x', channels: [{ normalisation: { type: 'none' }, fill: -7 }] }],
      output: { type: 'none' },
    });
    const result = await whole(job(image, { session: spying, codec }));
    expect(seen.some(Number.isNaN)).toBe(false);
    expect(seen).toContain(-7);
    expect([...result].map(Number.isNaN)).toEqual([...image.data].map(Number.isNaN));
    const tiles = (image: Image) =>
      layoutOf(image).columns.starts.length * layoutOf(image).rows.starts.length;
    expect(seen.length / (24 * 20)).toBeLessThan(tiles(image));
  });

  test('an optional input may lack samples', async () => {
    const image = noise(40, 30);
    image.data[5] = Number.NaN;
    const result = await whole(job(image, { inputs: [input(image, { required: false })] }));
    expect(result[5]).toBe(0);
  });
});

test('several inputs, and an output at half the resolution', async () => {
  const fine = noise(96, 64, 2);
  const coarse = noise(48, 32, 3);
  fine.data[3 * 96 + 5] = Number.NaN;
  const halving: ModelSession = {
    ...copying,
    run: async ({ fine: f, coarse: c }) => {
      const [n, , h, w] = c!.shape as [number, number, number, number];
      const data = c!.data.map((v, i) => {
        const [image, row, col] = [Math.floor(i / (h * w)), Math.floor((i % (h * w)) / w), i % w];
        return v + 10 * f!.data[image * 4 * h * w + 2 * row * 2 * w + 2 * col]!;
      });
      return { y: { shape: [n, 1, h, w], data } };
    },
  };
  const channel = { normalisation: { type: 'none' } as const, fill: 0 };
  const codec = contractCodec({
    inputs: [
      { name: 'fine', channels: [channel] },
      { name: 'coarse', channels: [channel] },
    ],
    output: { type: 'affine', scale: 2, offset: 1 },
  });
  const inputs = [input(fine, { name: 'fine', scale: 2 }), input(coarse, { name: 'coarse' })];
  const result = await whole(job(coarse, { session: halving, inputs, codec }));
  result.forEach((v, i) => {
    const [row, col] = [Math.floor(i / 48), i % 48];
    const expected = 2 * (coarse.data[i]! + 10 * fine.data[2 * row * 96 + 2 * col]!) + 1;
    if (row === 1 && col === 2) expect(v).toBeNaN();
    else expect(Math.abs(v - expected)).toBeLessThan(1e-4);
  });
});

test('tiles that are normalised for themselves return to the input’s heights', async () => {
  const image = noise(70, 50);
  const heights = { ...image, data: image.data.map((v, i) => 4000 + 30 * v + i / 100) };
  for (const type of ['min-max', 'standard', 'standard-from-zero'] as const) {
    const codec = contractCodec({
      inputs: [{ name: 'x', channels: [{ normalisation: { type }, fill: 0 }] }],
      output: { type: 'as-input', input: 'x', channel: 0 },
    });
    const result = await whole(job(heights, { codec }));
    expect(Math.max(...result.map((v, i) => Math.abs(v - heights.data[i]!)))).toBeLessThan(2e-3);
  }
});

test('a raster smaller than a tile gets a smaller tile where the network allows it', () => {
  const options = {
    width: 50,
    height: 30,
    tileWidth: 96,
    tileHeight: 96,
    halo: NO_MARGIN,
    blend: 0,
    multiple: 16,
  };
  expect(planTileLayout({ ...options, shrink: true }).columns.tile).toBe(64);
  expect(planTileLayout({ ...options, shrink: true }).rows.tile).toBe(32);
  expect(planTileLayout(options).columns.tile).toBe(96);
});

test('errors of reading and of the network reach the caller; a cancelled run stops', async () => {
  const image = noise(80, 60);
  const failing = input(image, {
    read: async ({ row }) => (row > 0 ? Promise.reject(new Error('disk')) : new Float32Array(480)),
  });
  await expect(whole(job(image, { inputs: [failing] }))).rejects.toThrow('disk');
  const wrong = session((x) => ({ shape: [1], data: x.data.slice(1) }));
  await expect(whole(job(image, { session: wrong }))).rejects.toMatchObject({ code: 'config', subject: 'y' });
  const controller = new AbortController();
  const strips = predictStrips(
    job(image, {
      batch: 1,
      signal: controller.signal,
      onProgress: (done) => done === 2 && controller.abort(),
    }),
  );
  const collect = async (): Promise<PredictedStrip[]> => {
    const list = [];
    for await (const strip of strips) list.push(strip);
    return list;
  };
  await expect(collect()).rejects.toMatchObject({ code: 'cancelled' });
});
