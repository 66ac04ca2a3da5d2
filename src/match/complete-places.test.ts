import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memorySource } from '../../test/support/memory-source.js';
import type { Crs } from '../core/crs.js';
import { northUp } from '../core/geo-transform.js';
import { createRng } from '../core/rng.js';
import { completePlaces } from './complete-places.js';

const SIZE = 60;
const CHIP = 9;
const REACH = 6;

function withVoids(seed: number, voids: number): Float32Array {
  const rng = createRng(seed);
  const data = new Float32Array(SIZE * SIZE);
  for (let k = 0; k < voids; k++) data[rng.int(data.length)] = Number.NaN;
  return data;
}

function isComplete(data: Float32Array, col: number, row: number): boolean {
  const half = (CHIP - 1) / 2;
  for (let j = row - half; j <= row + half; j++) {
    for (let i = col - half; i <= col + half; i++) {
      if (i < 0 || j < 0 || i >= SIZE || j >= SIZE || Number.isNaN(data[j * SIZE + i]!)) return false;
    }
  }
  return true;
}

describe('completePlaces', () => {
  it('finds the nearest complete chip, or none where there is none', async () => {
    const signal = new AbortController().signal;
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 1e6 }),
        fc.constantFrom(10, 60, 150),
        fc.integer({ min: 0, max: SIZE - 1 }),
        fc.integer({ min: 0, max: SIZE - 1 }),
        async (seed, voids, col, row) => {
          const data = withVoids(seed, voids);
          const georef = { transform: northUp(0, SIZE, 1, 1), crs: { name: 'local' } as Crs };
          const source = memorySource({ width: SIZE, height: SIZE, data, georef });
          const found = await completePlaces(source, [{ id: 'x', col, row }], CHIP, REACH, signal);
          let nearest = Number.POSITIVE_INFINITY;
          for (let j = -REACH; j <= REACH; j++) {
            for (let i = -REACH; i <= REACH; i++) {
              if (isComplete(data, col + i, row + j)) nearest = Math.min(nearest, i * i + j * j);
            }
          }
          expect(found.length).toBe(Number.isFinite(nearest) ? 1 : 0);
          for (const place of found) {
            expect(isComplete(data, place.col, place.row)).toBe(true);
            expect((place.col - col) ** 2 + (place.row - row) ** 2).toBe(nearest);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
