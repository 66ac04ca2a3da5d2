import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { cutTile, tilesOf } from '../../test/support/cog.js';
import { northUp } from '../core/geo-transform.js';
import type { RasterInfo } from '../core/raster-source.js';
import { fullWindow } from '../core/window.js';
import { parseCrs } from '../geo/parse-crs.js';
import { type CogOptions, cogSpec } from './cog/cog-spec.js';
import { CogWriter } from './cog/cog-writer.node.js';
import { nodeCodecs } from './geotiff/codecs.node.js';
import { type DecodeTask, decodeTask } from './geotiff/parallel-decoder.js';
import { dropInfinite, NOTHING_ELSE } from './missing.js';
import { openRaster } from './open.node.js';
import { sampledSource } from './sampled-source.js';

const folder = mkdtempSync(join(tmpdir(), 'cuesta-infinite-'));
afterAll(() => rmSync(folder, { recursive: true }));

const georef = { transform: northUp(500_000, 4_000_000, 10, 10), crs: parseCrs('EPSG:32633') };
const HEIGHTS = [12.5, Number.POSITIVE_INFINITY, -7, Number.NEGATIVE_INFINITY, Number.NaN, 3.4e38];

async function written(name: string, samples: Float32Array | Float64Array, options: Partial<CogOptions>) {
  const path = join(folder, name);
  const dtype = samples instanceof Float64Array ? 'float64' : 'float32';
  const spec = cogSpec({ width: samples.length, height: 1, dtype, georef, ...options });
  const writer = await CogWriter.create(path, spec);
  for (const tile of tilesOf(spec, 1)) await writer.writeTile(tile, cutTile([samples], spec, tile));
  await writer.finish();
  return path;
}

describe('infinite samples', () => {
  it('are missing heights, and stay what they are as samples', async () => {
    const source = await openRaster(await written('float32.tif', Float32Array.from(HEIGHTS), {}));
    const whole = fullWindow(source.info);
    expect(Array.from((await source.readRaster(whole)).data)).toEqual([
      12.5,
      Number.NaN,
      -7,
      Number.NaN,
      Number.NaN,
      Math.fround(3.4e38),
    ]);
    expect(Array.from((await source.readBand(whole)).data as Float32Array)).toEqual(HEIGHTS.map(Math.fround));
    await source.close();
  });

  it('are what single precision does not hold, too', async () => {
    const samples = Float64Array.of(1, 1e300, -1e300, Number.POSITIVE_INFINITY);
    const source = await openRaster(await written('float64.tif', samples, { scale: 2 }));
    const { data } = await source.readRaster(fullWindow(source.info));
    expect(Array.from(data)).toEqual([2, Number.NaN, Number.NaN, Number.NaN]);
    await source.close();
  });

  it('are missing where a parallel decoder is at work', async () => {
    const side = 1600;
    const samples = new Float32Array(side * side).fill(5);
    for (const i of [0, 511, 512, side * side - 1]) samples[i] = Number.NEGATIVE_INFINITY;
    const decoder = { threads: 1, tasks: 0, decode: (task: DecodeTask) => decodeTask(task, nodeCodecs) };
    const decode = vi.spyOn(decoder, 'decode');
    const source = await openRaster(await written('large.tif', samples, { width: side, height: side }), {
      decoder,
    });
    const { data } = await source.readRaster(fullWindow(source.info));
    expect(decode).toHaveBeenCalled();
    expect(data.reduce((n, h) => n + (Number.isNaN(h) ? 1 : 0), 0)).toBe(4);
    await source.close();
  });

  it('are missing in other formats', async () => {
    const samples = Float64Array.of(1, Number.POSITIVE_INFINITY, 2, -1e39);
    const facts = { name: 'a', format: 'any', width: 4, height: 1, bands: 1, dtype: 'float64', nodata: null };
    const rest = { blockWidth: 4, blockHeight: 1, compression: 'none', overviews: [], hasMask: false };
    const info = {
      ...facts,
      ...rest,
      scale: 1,
      offset: 0,
      georef,
      pixelIsPoint: false,
      metadata: {},
    } as const;
    const source = sampledSource({
      info: info as RasterInfo,
      missing: NOTHING_ELSE,
      read: async () => samples.slice(),
      close: async () => {},
    });
    const window = { col: -1, row: 0, width: 6, height: 1 };
    const { data } = await source.readRaster(window);
    expect(Array.from(data)).toEqual([Number.NaN, 1, Number.NaN, 2, Number.NaN, Number.NaN]);
    expect((await source.readBand(fullWindow(info))).data).toEqual(samples);
  });

  it('are told from the largest number and from NaN, in the part that is asked for', () => {
    const heights = Float32Array.of(Infinity, Infinity, 3.4028234663852886e38, -Infinity, -0, Infinity);
    dropInfinite(heights, 1, 5);
    expect(Array.from(heights)).toEqual([
      Infinity,
      Number.NaN,
      Math.fround(3.4028234663852886e38),
      Number.NaN,
      -0,
      Infinity,
    ]);
  });
});
