import { expect, test } from 'vitest';
import { createRng } from '../core/rng.js';
import { parseCrs } from '../geo/parse-crs.js';
import { movingPoints } from './moving-points.js';
import { nuthKaab } from './nuth-kaab.js';
import { placePoints } from './placement.js';
import { IDENTITY } from './rigid.js';

const PIXEL = 20;
const SIZE = 200;

/** Noise correlated over about `length` pixels: block noise, interpolated. */
function correlatedNoise(seed: number, length: number, sigma: number): (col: number, row: number) => number {
  const rng = createRng(seed);
  const side = Math.ceil(SIZE / length) + 3;
  const nodes = Float64Array.from({ length: side * side }, () => sigma * rng.normal());
  return (col, row) => {
    const [u, v] = [col / length, row / length];
    const [c, r] = [Math.floor(u), Math.floor(v)];
    const at = (i: number, j: number): number => nodes[(r + j) * side + c + i]!;
    const [x, y] = [u - c, v - r];
    return (1 - y) * ((1 - x) * at(0, 0) + x * at(1, 0)) + y * ((1 - x) * at(0, 1) + x * at(1, 1));
  };
}

test('the reported standard deviations are those of the errors, also where noise is correlated', () => {
  const crs = parseCrs('EPSG:32633');
  const { ellipsoid } = parseCrs('EPSG:4326');
  const hill = (col: number, row: number): number =>
    40 * Math.sin(col / 5) * Math.cos(row / 6) + 15 * Math.sin((col + 2 * row) / 9);
  const grid = { width: SIZE, height: SIZE, crs, transform: [PIXEL, 0, 5e5, 0, -PIXEL, 4e6] as const };
  const lon: number[] = [];
  const lat: number[] = [];
  const surface = { grid, data: new Float32Array(SIZE * SIZE) };
  for (let i = 0; i < SIZE * SIZE; i++) {
    surface.data[i] = hill((i % SIZE) + 0.5, Math.floor(i / SIZE) + 0.5);
    lon.push(15 + ((i % SIZE) * PIXEL) / 88_000);
    lat.push(36.1 - (Math.floor(i / SIZE) * PIXEL) / 111_000);
  }
  // Positions are put in pixels directly: only their residuals matter here.
  const points = movingPoints(
    Float64Array.from(lon),
    Float64Array.from(lat),
    new Float64Array(lon.length),
    ellipsoid,
  );
  const base = placePoints(points, IDENTITY, surface);
  const col = Float64Array.from(lon, (_, i) => (i % SIZE) + 0.5);
  const row = Float64Array.from(lon, (_, i) => Math.floor(i / SIZE) + 0.5);
  const options = {
    minSlopeDeg: 0,
    maxSlopeDeg: 90,
    tolerancePx: 1e-4,
    maxIterations: 50,
    vertical: 'mean',
  } as const;
  const squares = [0, 0, 0];
  const seeds = 40;
  for (let seed = 0; seed < seeds; seed++) {
    const noise = correlatedNoise(seed, 3, 2);
    const h = Float64Array.from(lon, (_, i) => surface.data[i]! + noise(i % SIZE, Math.floor(i / SIZE)));
    const { shift, covariance } = nuthKaab(
      { ...base, col, row, h },
      surface,
      { cols: 0, rows: 0, up: 0 },
      options,
    );
    // The truth is no shift; pixels to metres, rows run south.
    [shift.cols * PIXEL, -shift.rows * PIXEL, shift.up].forEach((error, k) => {
      squares[k]! += error ** 2 / covariance[4 * k]! / seeds;
    });
  }
  // Chi-square per degree of freedom of 40 draws.
  for (const chi of squares) {
    expect(chi).toBeGreaterThan(0.6);
    expect(chi).toBeLessThan(1.8);
  }
});
