import { afterAll, describe, expect, it } from 'vitest';
import { memorySource } from '../../test/support/memory-source.js';
import { type GeoTransform, invert, northUp, toMap } from '../core/geo-transform.js';
import type { Grid } from '../core/georef.js';
import { createRng } from '../core/rng.js';
import { parseCrs } from '../geo/parse-crs.js';
import { createWasmCompute } from '../kernels/backends/wasm.js';
import { createWarp } from '../resample/create-warp.js';
import { createTerrain, sampleTerrain } from '../simulate/terrain.js';
import { matchTies } from './match-ties.js';
import { recordTies } from './record-ties.js';
import { resampledSource } from './resampled-source.js';
import { SCREENING, screenPair } from './screen-pair.js';

const wasm = createWasmCompute();
afterAll(() => wasm.close());
const signal = new AbortController().signal;
const terrain = createTerrain({
  seed: 5,
  west: 0,
  south: 0,
  width: 4000,
  height: 4000,
  relief: 120,
  hurst: 0.8,
  craterDensity: 0.02,
  largestDiameter: 600,
  detail: 25,
});
const crs = parseCrs('EPSG:32633');
const seen: Grid = { width: 260, height: 260, transform: northUp(600, 3400, 10, 10), crs };
const options = { chip: 31, radius: 6, noise: 1, maxSigma: 0.25, apart: 'offset' as const };
const candidates = Array.from({ length: 36 }, (_, i) => ({
  id: String(i),
  col: 45 + 34 * (i % 6),
  row: 45 + 34 * Math.floor(i / 6),
}));

describe('the way from two scenes to tie records', () => {
  it('gives raw positions of one ground point, whatever was known before', async () => {
    const rng = createRng(4);
    const noisy = (g: Grid) => {
      const raster = sampleTerrain(terrain, g);
      return { ...raster, data: raster.data.map((h) => h + 0.5 * rng.normal()) };
    };
    const a = noisy(seen);
    // B was sampled 12.5 m further east and 7.5 m further north than its georeferencing will say, by 0.2 % larger pixels.
    const truth = northUp(590, 3420, 10.02, 10.02);
    const b = noisy({ ...seen, transform: truth });
    const stated: GeoTransform = northUp(590 - 12.5, 3420 - 7.5, 10, 10);
    // A coarse registration found 10 m of it: B is read 10 m further east.
    const prior: GeoTransform = [1, 0, 10, 0, 1, 0];
    const read = { ...seen, transform: northUp(590 - 2.5, 3420 - 7.5, 10, 10) };
    const sourceB = resampledSource(memorySource(b), createWarp(read, seen), 'cubic', wasm);
    const ties = await matchTies(memorySource(a), sourceB, candidates, options, wasm, signal);
    const screening = screenPair(ties, { ...SCREENING, seed: 1 });
    const pair = {
      sceneA: 'a',
      sceneB: 'b',
      transform: seen.transform,
      toRawA: [1, 0, 0, 0, 1, 0] as const,
      toRawB: invert(prior),
    };
    const records = recordTies(pair, ties, screening).filter((r) => r.status === 'matched');
    expect(records.length).toBeGreaterThan(28);
    const errors = records.map(({ xA, yA, xB, yB }) => {
      const [x, y] = toMap(truth, ...toMap(invert(stated), xB, yB));
      return [xA - x, yA - y] as const;
    });
    const rms = (axis: 0 | 1): number =>
      Math.sqrt(errors.reduce((s, e) => s + e[axis] ** 2, 0) / errors.length);
    expect(rms(0)).toBeLessThan(0.7);
    expect(rms(1)).toBeLessThan(0.7);
    for (const { sigmaX, residual } of records) {
      expect(sigmaX).toBeGreaterThan(0);
      expect(sigmaX).toBeLessThan(2.5);
      expect(residual).toBeLessThan(3);
    }
  });

  it('marks what the screening dropped', async () => {
    const a = sampleTerrain(terrain, seen);
    const b = { ...a, data: a.data.map((h, i) => (i % 260 < 40 ? Number.NaN : h + 7)) };
    const ties = await matchTies(memorySource(a), memorySource(b), candidates, options, wasm, signal);
    const spoilt = ties.map((t, i) => (i === 8 ? { ...t, colA: t.colA + 5 } : t));
    const screening = screenPair(spoilt, { ...SCREENING, seed: 1 });
    const identity: GeoTransform = [1, 0, 0, 0, 1, 0];
    const pair = { sceneA: 'a', sceneB: 'b', transform: seen.transform, toRawA: identity, toRawB: identity };
    const records = recordTies(pair, spoilt, screening);
    expect(records[8].status).toBe('outlier');
    expect(records[8].residual).toBeCloseTo(50, 0);
    expect(records[0].status).toBe('nodata');
    expect(records[9].status).toBe('matched');
  });
});
