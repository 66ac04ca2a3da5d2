import { afterAll, describe, expect, it } from 'vitest';
import { memorySource } from '../../test/support/memory-source.js';
import { type GeoTransform, northUp } from '../core/geo-transform.js';
import type { Grid } from '../core/georef.js';
import type { Raster } from '../core/raster.js';
import { createRng } from '../core/rng.js';
import { fullWindow, type Window } from '../core/window.js';
import { parseCrs } from '../geo/parse-crs.js';
import { createWasmCompute } from '../kernels/backends/wasm.js';
import { RESAMPLE_METHODS, type ResampleMethod } from '../kernels/resample/index.js';
import { createWarp } from './create-warp.js';
import { resampleWindow } from './resample-window.js';
import { sourceWindow } from './source-window.js';

const compute = createWasmCompute();
afterAll(() => compute.close());
const { signal } = new AbortController();

const UTM = parseCrs('EPSG:32633');
const LONLAT = parseCrs('EPSG:4326');

function grid(crs: Grid['crs'], transform: GeoTransform, width: number, height: number): Grid {
  return { crs, transform, width, height };
}

/** Noise on a slope, with holes. */
function roughRaster(on: Grid, seed = 1): Raster {
  const rng = createRng(seed);
  const data = Float32Array.from({ length: on.width * on.height }, (_, i) =>
    rng.next() < 0.03 ? Number.NaN : 0.2 * (i % on.width) + rng.normal(),
  );
  return { width: on.width, height: on.height, data, georef: { transform: on.transform, crs: on.crs } };
}

async function resampled(raster: Raster, target: Grid, method: ResampleMethod, w = fullWindow(target)) {
  const warp = createWarp({ ...raster.georef, width: raster.width, height: raster.height }, target);
  return resampleWindow(memorySource(raster), warp, w, method, compute, signal);
}

/** The target put together from tiles of odd sizes. */
async function tiled(raster: Raster, target: Grid, method: ResampleMethod, width: number, height: number) {
  const data = new Float32Array(target.width * target.height);
  for (let row = 0; row < target.height; row += height) {
    for (let col = 0; col < target.width; col += width) {
      const w: Window = {
        col,
        row,
        width: Math.min(width, target.width - col),
        height: Math.min(height, target.height - row),
      };
      const part = await resampled(raster, target, method, w);
      for (let r = 0; r < w.height; r++) {
        data.set(part.data.subarray(r * w.width, (r + 1) * w.width), (row + r) * target.width + col);
      }
    }
  }
  return data;
}

/** Index of the first sample whose bits differ; -1 when there is none. */
function firstDifference(a: Float32Array, b: Float32Array): number {
  const bits = new Int32Array(b.buffer);
  return new Int32Array(a.buffer).findIndex((v, i) => v !== bits[i]);
}

const source = grid(UTM, northUp(500_000, 5_000_000, 30, 30), 120, 110);
const targets: Readonly<Record<string, Grid>> = {
  'a finer grid': grid(UTM, northUp(499_950, 5_000_040, 17.3, 12.9), 150, 160),
  'a coarser grid': grid(UTM, northUp(499_990, 4_999_940, 70, 95), 50, 36),
  'a rotated grid': grid(UTM, [25, 9, 500_200, 8, -26, 4_999_500], 100, 90),
  'the same lattice': grid(UTM, northUp(500_300, 5_000_300, 30, 30), 130, 100),
  'another CRS': grid(LONLAT, northUp(14.999, 45.153, 0.0003, 0.0002), 170, 190),
};

describe.each(Object.entries(targets))('onto %s', (_, target) => {
  it.each(RESAMPLE_METHODS)('%s gives the same bytes for any tiling', async (method) => {
    const raster = roughRaster(source);
    const whole = await resampled(raster, target, method);
    expect(whole.data.some((v) => !Number.isNaN(v))).toBe(true);
    for (const [width, height] of [
      [31, 64],
      [7, 190],
    ] as const) {
      const parts = await tiled(raster, target, method, width, height);
      expect(parts.length).toBe(whole.data.length);
      expect(firstDifference(parts, whole.data)).toBe(-1);
    }
  });
});

it('does not depend on where the target grid begins, in the same CRS', async () => {
  const raster = roughRaster(source);
  const target = grid(UTM, northUp(500_007, 4_999_990, 21, 21), 100, 90);
  const whole = await resampled(raster, target, 'cubic');
  const inner = grid(UTM, northUp(500_007 + 21 * 13, 4_999_990 - 21 * 7, 21, 21), 40, 30);
  const part = await resampled(raster, inner, 'cubic');
  for (let r = 0; r < 30; r++) {
    const line = whole.data.subarray((r + 7) * 100 + 13, (r + 7) * 100 + 53);
    expect(part.data.subarray(r * 40, r * 40 + 40)).toEqual(line);
  }
});

it('copies on a common lattice, in spite of rounded transforms', async () => {
  const pixel = 1 / 3600;
  const tile = grid(LONLAT, northUp(-118.00013888888888, 34.00013888888889, pixel, pixel), 50, 40);
  const raster = roughRaster(tile);
  const target = grid(LONLAT, northUp(-118.0029166666, 34.00180555556, 0.000277777777778, pixel), 80, 80);
  const { shift } = createWarp(tile, target);
  expect(shift).toEqual({ cols: -10, rows: -6 });
  const { data } = await resampled(raster, target, 'lanczos');
  for (let i = 0; i < raster.data.length; i++) {
    expect(data[(Math.floor(i / 50) + 6) * 80 + (i % 50) + 10]).toBe(raster.data[i]);
  }
  expect(data.filter((v) => !Number.isNaN(v)).length).toBe(
    raster.data.filter((v) => !Number.isNaN(v)).length,
  );
});

it('smooths with cubicspline on a common lattice', async () => {
  const raster = roughRaster(source);
  const { data } = await resampled(raster, source, 'cubicspline');
  const i = raster.data.findIndex((v, k) => k > 5000 && !Number.isNaN(v));
  expect(data[i]).not.toBe(raster.data[i]);
});

it('states the vertical datum of the source', async () => {
  const crs = { ...UTM, vertical: { kind: 'egm96' } as const };
  const raster = roughRaster({ ...source, crs });
  const { georef } = await resampled(raster, targets['another CRS'], 'bilinear');
  expect(georef.crs.vertical).toEqual({ kind: 'egm96' });
  expect(georef.crs.proj).toBe(LONLAT.proj);
});

describe('source windows', () => {
  it('are null and nothing is read where source and target are apart', async () => {
    for (const far of [
      grid(UTM, northUp(600_000, 5_000_000, 30, 30), 50, 50),
      grid(UTM, northUp(600_000, 5_000_000, 31, 30), 50, 50),
      grid(LONLAT, northUp(16, 45, 0.001, 0.001), 50, 50),
    ]) {
      const warp = createWarp(source, far);
      if (warp.shift === null) expect(sourceWindow(warp, fullWindow(far), 'lanczos')).toBeNull();
      const unreadable = { readRaster: () => Promise.reject(new Error('was read')) };
      const { data } = await resampleWindow(unreadable, warp, fullWindow(far), 'lanczos', compute, signal);
      expect(data.every(Number.isNaN)).toBe(true);
    }
  });

  it('contain the support and no more', () => {
    const target = grid(UTM, northUp(500_000 + 15, 5_000_000 - 15, 30, 30), 100, 100);
    const warp = createWarp(source, target);
    const w = { col: 10, row: 20, width: 4, height: 5 };
    expect(sourceWindow(warp, w, 'nearest')).toEqual({ col: 11, row: 21, width: 4, height: 5 });
    expect(sourceWindow(warp, w, 'bilinear')).toEqual({ col: 10, row: 20, width: 6, height: 7 });
    expect(sourceWindow(warp, w, 'cubic')).toEqual({ col: 9, row: 19, width: 8, height: 9 });
  });
});

it('reads large sources in pieces of at most 2^24 samples', async () => {
  const big = grid(UTM, northUp(0, 0, 1, 1), 20_000, 20_000);
  const target = grid(UTM, northUp(0, 0, 1000, 1000), 20, 20);
  let largest = 0;
  const planes = {
    readRaster: async (w: Window): Promise<Raster> => {
      largest = Math.max(largest, w.width * w.height);
      return {
        ...w,
        data: new Float32Array(w.width * w.height).fill(w.col < 0 ? Number.NaN : 4),
        georef: big,
      };
    },
  };
  const { data } = await resampleWindow(
    planes,
    createWarp(big, target),
    { col: 2, row: 3, width: 9, height: 9 },
    'nearest',
    compute,
    signal,
  );
  expect(data.every((v) => v === 4)).toBe(true);
  expect(largest).toBeLessThanOrEqual(2 ** 24);
  expect(largest).toBeGreaterThan(2 ** 22);
});

it('stops when the run is cancelled', async () => {
  const warp = createWarp(source, targets['a finer grid']);
  const aborted = AbortSignal.abort();
  const run = resampleWindow(
    memorySource(roughRaster(source)),
    warp,
    fullWindow(source),
    'cubic',
    compute,
    aborted,
  );
  await expect(run).rejects.toMatchObject({ code: 'cancelled' });
});
