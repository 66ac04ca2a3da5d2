import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRng } from '../core/rng.js';
import { fft2 } from '../math/fft.js';
import { correlateMasked } from './masked-correlation.js';

test('the transform is the sum that defines it, and its inverse comes back', () => {
  const size = 8;
  const rng = createRng(1);
  const re = Float64Array.from({ length: 64 }, () => rng.normal());
  const im = Float64Array.from({ length: 64 }, () => rng.normal());
  const image = { re: re.slice(), im: im.slice() };
  fft2(image, size, false);
  for (const [u, v] of [
    [0, 0],
    [3, 1],
    [7, 6],
  ] as const) {
    let [sumRe, sumIm] = [0, 0];
    for (let i = 0; i < 64; i++) {
      const angle = (-2 * Math.PI * (u * (i % size) + v * Math.floor(i / size))) / size;
      sumRe += re[i]! * Math.cos(angle) - im[i]! * Math.sin(angle);
      sumIm += re[i]! * Math.sin(angle) + im[i]! * Math.cos(angle);
    }
    expect(image.re[v * size + u]).toBeCloseTo(sumRe, 10);
    expect(image.im[v * size + u]).toBeCloseTo(sumIm, 10);
  }
  fft2(image, size, true);
  re.forEach((x, i) => {
    expect(image.re[i]).toBeCloseTo(x, 10);
  });
});

/** Correlation at one shift, by definition. */
function direct(
  fixed: Float64Array,
  moving: Float64Array,
  width: number,
  height: number,
  cols: number,
  rows: number,
) {
  const pairs: [number, number][] = [];
  for (let row = 0; row < height; row++) {
    for (let col = 0; col < width; col++) {
      const [c, r] = [col + cols, row + rows];
      if (c < 0 || r < 0 || c >= width || r >= height) continue;
      const [f, m] = [fixed[r * width + c]!, moving[row * width + col]!];
      if (!Number.isNaN(f + m)) pairs.push([f, m]);
    }
  }
  const mean = (k: 0 | 1): number => pairs.reduce((s, p) => s + p[k], 0) / pairs.length;
  const [mf, mm] = [mean(0), mean(1)];
  const sum = (a: 0 | 1, b: 0 | 1): number =>
    pairs.reduce((s, p) => s + (p[a] - (a === 0 ? mf : mm)) * (p[b] - (b === 0 ? mf : mm)), 0);
  return { ncc: sum(0, 1) / Math.sqrt(sum(0, 0) * sum(1, 1)), overlap: pairs.length };
}

test('finds the shift with the greatest correlation of all, missing samples left out', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -6, max: 6 }),
      fc.integer({ min: -5, max: 5 }),
      fc.nat(),
      (cols, rows, seed) => {
        const [width, height] = [21, 17];
        const rng = createRng(seed);
        const world = Float64Array.from({ length: 60 * 60 }, () => rng.normal());
        const cut = (left: number, top: number): Float64Array =>
          Float64Array.from({ length: width * height }, (_, i) =>
            rng.next() < 0.1
              ? Number.NaN
              : world[(top + Math.floor(i / width)) * 60 + left + (i % width)]! + 0.1 * rng.normal(),
          );
        const fixed = cut(20, 20);
        const moving = cut(20 + cols, 20 + rows);
        const peak = correlateMasked({ width, height, data: fixed }, { width, height, data: moving }, 0.25);
        expect([peak.cols, peak.rows]).toEqual([cols, rows]);
        expect(peak.ncc).toBeCloseTo(direct(fixed, moving, width, height, cols, rows).ncc, 9);
        expect(peak.second).toBeLessThan(peak.ncc);
      },
    ),
    { numRuns: 25 },
  );
});

test('nothing in common in size is no peak', () => {
  const empty = { width: 8, height: 8, data: new Float64Array(64).fill(Number.NaN) };
  const full = { width: 8, height: 8, data: Float64Array.from({ length: 64 }, (_, i) => Math.sin(i)) };
  expect(correlateMasked(full, empty, 0.25).ncc).toBeNaN();
});
