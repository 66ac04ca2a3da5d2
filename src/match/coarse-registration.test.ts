import { afterAll, describe, expect, it } from 'vitest';
import { memorySource } from '../../test/support/memory-source.js';
import type { Crs } from '../core/crs.js';
import { northUp } from '../core/geo-transform.js';
import type { Raster } from '../core/raster.js';
import { createRng } from '../core/rng.js';
import { createWasmCompute } from '../kernels/backends/wasm.js';
import type { WindowSource } from '../resample/resample-window.js';
import { createTerrain, sampleTerrain } from '../simulate/terrain.js';
import { COARSE, registerToReference } from './coarse-registration.js';

const wasm = createWasmCompute();
afterAll(() => wasm.close());
const signal = new AbortController().signal;

const CELL = 90;
const terrain = createTerrain({
  seed: 11,
  west: 0,
  south: 0,
  width: 36_000,
  height: 36_000,
  relief: 150,
  hurst: 0.8,
  craterDensity: 0.02,
  largestDiameter: 4000,
  detail: 2 * CELL,
});

function sampled(
  col: number,
  row: number,
  width: number,
  height: number,
  noise: number,
  seed: number,
): Raster {
  const transform = northUp(CELL * col, 36_000 - CELL * row, CELL, CELL);
  const raster = sampleTerrain(terrain, { width, height, transform, crs: { name: 'local' } as Crs });
  const rng = createRng(seed);
  return { ...raster, data: raster.data.map((h) => h + noise * rng.normal()) };
}

/** The reference in four tiles, which a window may span. */
function tiles(): WindowSource {
  const parts = [0, 1, 2, 3].map((i) => {
    const [col, row] = [200 * (i % 2), 200 * Math.floor(i / 2)];
    return { col, row, source: memorySource(sampled(col, row, 200, 200, 3, 20 + i)) };
  });
  return {
    async readRaster(window, options) {
      const read = await Promise.all(
        parts.map(({ col, row, source }) =>
          source.readRaster({ ...window, col: window.col - col, row: window.row - row }, options),
        ),
      );
      const data = read[0].data.map(
        (_, i) => read.map((r) => r.data[i]).find((v) => !Number.isNaN(v)) ?? Number.NaN,
      );
      return { ...read[0], data };
    },
  };
}

describe('registerToReference', () => {
  const window = { col: 140, row: 130, width: 120, height: 110 };
  /** A scene that shows what lies (dCol, dRow) away from where its georeferencing says. */
  const scene = (dCol: number, dRow: number, offset: number): WindowSource => {
    const { data, ...rest } = sampled(
      window.col + dCol,
      window.row + dRow,
      window.width,
      window.height,
      1,
      3,
    );
    const raster = { ...rest, data: data.map((h, i) => (i % window.width < 9 ? Number.NaN : h + offset)) };
    return {
      readRaster: (w, options) =>
        memorySource(raster).readRaster({ ...w, col: w.col - window.col, row: w.row - window.row }, options),
    };
  };

  it.each([
    [0.4, -2.7, 8],
    [13.25, -9.5, 24],
    [-41.5, 33.75, 72],
  ])(
    'finds a scene %f, %f px away over several tiles, with the radius that it needs',
    async (dCol, dRow, radius) => {
      const result = await registerToReference(scene(dCol, dRow, 300), window, tiles(), COARSE, wasm, signal);
      expect(result).toMatchObject({ found: true, radius });
      expect(Math.abs(result.dCol - dCol)).toBeLessThan(0.1);
      expect(Math.abs(result.dRow - dRow)).toBeLessThan(0.1);
      expect(result.correlation).toBeGreaterThan(0.9);
    },
  );

  it('says that it found nothing: outside every radius, other terrain, no data', async () => {
    const found = async (source: WindowSource): Promise<boolean> =>
      (await registerToReference(source, window, tiles(), COARSE, wasm, signal)).found;
    expect(await found(scene(-100, 5, 0))).toBe(false);
    const other = createTerrain({ ...terrain.options, seed: 12 });
    const { georef, width, height } = sampled(0, 0, 400, 400, 0, 1);
    const elsewhere = sampleTerrain(other, { ...georef, width, height });
    expect(await found(memorySource(elsewhere))).toBe(false);
    expect(await found(memorySource({ ...elsewhere, data: elsewhere.data.map(() => Number.NaN) }))).toBe(
      false,
    );
  });
});
