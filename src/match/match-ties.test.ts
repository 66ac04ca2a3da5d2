import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { memorySource } from '../../test/support/memory-source.js';
import type { Crs } from '../core/crs.js';
import { northUp } from '../core/geo-transform.js';
import type { Raster } from '../core/raster.js';
import { createRng } from '../core/rng.js';
import { createReferenceCompute } from '../kernels/backends/reference.js';
import { createWasmCompute } from '../kernels/backends/wasm.js';
import { type ChipParams, chipMatch } from '../kernels/chip-match/index.js';
import { ncc } from '../kernels/ncc/index.js';
import { createTerrain, sampleTerrain } from '../simulate/terrain.js';
import { findExtremum } from './extremum.js';
import { type MatchOptions, matchTies, type TieCandidate } from './match-ties.js';

const SIZE = 300;
const CELL = 8;
const SHIFT = { col: 3.3, row: -2.6 };
const OFFSET = 5000;
const terrain = createTerrain({
  seed: 3,
  west: 0,
  south: 0,
  width: 4000,
  height: 4000,
  relief: 120,
  hurst: 0.8,
  craterDensity: 0.02,
  largestDiameter: 600,
  detail: 2 * CELL,
});

/** The terrain with noise, moved by whole and part pixels. */
function view(colShift: number, rowShift: number, noise: number, offset: number, seed: number): Raster {
  const transform = northUp(500 + CELL * colShift, 3500 - CELL * rowShift, CELL, CELL);
  const grid = { width: SIZE, height: SIZE, transform, crs: { name: 'local' } as Crs };
  const rng = createRng(seed);
  const raster = sampleTerrain(terrain, grid);
  return { ...raster, data: raster.data.map((h) => h + offset + noise * rng.normal()) };
}

const wasm = createWasmCompute();
afterAll(() => wasm.close());
const signal = new AbortController().signal;
const options: MatchOptions = { chip: 31, radius: 8, noise: 1.4, maxSigma: 0.25, apart: 'offset' };
const candidates: TieCandidate[] = Array.from({ length: 49 }, (_, i) => ({
  id: String(i),
  col: 36 + 38 * (i % 7),
  row: 36 + 38 * Math.floor(i / 7),
}));

const rms = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((s, v) => s + v * v, 0) / values.length);

describe('matchTies', () => {
  it.each([0.5, 2])(
    'finds the true shift within 0.1 px with %f m of noise, and predicts its error',
    async (noise) => {
      const a = view(0, 0, noise, OFFSET, 1);
      const b = view(SHIFT.col, SHIFT.row, noise, 0, 2);
      const ties = await matchTies(
        memorySource(a),
        memorySource(b),
        candidates,
        { ...options, noise: 1.4 * noise },
        wasm,
        signal,
      );
      const matched = ties.filter((t) => t.status === 'matched');
      expect(ties.map((t) => t.id)).toEqual(candidates.map((c) => c.id));
      expect(matched.length).toBeGreaterThan(44);
      const errorsCol = matched.map((t) => t.colA - t.colB - SHIFT.col);
      const errorsRow = matched.map((t) => t.rowA - t.rowB - SHIFT.row);
      expect(rms(errorsCol)).toBeLessThan(0.1);
      expect(rms(errorsRow)).toBeLessThan(0.1);
      const normalised = matched.flatMap((t, i) => [errorsCol[i] / t.sigmaCol, errorsRow[i] / t.sigmaRow]);
      expect(rms(normalised)).toBeGreaterThan(0.5);
      expect(rms(normalised)).toBeLessThan(1.5);
      expect(rms(matched.map((t) => t.meanDh + OFFSET))).toBeLessThan(0.1 * noise);
      // Bilinear interpolation of four samples averages some of the noise of A; roughness between the samples adds to it.
      expect(rms(matched.map((t) => t.hB - t.hA + OFFSET))).toBeLessThan(2 * noise);
    },
  );

  it('does not notice a constant height offset', async () => {
    const a = view(0, 0, 0.5, 0, 1);
    const b = view(SHIFT.col, SHIFT.row, 0.5, 0, 2);
    const few = candidates.slice(8, 11);
    const plain = await matchTies(memorySource(a), memorySource(b), few, options, wasm, signal);
    await fc.assert(
      // A step of 2^-10 m and heights below 8 km: float32 holds every sum to half a millimetre.
      fc.asyncProperty(fc.integer({ min: -4_000_000, max: 4_000_000 }), async (step) => {
        const lifted = { ...a, data: a.data.map((h) => h + step / 1024) };
        const moved = await matchTies(memorySource(lifted), memorySource(b), few, options, wasm, signal);
        for (const [i, tie] of moved.entries()) {
          expect(Math.abs(tie.colA - plain[i].colA)).toBeLessThan(1e-3);
          expect(Math.abs(tie.rowA - plain[i].rowA)).toBeLessThan(1e-3);
          expect(Math.abs(tie.meanDh - plain[i].meanDh + step / 1024)).toBeLessThan(2e-3);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('leaves out incomplete and flat chips, and uses what a hole in the searched scene leaves', async () => {
    const a = view(0, 0, 0.5, 0, 1);
    const b = view(SHIFT.col, SHIFT.row, 0.5, 0, 2);
    const hole = (raster: Raster, col: number, row: number): Raster => {
      const data = raster.data.slice();
      data[row * SIZE + col] = Number.NaN;
      return { ...raster, data };
    };
    const one = [{ id: 'x', col: 150, row: 150 }];
    const match = async (first: Raster, second: Raster): Promise<string> =>
      (await matchTies(memorySource(first), memorySource(second), one, options, wasm, signal))[0].status;
    expect(await match(a, b)).toBe('matched');
    expect(await match(a, hole(b, 136, 150))).toBe('nodata');
    // 153 + 15 + 2: just outside of every area that the minimum and its neighbours use; 165: inside all of them.
    expect(await match(hole(a, 171, 150), b)).toBe('matched');
    expect(await match(hole(a, 165, 150), b)).not.toBe('matched');
    const plane = { ...b, data: b.data.map((_, i) => 0.7 * (i % SIZE) + 2 * Math.floor(i / SIZE)) };
    expect(await match(a, plane)).toBe('flat');
    const edge = await matchTies(
      memorySource(a),
      memorySource(b),
      [{ id: 'e', col: 3, row: 3 }],
      options,
      wasm,
      signal,
    );
    expect(edge[0]).toMatchObject({ status: 'nodata', colB: 3.5, colA: Number.NaN });
  });

  it('refuses chips without a centre pixel', async () => {
    const a = memorySource(view(0, 0, 0, 0, 1));
    const call = matchTies(a, a, candidates, { ...options, chip: 30 }, wasm, signal);
    await expect(call).rejects.toMatchObject({ code: 'config' });
  });
});

describe('fast kernels', () => {
  const image = view(0, 0, 1, OFFSET, 1).data;
  const template = view(SHIFT.col, SHIFT.row, 1, 0, 2).data;
  const places = Int32Array.from(
    candidates.flatMap(({ col, row }) => [col - 15, row - 15, col - 15, row - 15]),
  );
  const radius = 8;
  const params: ChipParams = {
    imageWidth: SIZE,
    imageHeight: SIZE,
    templateWidth: SIZE,
    templateHeight: SIZE,
    chipWidth: 31,
    chipHeight: 31,
    radius,
  };
  const side2 = (2 * radius + 1) ** 2;
  const reference = createReferenceCompute();

  it('find the whole-pixel extrema of the definitions, and the same fraction within 1e-3 px', async () => {
    const inputs = { image, template, places };
    const pairs = [
      [
        'min',
        (await reference.run(chipMatch, inputs, params)).variance,
        (await wasm.run(chipMatch, inputs, params)).variance,
      ],
      [
        'max',
        (await reference.run(ncc, inputs, { ...params, flat: 0.01 })).correlation,
        (await wasm.run(ncc, inputs, { ...params, flat: 0.01 })).correlation,
      ],
    ] as const;
    for (const [kind, slow, fast] of pairs) {
      for (let k = 0; k < candidates.length; k++) {
        const part = (s: Float32Array) => s.subarray(k * side2, (k + 1) * side2);
        const pick = kind === 'min' ? Math.min : Math.max;
        const at = part(slow).indexOf(pick(...part(slow)));
        expect(part(fast).indexOf(pick(...part(fast)))).toBe(at);
        const expected = findExtremum(part(slow), radius, kind);
        const actual = findExtremum(part(fast), radius, kind);
        expect(actual.status).toBe(expected.status);
        if (expected.status !== 'matched') continue;
        expect(Math.abs(actual.dCol - expected.dCol)).toBeLessThan(1e-3);
        expect(Math.abs(actual.dRow - expected.dRow)).toBeLessThan(1e-3);
      }
    }
  });
});
