import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  geographicKeys,
  projectedKeys,
  type Surface,
  sphereKeys,
  writeDem,
} from '../../../test/end-to-end/support/dem-file.js';
import { echo, mixing, writeReconstructionModel } from '../../../test/support/reconstruction-model.js';
import { fullWindow } from '../../core/window.js';
import { openRaster } from '../../io/open.node.js';
import { createNodeCompute } from '../../kernels/select.node.js';
import { gridOf } from '../../product/inputs.node.js';
import type { JobContext } from '../../product/job-context.js';
import { runSettingsSchema } from '../../product/run-settings.js';
import { createWarp } from '../../resample/create-warp.js';
import { resampleWindow } from '../../resample/resample-window.js';
import { reconstructSchema } from './config.js';
import { planReconstruct } from './plan-reconstruct.node.js';
import type { ReconstructResult } from './reconstruct-result.js';
import { runReconstruct } from './run-reconstruct.node.js';

const folder = mkdtempSync(join(tmpdir(), 'cuesta-reconstruct-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = (name: string): string => join(folder, name);

/** 700 x 560 pixels of 2 m; the reference has 40 m and reaches past them. */
const [cols, rows, pixel, x, y] = [700, 560, 2, 1000, 8000];
const moon = { geoKeys: sphereKeys, geoDoubles: [1737400] };
const ground: Surface = (e, n) => -1500 + 80 * Math.sin(e / 310) + 60 * Math.cos(n / 270) + 0.05 * e;
const grey: Surface = (e, n) =>
  500 + 300 * Math.sin(e / 17 + n / 29) + 100 * Math.sin(e / 5) * Math.cos(n / 7);

beforeAll(async () => {
  writeDem(path('image.tif'), { cols, rows, x, y, pixel, surface: grey, ...moon });
  const coarse = { cols: 44, rows: 36, x: x - 150, y: y + 130, pixel: 40 };
  writeDem(path('reference.tif'), { ...coarse, surface: ground, ...moon });
  await writeReconstructionModel(path('echo.onnx'), echo(), null);
  await writeReconstructionModel(path('room.onnx'), echo(2), 'coarse');
  await writeReconstructionModel(path('own.onnx'), echo(), 'own');
  await writeReconstructionModel(path('mixing.onnx'), mixing, null);
});

function contextOf(settings: object): JobContext {
  return {
    signal: new AbortController().signal,
    progress: () => {},
    log: () => {},
    settings: runSettingsSchema.parse({ executor: 'sequential', overwrite: true, ...settings }),
    command: 'test',
  };
}

async function reconstruct(options: object, settings: object = {}): Promise<ReconstructResult> {
  const config = reconstructSchema.parse({
    ...{ image: path('image.tif'), reference: path('reference.tif'), model: path('echo.onnx') },
    output: path('dtm.tif'),
    ...options,
  });
  const context = contextOf(settings);
  return runReconstruct(await planReconstruct(config, context), context);
}

async function samples(name: string): Promise<Float32Array> {
  const source = await openRaster(path(name));
  const { data } = await source.readRaster(fullWindow(source.info));
  await source.close();
  return data;
}

/** The reference on the grid of another raster. */
async function interpolated(name: string, onto: string): Promise<Float32Array> {
  const [reference, target] = [await openRaster(path(name)), await openRaster(path(onto))];
  const compute = await createNodeCompute('reference');
  const grid = gridOf(target.info);
  const warp = createWarp(gridOf(reference.info), grid);
  const signal = new AbortController().signal;
  const { data } = await resampleWindow(reference, warp, fullWindow(grid), 'cubic', compute, signal);
  await Promise.all([reference.close(), target.close(), compute.close()]);
  return data;
}

const largest = (a: Float32Array, b: Float32Array): number =>
  a.reduce((worst, z, i) => (Number.isNaN(z) ? worst : Math.max(worst, Math.abs(z - b[i]!))), 0);
const missing = (a: Float32Array): number => a.reduce((n, z) => n + (Number.isNaN(z) ? 1 : 0), 0);

describe('a network that gives its coarse input makes the interpolated reference', () => {
  it.each(['echo', 'room'])('%s: as it is, by the scale that it was trained with', async (model) => {
    const { metrics } = await reconstruct({ model: path(`${model}.onnx`), align: 'none' });
    const dtm = await samples('dtm.tif');
    expect(missing(dtm)).toBe(0);
    expect(largest(dtm, await interpolated('reference.tif', 'image.tif'))).toBeLessThan(1e-3);
    expect(metrics.residual.rmse).toBeLessThan(1e-3);
    expect(metrics.networkTiles).toEqual({ predicted: 9, skipped: 0, flat: 0 });
  });

  it('published recovery is off by mean minus minimum of the tile, which alignment takes away', async () => {
    const reference = await interpolated('reference.tif', 'image.tif');
    const own = { model: path('own.onnx') };
    await reconstruct({ ...own, align: 'none' });
    expect(largest(await samples('dtm.tif'), reference)).toBeGreaterThan(20);
    for (const align of ['vertical', 'plane', 'low-frequency']) {
      await reconstruct({ ...own, align });
      expect(largest(await samples('dtm.tif'), reference), align).toBeLessThan(2e-3);
    }
  });

  it('on larger pixels, and beside the products', async () => {
    const { outputs } = await reconstruct({ resolution: 5, residual: true, source: true, sigma: true });
    expect(outputs.map(({ spec }) => [spec.width, spec.height])[0]).toEqual([280, 224]);
    expect(largest(await samples('dtm.tif'), await interpolated('reference.tif', 'dtm.tif'))).toBeLessThan(
      1e-3,
    );
    expect(largest(await samples('dtm_residual.tif'), new Float32Array(280 * 224))).toBeLessThan(1e-3);
    expect(new Set(await samples('dtm_source.tif'))).toEqual(new Set([1]));
    expect(largest(await samples('dtm_sigma.tif'), new Float32Array(280 * 224))).toBeLessThan(1e-3);
  });
});

describe('a network that looks at its surroundings', () => {
  it('gives the same bytes for any processing tile', async () => {
    const options = { model: path('mixing.onnx'), sigma: true, residual: true };
    const files = ['dtm.tif', 'dtm_sigma.tif', 'dtm_residual.tif'];
    await reconstruct(options, { tileSize: 512 });
    const small = files.map((name) => readFileSync(path(name)));
    await reconstruct(options, { tileSize: 1024 });
    for (const [i, name] of files.entries())
      expect(readFileSync(path(name)).equals(small[i]!), name).toBe(true);
    expect(
      largest(await samples('dtm.tif'), await interpolated('reference.tif', 'image.tif')),
    ).toBeGreaterThan(1);
    expect(largest(await samples('dtm_sigma.tif'), new Float32Array(cols * rows))).toBeGreaterThan(0.1);
  });

  it('does not change its heights when their spread is asked for', async () => {
    const model = path('mixing.onnx');
    await reconstruct({ model });
    const plain = readFileSync(path('dtm.tif'));
    await reconstruct({ model, sigma: true });
    expect(readFileSync(path('dtm.tif')).equals(plain)).toBe(true);
  });
});

it('reports image, hillshades under the Sun of the image, difference and profiles', async () => {
  const sun = { sunAzimuth: 290, sunElevation: 7.5 };
  await reconstruct({ model: path('mixing.onnx'), report: path('report.html'), ...sun });
  const html = readFileSync(path('report.html'), 'utf8');
  for (const text of [
    'azimuth 290.0°, 7.5° high, as in the image',
    'West–east',
    'North–south',
    'Distribution',
  ]) {
    expect(html).toContain(text);
  }
  expect(html.match(/<figure/g)).toHaveLength(9);
  const [, json] = /id="cuesta-report">(.*?)<\/script>/s.exec(html)!;
  expect(JSON.parse(json!).metrics.networkTiles.predicted).toBe(9);
});

describe('missing samples', () => {
  it('of a small part stay missing, and heights beside them are whole', async () => {
    const hole: Surface = (e, n) => ((e - 1800) ** 2 + (n - 7500) ** 2 < 60 ** 2 ? Number.NaN : grey(e, n));
    writeDem(path('holed.tif'), { cols, rows, x, y, pixel, surface: hole, nodata: -1, ...moon });
    const { metrics } = await reconstruct({ image: path('holed.tif'), align: 'none' });
    const [dtm, image] = [await samples('dtm.tif'), await samples('holed.tif')];
    expect(dtm.every((z, i) => Number.isNaN(z) === Number.isNaN(image[i]!))).toBe(true);
    expect(largest(dtm, await interpolated('reference.tif', 'image.tif'))).toBeLessThan(1e-3);
    expect(metrics.networkTiles.skipped).toBe(0);
  });

  it('of most of a tile leave the tile out', async () => {
    const half: Surface = (e, n) => (e > 1900 ? Number.NaN : grey(e, n));
    writeDem(path('half.tif'), { cols, rows, x, y, pixel, surface: half, ...moon });
    const { metrics, warnings } = await reconstruct({ image: path('half.tif') });
    expect(metrics.networkTiles).toMatchObject({ predicted: 3, skipped: 6 });
    expect(warnings).toEqual(['6 of 9 network tiles lack samples and were left out.']);
  });

  it('an output smaller than a tile is one tile', async () => {
    writeDem(path('small.tif'), {
      cols: 150,
      rows: 90,
      x: x + 200,
      y: y - 100,
      pixel,
      surface: grey,
      ...moon,
    });
    const { metrics } = await reconstruct({ image: path('small.tif'), align: 'none' });
    expect(metrics.networkTiles).toEqual({ predicted: 1, skipped: 0, flat: 0 });
    const dtm = await samples('dtm.tif');
    expect(missing(dtm)).toBe(0);
    expect(largest(dtm, await interpolated('reference.tif', 'small.tif'))).toBeLessThan(1e-3);
  });
});

describe('what cannot work is said', () => {
  const place = { cols: 64, rows: 64, x, y, pixel };
  it.each([
    [
      'no overlap',
      () => writeDem(path('bad.tif'), { ...place, x: 900_000, pixel: 40, surface: ground, ...moon }),
      { reference: 'bad.tif' },
      'no-overlap',
      /do not overlap/,
    ],
    [
      'another body',
      () =>
        writeDem(path('bad.tif'), { ...place, pixel: 40, surface: ground, geoKeys: projectedKeys(32633) }),
      { reference: 'bad.tif' },
      'geometry',
      /is on Moon, the reference .* on Earth/,
    ],
    [
      'a fine reference',
      () => writeDem(path('bad.tif'), { ...place, pixel: 1, surface: ground, ...moon }),
      { reference: 'bad.tif' },
      'geometry',
      /as fine as the DTM/,
    ],
    [
      'a dark image',
      () => writeDem(path('bad.tif'), { ...place, surface: () => 0, ...moon }),
      { image: 'bad.tif' },
      'input',
      /shows nothing/,
    ],
    [
      'an empty image',
      () => writeDem(path('bad.tif'), { ...place, surface: () => Number.NaN, ...moon }),
      { image: 'bad.tif' },
      'input',
      /enough samples/,
    ],
    ['the night side', () => {}, { sunElevation: -3 }, 'input', /night side/],
    ['finer than the image', () => {}, { resolution: 1 }, 'config', /finer than/],
    ['a wrong tile', () => {}, { networkTile: [320, 256], overlap: 300 }, 'config', /too small/],
    ['no model', () => {}, { model: 'none.onnx' }, 'io', /none.onnx/],
    [
      'Earth in degrees',
      () =>
        writeDem(path('bad.tif'), {
          ...place,
          x: 10,
          y: 50,
          pixel: 1e-4,
          surface: grey,
          geoKeys: geographicKeys(4326),
        }),
      { image: 'bad.tif' },
      'geometry',
      /is on Earth/,
    ],
  ] as const)('%s', async (_, prepare, { ...options }, code, message) => {
    prepare();
    const named = Object.fromEntries(
      Object.entries(options).map(([key, value]) => [key, typeof value === 'string' ? path(value) : value]),
    );
    await expect(reconstruct(named)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });
});
