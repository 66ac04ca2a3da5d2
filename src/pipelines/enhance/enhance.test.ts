import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { echo, mixing, writeEnhanceModel } from '../../../test/support/enhance-model.js';
import {
  ground,
  SCENE,
  STRIP,
  writeBands,
  writeFineDem,
  writeGlobalDem,
} from '../../../test/support/enhance-scene.js';
import { available, run } from '../../../test/support/requirements.js';
import { fullWindow } from '../../core/window.js';
import { openRaster } from '../../io/open.node.js';
import { jspsrSchema } from '../../networks/jspsr/config.js';
import { jspsr } from '../../networks/jspsr/jspsr.js';
import { gridOf } from '../../product/inputs.node.js';
import type { JobContext } from '../../product/job-context.js';
import { runSettingsSchema } from '../../product/run-settings.js';
import { enhanceSchema } from './config.js';
import type { EnhanceResult } from './enhance-result.js';
import { planEnhance } from './plan-enhance.node.js';
import { runEnhance } from './run-enhance.node.js';

const folder = mkdtempSync(join(tmpdir(), 'cuesta-enhance-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = (name: string): string => join(folder, name);
const PIXELS = SCENE.cols * SCENE.rows;

const red = (col: number, row: number): number => 120 + 60 * Math.sin(col / 19 + row / 31);
const use = (col: number, row: number): number => (Math.floor(col / 90) + 3 * Math.floor(row / 70)) % 15;

beforeAll(async () => {
  writeGlobalDem(path('dem.tif'));
  const { x } = SCENE;
  const surface = (e: number, n: number): number => (e > x + 400 && e < x + 550 ? Number.NaN : ground(e, n));
  writeGlobalDem(path('holes.tif'), { surface, nodata: -32767 });
  writeGlobalDem(path('strip-dem.tif'), { area: STRIP });
  await writeBands(path('strip.tif'), [red, red, red], { area: STRIP });
  const colours = [red, (c: number, r: number) => red(r, c), (c: number) => c % 200];
  await writeBands(path('image.tif'), colours);
  await writeBands(path('mask.tif'), [use]);
  await writeBands(
    path('mask15.tif'),
    Array.from({ length: 15 }, (_, k) => (c: number, r: number) => (use(c, r) === k ? 1 : 0)),
  );
  await writeEnhanceModel(path('echo.onnx'), echo, ['image']);
  await writeEnhanceModel(path('blind.onnx'), echo, []);
  await writeEnhanceModel(path('mixing.onnx'), mixing, ['image']);
  await writeEnhanceModel(path('mixing3.onnx'), mixing, ['image', 'mask']);
});

function contextOf(settings: object): JobContext {
  return {
    ...{ signal: new AbortController().signal, progress: () => {}, log: () => {}, command: 'test' },
    settings: runSettingsSchema.parse({ executor: 'sequential', overwrite: true, ...settings }),
  };
}

async function enhance(options: object, settings: object = {}): Promise<EnhanceResult> {
  const config = enhanceSchema.parse({
    ...{ dem: path('dem.tif'), image: path('image.tif'), model: path('echo.onnx') },
    output: path('dtm.tif'),
    ...options,
  });
  const context = contextOf(settings);
  return runEnhance(await planEnhance(config, context), context);
}

async function read(name: string) {
  const source = await openRaster(path(name));
  const { data } = await source.readRaster(fullWindow(source.info));
  await source.close();
  return { data, grid: gridOf(source.info) };
}

const largest = (a: Float32Array, b: Float32Array): number =>
  a.reduce((worst, z, i) => (Number.isNaN(z) ? worst : Math.max(worst, Math.abs(z - b[i]!))), 0);
const missing = (a: Float32Array): number => a.reduce((n, z) => n + (Number.isNaN(z) ? 1 : 0), 0);

describe('a network that gives its coarse heights', () => {
  it('makes the DEM of degrees, interpolated to the image’s extent at the size that it was trained for', async () => {
    const { metrics, outputs } = await enhance({ bicubic: true });
    const { data, grid } = await read('dtm.tif');
    expect([grid.width, grid.height]).toEqual([SCENE.cols, SCENE.rows]);
    expect(grid.transform).toEqual([8, 0, SCENE.x, 0, -8, SCENE.y]);
    expect(outputs.map(({ name }) => name)).toEqual(['dtm', 'bicubic']);
    expect(missing(data)).toBe(0);
    expect(largest(data, (await read('dtm_bicubic.tif')).data)).toBeLessThan(1e-3);
    const known = data.map((_, i) =>
      ground(SCENE.x + 8 * ((i % SCENE.cols) + 0.5), SCENE.y - 8 * (Math.floor(i / SCENE.cols) + 0.5)),
    );
    expect(largest(data, known)).toBeLessThan(0.1);
    expect(metrics).toMatchObject({ heights: PIXELS, accuracy: [] });
    expect(metrics.difference.rmse).toBeLessThan(1e-3);
    expect(metrics.runs.dtm!.tiles).toBe(1);
  });

  it('says what guidance is of no use to it', async () => {
    const { warnings } = await enhance({ mask: path('mask.tif') });
    expect(warnings).toEqual([expect.stringMatching(/^--mask has no effect on the heights: test does not/)]);
    expect((await enhance({})).warnings).toEqual([]);
  });

  it.skipIf(!available('gdal'))('the interpolated DEM is what gdalwarp makes of it', async () => {
    await enhance({ bicubic: true });
    const { x, y, cols, rows } = SCENE;
    const extent = ['-te', x, y - rows * 8, x + cols * 8, y].map(String);
    const grid = ['-t_srs', 'EPSG:32632', ...extent, '-tr', '8', '8', '-r', 'cubic', '-et', '0', '-q'];
    run('gdalwarp', [...grid, '-overwrite', path('dem.tif'), path('warped.tif')]);
    const [ours, theirs] = [await read('dtm_bicubic.tif'), await read('warped.tif')];
    expect(largest(ours.data, theirs.data)).toBeLessThan(0.02);
  });

  it('without guidance covers the DEM in its UTM zone, or in a CRS that is named', async () => {
    await enhance({ image: undefined, model: path('blind.onnx') });
    const zone = (await read('dtm.tif')).grid;
    expect(zone.crs.authority).toEqual({ name: 'EPSG', code: 32632 });
    expect(zone.width * 8).toBeGreaterThan(SCENE.cols * 8 + 600);
    await enhance({ image: undefined, model: path('blind.onnx'), crs: 'EPSG:3035' });
    expect((await read('dtm.tif')).grid.crs.authority?.code).toBe(3035);
  });

  it('leaves out what the DEM or the image lacks, and nothing else', async () => {
    const { metrics, warnings } = await enhance({ dem: path('holes.tif') });
    const { data } = await read('dtm.tif');
    const lacking = missing(data);
    const expected = (150 / 8) * SCENE.rows;
    expect(lacking).toBeGreaterThan(0.7 * expected);
    expect(lacking).toBeLessThan(1.7 * expected);
    expect(metrics.heights).toBe(PIXELS - lacking);
    expect(warnings.join()).toMatch(/% of the DTM is missing/);
    const known = data.map((_, i) =>
      i % SCENE.cols < 40
        ? ground(SCENE.x + 8 * ((i % SCENE.cols) + 0.5), SCENE.y - 8 * (Math.floor(i / SCENE.cols) + 0.5))
        : Number.NaN,
    );
    expect(largest(known, data)).toBeLessThan(0.1);
  });
});

describe('a network that looks at its surroundings', () => {
  it('gives the same bytes for any processing tile', async () => {
    const strip = { dem: path('strip-dem.tif'), image: path('strip.tif'), model: path('mixing.onnx') };
    const first = await enhance(strip, { tileSize: 512 });
    const small = readFileSync(path('dtm.tif'));
    const second = await enhance(strip, { tileSize: 1024 });
    expect([first.tiles, second.tiles]).toEqual([2, 1]);
    expect(readFileSync(path('dtm.tif')).equals(small)).toBe(true);
    await enhance({ model: path('mixing.onnx'), bicubic: true });
    expect(largest((await read('dtm.tif')).data, (await read('dtm_bicubic.tif')).data)).toBeGreaterThan(0.1);
  });

  it('sees the same land use in classes and in planes', async () => {
    const options = { model: path('mixing3.onnx') };
    await enhance({ ...options, mask: path('mask.tif') });
    const classes = readFileSync(path('dtm.tif'));
    await enhance({ ...options, mask: path('mask15.tif') });
    expect(readFileSync(path('dtm.tif')).equals(classes)).toBe(true);
    await writeBands(path('one-class.tif'), [() => 3]);
    await enhance({ ...options, mask: path('one-class.tif') });
    expect(readFileSync(path('dtm.tif')).equals(classes)).toBe(false);
  });

  it('the published network runs, untrained, beside a baseline', async () => {
    const config = jspsrSchema.parse({ type: 'jspsr', features: 4, blocks: 1, outside: 'border', level: 10 });
    await writeEnhanceModel(path('jspsr.onnx'), jspsr(config), ['image']);
    const { outputs, metrics } = await enhance({ model: path('jspsr.onnx'), baseline: path('blind.onnx') });
    expect(outputs.map(({ name }) => name)).toEqual(['dtm', 'baseline']);
    expect(missing((await read('dtm.tif')).data)).toBe(0);
    expect(Object.keys(metrics.runs)).toEqual(['dtm', 'baseline']);
    expect(metrics.runs.dtm!.tiles).toBeGreaterThan(3);
    expect(metrics.difference.rmse).toBeGreaterThan(0);
  });
});

it.skipIf(!available('gdal'))('a colour with the value of missing pixels is a colour', async () => {
  const blue = (c: number, r: number): number => (r < 20 ? 0 : c % 3 === 0 ? 0 : 50);
  const left = (c: number, r: number): number => (r < 20 ? 0 : red(c, r));
  await writeBands(path('dark.tif'), [left, left, blue], { area: { ...SCENE, fine: 1 } });
  const options = { model: path('mixing.onnx') };
  await enhance({ ...options, image: path('dark.tif') });
  const known = (await read('dtm.tif')).data;
  run('gdal_translate', ['-q', '-a_nodata', '0', path('dark.tif'), path('dark-nodata.tif')]);
  await enhance({ ...options, image: path('dark-nodata.tif') });
  const { data } = await read('dtm.tif');
  expect(missing(data)).toBe(20 * SCENE.cols);
  expect(largest(data.slice(30 * SCENE.cols), known.slice(30 * SCENE.cols))).toBe(0);
});

it('goes on where it was interrupted', async () => {
  const strip = { dem: path('strip-dem.tif'), image: path('strip.tif'), model: path('mixing.onnx') };
  await enhance(strip, { tileSize: 512 });
  const calm = readFileSync(path('dtm.tif'));
  const controller = new AbortController();
  const stopped = {
    ...contextOf({ tileSize: 512 }),
    signal: controller.signal,
    progress: ({ stage, done }: { stage: string; done: number }) => {
      if (stage === 'enhance tiles' && done === 1) controller.abort();
    },
  };
  const config = enhanceSchema.parse({ ...strip, output: path('stopped.tif') });
  const job = await planEnhance(config, stopped);
  await expect(runEnhance(job, stopped)).rejects.toMatchObject({ code: 'cancelled' });
  const { reused, tiles } = await enhance({ ...strip, output: path('stopped.tif') }, { tileSize: 512 });
  expect([reused, tiles]).toEqual([1, 2]);
  expect(readFileSync(path('stopped.tif')).equals(calm)).toBe(true);
});

describe('against a truth', () => {
  it('errors are those of known differences, by land use where it is given', async () => {
    const bump = (e: number): number => (e > SCENE.x + 480 ? 3 : 0);
    writeFineDem(path('truth.tif'), (e, n) => ground(e, n) - bump(e));
    await writeBands(path('halves.tif'), [(c) => (c < 240 ? 5 : 10)]);
    const { metrics } = await enhance({
      ...{ truth: path('truth.tif'), mask: path('halves.tif'), baseline: path('blind.onnx') },
      report: path('report.html'),
    });
    expect(metrics.accuracy.map(({ product }) => product)).toEqual(['bicubic', 'baseline', 'dtm']);
    for (const { count, mean, mae, rmse, psnr } of metrics.accuracy) {
      expect(count).toBe(PIXELS);
      expect(mean).toBeCloseTo(1.5, 1);
      expect(mae).toBeCloseTo(1.5, 1);
      expect(rmse).toBeCloseTo(Math.sqrt(4.5), 1);
      expect(psnr).toBeCloseTo(20 * Math.log10(929 / rmse), 9);
    }
    const report = readFileSync(path('report.html'), 'utf8');
    expect(report).toContain('arable land');
    expect(report).toContain('forests');
    expect(report).toContain('The baseline is made by the network test');
    for (const title of ['Hillshade: truth', 'DTM − truth', 'West–east', 'DTM − DEM'])
      expect(report).toContain(title);
  });

  it('slope errors are in degrees', async () => {
    writeFineDem(path('steep.tif'), (e, n) => ground(e, n));
    const { metrics } = await enhance({ truth: path('steep.tif') });
    expect(metrics.accuracy.at(-1)!.slopeRmse).toBeLessThan(0.3);
    writeFineDem(path('steep.tif'), () => 100);
    const flat = await enhance({ truth: path('steep.tif') });
    expect(flat.metrics.accuracy.at(-1)!.slopeRmse).toBeGreaterThan(3);
  });
});
