import { expect, test } from 'vitest';
import { createRng } from '../core/rng.js';
import { parseCrs } from '../geo/parse-crs.js';
import { type SurfaceSample, sampleSurface } from './surface.js';

const grid = (width: number, height: number) => ({
  width,
  height,
  crs: parseCrs('EPSG:32633'),
  transform: [1, 0, 0, 0, -1, 0] as const,
});

test('a plane has its height and its slopes everywhere', () => {
  const data = Float32Array.from(
    { length: 100 },
    (_, i) => 3 + 2 * ((i % 10) + 0.5) - 0.5 * (Math.floor(i / 10) + 0.5),
  );
  const out: SurfaceSample = { h: 0, perCol: 0, perRow: 0 };
  for (const [col, row] of [
    [4.5, 4.5],
    [3.2, 6.9],
    [2, 2],
  ] as const) {
    sampleSurface({ grid: grid(10, 10), data }, col, row, out);
    expect(out.h).toBeCloseTo(3 + 2 * col - 0.5 * row, 5);
    expect(out.perCol).toBeCloseTo(2, 5);
    expect(out.perRow).toBeCloseTo(-0.5, 5);
  }
  sampleSurface({ grid: grid(10, 10), data }, 1.2, 5, out);
  expect(out.h).toBeNaN();
  data[44] = Number.NaN;
  sampleSurface({ grid: grid(10, 10), data }, 5.6, 4.5, out);
  expect(out.h).toBeNaN();
});

test('noise of height and slope is uncorrelated at every sub-pixel position', () => {
  const size = 200;
  const rng = createRng(3);
  const data = Float32Array.from({ length: size * size }, () => rng.normal());
  const out: SurfaceSample = { h: 0, perCol: 0, perRow: 0 };
  for (const fraction of [0.1, 0.25, 0.4]) {
    let [mixed, count] = [0, 0];
    for (let row = 2; row < size - 3; row++) {
      for (let col = 2; col < size - 3; col++) {
        sampleSurface({ grid: grid(size, size), data }, col + 0.5 + fraction, row + 0.5, out);
        mixed += out.h * out.perCol;
        count++;
      }
    }
    // The derivative of the bilinear surface would give 2 * fraction - 1.
    expect(Math.abs(mixed / count)).toBeLessThan(0.015);
  }
});
