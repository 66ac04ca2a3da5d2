import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fullWindow } from '../../core/window.js';
import { openRaster } from '../../io/open.node.js';
import { gridOf } from '../../product/inputs.node.js';
import type { JobContext } from '../../product/job-context.js';
import { runSettingsSchema } from '../../product/run-settings.js';
import { windowBounds } from '../../resample/bounds.js';
import { simulateSchema } from './config.js';
import { earthJob } from './earth-scene.js';
import { runEarth } from './run-earth.node.js';

const folder = mkdtempSync(join(tmpdir(), 'cuesta-simulate-earth-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const context: JobContext = {
  signal: new AbortController().signal,
  progress: () => {},
  log: () => {},
  settings: runSettingsSchema.parse({ overwrite: true }),
  command: 'test',
};

async function simulate(name: string, options: object = {}) {
  const output = join(folder, name);
  const config = simulateSchema.parse({ scenery: 'earth', output, width: 200, height: 130, ...options });
  return runEarth(config, earthJob(config), context);
}

async function read(file: string, band = 0) {
  const source = await openRaster(join(folder, 'scene', file));
  const { data } = await source.readRaster(fullWindow(source.info), { band });
  await source.close();
  return { data, info: source.info, grid: gridOf(source.info) };
}

beforeAll(() => simulate('scene', { seed: 3 }));

describe('a scene of Earth', () => {
  it('has rasters of one grid, and a global model that reaches two cells past them', async () => {
    const { grid } = await read('truth.tif');
    expect(grid).toMatchObject({ width: 200, height: 130, crs: { kind: 'projected', unit: 1 } });
    for (const file of ['surface.tif', 'image.tif', 'land-use.tif', 'canopy.tif'])
      expect((await read(file)).grid.transform, file).toEqual(grid.transform);
    const coarse = await read('dem.tif');
    expect(coarse.grid.transform[0]).toBe(30);
    const [inner, outer] = [grid, coarse.grid].map((g) => windowBounds(g.transform, fullWindow(g)));
    expect(inner!.xmin - outer!.xmin).toBe(60);
    expect(outer!.ymax - inner!.ymax).toBe(60);
    expect(outer!.xmax - inner!.xmax).toBeGreaterThanOrEqual(60);
    expect(coarse.data.some(Number.isNaN)).toBe(false);
  });

  it('has a surface above its ground, by trees at least as high as the canopy says', async () => {
    const [truth, surface, canopy] = await Promise.all(
      ['truth.tif', 'surface.tif', 'canopy.tif'].map((file) => read(file)),
    );
    const above = surface!.data.map((h, i) => h - truth!.data[i]!);
    expect(above.every((h, i) => h > canopy!.data[i]! - 1e-3)).toBe(true);
    expect(Math.max(...canopy!.data)).toBeGreaterThan(5);
  });

  it('has an image in three different colours and whole classes of land use', async () => {
    const bands = await Promise.all([0, 1, 2].map((band) => read('image.tif', band)));
    expect(bands[0]!.info).toMatchObject({ bands: 3, dtype: 'uint8', nodata: null });
    const means = bands.map(({ data }) => data.reduce((a, b) => a + b, 0) / data.length);
    expect(new Set(means.map(Math.round)).size).toBeGreaterThan(1);
    for (const mean of means) expect(mean).toBeGreaterThan(20);
    const { data } = await read('land-use.tif');
    expect(data.every((use) => Number.isInteger(use) && use >= 1 && use <= 14)).toBe(true);
  });

  it('is the same for the same options, and without the truth where it is not wanted', async () => {
    const { rasters } = await simulate('again', { seed: 3, truth: false });
    const names = ['surface.tif', 'image.tif', 'land-use.tif', 'canopy.tif', 'dem.tif'];
    expect(rasters.map(({ path }) => basename(path))).toEqual(names);
    for (const name of names) {
      const [first, second] = ['scene', 'again'].map((run) => readFileSync(join(folder, run, name)));
      expect(first!.equals(second!), name).toBe(true);
    }
  });
});
