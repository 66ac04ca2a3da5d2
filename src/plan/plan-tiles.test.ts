import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CuestaError } from '../core/errors.js';
import { uniformMargin } from '../core/window.js';
import { parseMemory } from './memory.js';
import { planTiles, type TileBudget } from './plan-tiles.js';

const MIB = 2 ** 20;

const budgets: fc.Arbitrary<TileBudget> = fc.record({
  width: fc.integer({ min: 1, max: 100_000 }),
  height: fc.integer({ min: 1, max: 100_000 }),
  halo: fc.record({ left: fc.nat(600), top: fc.nat(600), right: fc.nat(600), bottom: fc.nat(600) }),
  bytesPerPixel: fc.integer({ min: 4, max: 100 }),
  bytesPerTilePixel: fc.nat(50),
  fixedBytesPerWorker: fc.integer({ min: 0, max: 100 * MIB }),
  baseBytes: fc.integer({ min: 0, max: 200 * MIB }),
  memory: fc.integer({ min: MIB, max: 2 ** 36 }),
  maxThreads: fc.integer({ min: 1, max: 64 }),
});

function plan(budget: TileBudget) {
  try {
    return planTiles(budget);
  } catch (error) {
    if (error instanceof CuestaError) return error;
    throw error;
  }
}

/** Worst case by the definition of the budget, independently of the planner. */
function worstCase(b: TileBudget, tileSize: number, threads: number): number {
  const w = Math.min(tileSize, b.width);
  const h = Math.min(tileSize, b.height);
  const input = (w + b.halo.left + b.halo.right) * (h + b.halo.top + b.halo.bottom) * b.bytesPerPixel;
  return b.baseBytes + threads * (b.fixedBytesPerWorker + input + w * h * b.bytesPerTilePixel);
}

test('a plan fits the memory, says what it needs and keeps to the limits', () => {
  fc.assert(
    fc.property(budgets, (budget) => {
      const result = plan(budget);
      if (result instanceof CuestaError) {
        expect(worstCase(budget, 512, 1)).toBeGreaterThan(budget.memory);
        return;
      }
      expect(result.estimatedBytes).toBe(worstCase(budget, result.tileSize, result.threads));
      expect(result.estimatedBytes).toBeLessThanOrEqual(budget.memory);
      expect([512, 1024, 2048, 4096]).toContain(result.tileSize);
      expect(result.threads).toBeGreaterThanOrEqual(1);
      expect(result.threads).toBeLessThanOrEqual(
        Math.min(budget.maxThreads, result.tiles.cols * result.tiles.rows),
      );
    }),
    { numRuns: 500 },
  );
});

test('the memory that a refusal names is the least that does', () => {
  fc.assert(
    fc.property(budgets, (budget) => {
      const refusal = plan({ ...budget, memory: 1 });
      if (!(refusal instanceof CuestaError)) return;
      expect(refusal).toMatchObject({ code: 'config', subject: '--memory' });
      const named = parseMemory(/--memory (\w+)/.exec(refusal.hint!)![1]);
      expect(plan({ ...budget, memory: named })).not.toBeInstanceOf(CuestaError);
      expect(plan({ ...budget, memory: named - MIB })).toBeInstanceOf(CuestaError);
    }),
  );
});

/** Time bound as documented, in pixels. */
function timeBound(b: TileBudget, tileSize: number, threads: number): number {
  let total = 0;
  let largest = 0;
  for (let row = 0; row < b.height; row += tileSize) {
    for (let col = 0; col < b.width; col += tileSize) {
      const w = Math.min(tileSize, b.width - col) + b.halo.left + b.halo.right;
      const h = Math.min(tileSize, b.height - row) + b.halo.top + b.halo.bottom;
      total += w * h + 262_144;
      largest = Math.max(largest, w * h + 262_144);
    }
  }
  return total / threads + (1 - 1 / threads) * largest;
}

test('more memory or more threads never make a plan slower', () => {
  const more = fc.record({ memory: fc.nat(2 ** 34), maxThreads: fc.nat(16) });
  fc.assert(
    fc.property(budgets, more, (budget, extra) => {
      const small = plan(budget);
      const large = plan({
        ...budget,
        memory: budget.memory + extra.memory,
        maxThreads: budget.maxThreads + extra.maxThreads,
      });
      if (small instanceof CuestaError) return;
      if (large instanceof CuestaError) throw large;
      const before = timeBound(budget, small.tileSize, small.threads);
      expect(timeBound(budget, large.tileSize, large.threads)).toBeLessThanOrEqual(before * (1 + 1e-12));
    }),
    { numRuns: 60 },
  );
});

const mosaic: TileBudget = {
  width: 50_000,
  height: 30_000,
  halo: uniformMargin(8),
  bytesPerPixel: 24,
  bytesPerTilePixel: 8,
  fixedBytesPerWorker: 60 * MIB,
  baseBytes: 120 * MIB,
  memory: 600 * MIB,
  maxThreads: 2,
};

test('the 50,000 x 30,000 mosaic of the issue fits 600 MiB with two workers', () => {
  expect(planTiles(mosaic)).toMatchObject({ threads: 2 });
});

test('wide halos lead to large tiles, small rasters to enough of them for all workers', () => {
  const roomy = { ...mosaic, memory: 2 ** 35 };
  expect(planTiles({ ...roomy, halo: uniformMargin(512) }).tileSize).toBe(4096);
  const small = planTiles({ ...roomy, width: 4096, height: 4096, maxThreads: 8 });
  expect(small.tiles.cols * small.tiles.rows).toBeGreaterThanOrEqual(16);
  expect(small.threads).toBe(8);
});
