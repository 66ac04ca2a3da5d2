import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { northUp } from '../../src/core/geo-transform.js';
import { createRng } from '../../src/core/rng.js';
import { withVertical } from '../../src/geo/crs.js';
import { parseCrs } from '../../src/geo/parse-crs.js';
import { openData } from '../../src/pipelines/train/open-data.node.js';
import type { RasterTiles } from '../../src/pipelines/train/rasters.js';
import { readConfig } from '../../src/pipelines/train/read-config.js';
import { runSettingsSchema } from '../../src/product/run-settings.js';
import { writeRaster } from '../../src/product/write-raster.node.js';

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

export const hills = (x: number, y: number): number => 30 * Math.sin(x / 41) * Math.cos(y / 53) + x / 20;
export const grey = (x: number, y: number): number => 500 + 100 * Math.sin(x / 7) + 80 * Math.cos(y / 5);

/** 6 x 5 tiles of 64 pixels, and a rest. */
export const SITE_SIZE = { width: 400, height: 330 };
/** As a configuration names it. */
export const SITE = '{image: image.tif, fine: fine.tif, coarse: {average: 20}}';

/** A temporary folder of rasters to train on. */
export function createRasterSites() {
  const folder = mkdtempSync(join(tmpdir(), 'cuesta-rasters-'));

  async function write(name: string, { width, height, pixel = 2, west = 0, crs = MOON, at }: Ground) {
    const samples = Float32Array.from({ length: width * height }, (_, i) => {
      return at(west + ((i % width) + 0.5) * pixel, -(Math.floor(i / width) + 0.5) * pixel);
    });
    const grid = { width, height, transform: northUp(west, 0, pixel, pixel), crs };
    const rest = { description: 'height', unit: 'metre', config: {}, seed: 0 };
    await writeRaster({ path: join(folder, `${name}.tif`), grid, samples, ...rest }, context);
    return samples;
  }

  /** What a training gets from `data: {type: rasters, DATA}`. */
  const open = (data: string, { tile = '[64, 64]', seed = 1 } = {}) => {
    const text =
      `network: {type: chen2022}\ndata: {type: rasters, tile: ${tile}, ${data}}\n` +
      `batch: 2\nseed: ${seed}\nvalidation: {share: 0.2}`;
    return openData(readConfig(text, 'rasters.yaml', []), folder, signal);
  };
  return {
    write,
    open,
    optionsOf: async (data: string): Promise<RasterTiles> => (await open(data)).source.options as RasterTiles,
    /** Writes the files of {@link SITE}; returns the heights of the fine one. */
    async writeSite(): Promise<Float32Array> {
      const noise = createRng(1);
      const texture = Float32Array.from({ length: SITE_SIZE.width * SITE_SIZE.height }, () => noise.normal());
      let i = 0;
      const fine = await write('fine', {
        ...SITE_SIZE,
        at: (x, y) => hills(x, y) + 0.3 * texture[i++]!,
      });
      await write('image', { ...SITE_SIZE, at: grey });
      return fine;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Of two fields, after Pearson. */
export function correlation(a: Float32Array, b: Float32Array): number {
  const centred = (v: Float32Array) => {
    const mean = v.reduce((s, x) => s + x, 0) / v.length;
    return v.map((x) => x - mean);
  };
  const [x, y] = [centred(a), centred(b)];
  const dot = (p: Float32Array, q: Float32Array) => p.reduce((s, v, i) => s + v * q[i]!, 0);
  return dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y));
}
