import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRng } from '../core/rng.js';
import { expand, type Window } from '../core/window.js';
import { crop, cropMargin } from './crop.js';
import { fillHalo, fillHoles } from './fill.js';

const WIDTH = 40;
const HEIGHT = 30;

function planeOf(
  heightAt: (col: number, row: number) => number,
  width = WIDTH,
  height = HEIGHT,
): Float32Array {
  return Float32Array.from({ length: width * height }, (_, i) => heightAt(i % width, Math.floor(i / width)));
}

function punch(heights: Float32Array, holes: readonly Window[], width = WIDTH): Float32Array {
  const out = heights.slice();
  for (const h of holes) {
    for (let row = h.row; row < h.row + h.height; row++) {
      out.fill(Number.NaN, row * width + h.col, row * width + h.col + h.width);
    }
  }
  return out;
}

function missing(heights: Float32Array): number {
  return heights.filter(Number.isNaN).length;
}

function rangeOf(heights: Float32Array): [low: number, high: number] {
  const sorted = heights.filter((v) => !Number.isNaN(v)).sort();
  return [sorted[0], sorted[sorted.length - 1]];
}

describe('fillHoles', () => {
  const rough = (seed: number): Float32Array => {
    const rng = createRng(seed);
    return planeOf(() => 100 * rng.normal());
  };

  test('restores an inclined plane', () => {
    const plane = planeOf((col, row) => 1000 + 3 * col - 2 * row);
    const holes = [
      { col: 3, row: 4, width: 7, height: 5 },
      { col: 8, row: 7, width: 6, height: 6 },
      { col: 25, row: 12, width: 1, height: 1 },
    ];
    const filled = fillHoles(punch(plane, holes), WIDTH, HEIGHT, 12);
    for (let i = 0; i < plane.length; i++) expect(filled[i]).toBeCloseTo(plane[i], 3);
  });

  test('makes every filled pixel the mean of its neighbours and leaves the others alone', () => {
    const punched = punch(rough(1), [
      { col: 5, row: 5, width: 12, height: 3 },
      { col: 9, row: 3, width: 2, height: 14 },
    ]);
    const filled = fillHoles(punched.slice(), WIDTH, HEIGHT, 14);
    for (let i = 0; i < filled.length; i++) {
      if (!Number.isNaN(punched[i])) {
        expect(filled[i]).toBe(punched[i]);
      } else {
        const mean = (filled[i - 1] + filled[i + 1] + filled[i - WIDTH] + filled[i + WIDTH]) / 4;
        expect(filled[i]).toBeCloseTo(mean, 2);
      }
    }
  });

  test.each([
    ['as many columns as allowed', { col: 5, row: 5, width: 6, height: 2 }, 0],
    ['one column more', { col: 5, row: 5, width: 7, height: 2 }, 14],
    ['one row more', { col: 5, row: 5, width: 1, height: 7 }, 7],
    ['touching the border', { col: 0, row: 5, width: 2, height: 2 }, 4],
  ])('a hole of %s', (_, hole, left) => {
    expect(missing(fillHoles(punch(rough(2), [hole]), WIDTH, HEIGHT, 6))).toBe(left);
  });

  test('pixels that touch at a corner are one hole', () => {
    const diagonal = Array.from({ length: 7 }, (_, k) => ({ col: 5 + k, row: 5 + k, width: 1, height: 1 }));
    expect(missing(fillHoles(punch(rough(3), diagonal), WIDTH, HEIGHT, 6))).toBe(7);
    expect(missing(fillHoles(punch(rough(3), diagonal), WIDTH, HEIGHT, 7))).toBe(0);
  });

  const someHoles = fc.array(
    fc.record({
      col: fc.integer({ min: 0, max: WIDTH - 9 }),
      row: fc.integer({ min: 0, max: HEIGHT - 9 }),
      width: fc.integer({ min: 1, max: 9 }),
      height: fc.integer({ min: 1, max: 9 }),
    }),
    { maxLength: 8 },
  );

  test('stays within the range of the heights', () => {
    fc.assert(
      fc.property(someHoles, fc.integer(), (holes, seed) => {
        const punched = punch(rough(seed), holes);
        const [low, high] = rangeOf(punched);
        const [filledLow, filledHigh] = rangeOf(fillHoles(punched.slice(), WIDTH, HEIGHT, 10));
        expect(filledLow).toBe(low);
        expect(filledHigh).toBe(high);
      }),
    );
  });

  test('gives the same bytes for a part with its halo as for the whole', () => {
    const sizes = fc.integer({ min: 1, max: 12 });
    const tile = fc.record({
      col: fc.integer({ min: 0, max: WIDTH - 13 }),
      row: fc.integer({ min: 0, max: HEIGHT - 13 }),
      width: sizes,
      height: sizes,
    });
    fc.assert(
      fc.property(someHoles, tile, sizes, fc.integer(), (holes, part, maxPx, seed) => {
        const halo = fillHalo(maxPx);
        const padded = embed(punch(rough(seed), holes), 20);
        const whole = fillHoles(padded.slice(), WIDTH + 40, HEIGHT + 40, maxPx);
        const owned = { ...part, col: part.col + 20, row: part.row + 20 };
        const window = expand(owned, halo);
        const filled = fillHoles(crop(padded, WIDTH + 40, window), window.width, window.height, maxPx);
        expect(cropMargin(filled, window.width, window.height, halo)).toEqual(crop(whole, WIDTH + 40, owned));
      }),
    );
  });
});

/** Surrounds the plane with missing heights, as the outside of a mosaic is. */
function embed(plane: Float32Array, margin: number): Float32Array {
  const width = WIDTH + 2 * margin;
  const out = new Float32Array(width * (HEIGHT + 2 * margin)).fill(Number.NaN);
  for (let row = 0; row < HEIGHT; row++) {
    out.set(plane.subarray(row * WIDTH, (row + 1) * WIDTH), (row + margin) * width + margin);
  }
  return out;
}
