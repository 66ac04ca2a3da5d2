import { describe, expect, test } from 'vitest';
import { toMap } from '../core/geo-transform.js';
import { createRng } from '../core/rng.js';
import { geographicOf } from '../geo/geographic-crs.js';
import { parseCrs } from '../geo/parse-crs.js';
import { createTransform } from '../geo/transform.js';
import { estimateHeight } from './height-estimate.js';
import { fitPolynomial } from './height-polynomial.js';
import { icp } from './icp.js';
import { movingPoints } from './moving-points.js';
import { nuthKaab } from './nuth-kaab.js';
import { placePoints } from './placement.js';
import { IDENTITY, rotationVector } from './rigid.js';
import { addScore, createScoreCells, type ScoreCells } from './score-cells.js';
import { spatialCovariance } from './spatial-covariance.js';

const SIZE = 70;
const COUNT = SIZE * SIZE;
const PIXEL = 20;
const crs = parseCrs('EPSG:32633');
const { ellipsoid } = geographicOf(crs);
const grid = { width: SIZE, height: SIZE, crs, transform: [PIXEL, 0, 5e5, 0, -PIXEL, 4e6] as const };

/** Stationary noise with the correlation `exp(-(|dx| + |dy|) / length)`; white for length 0. */
function exponentialNoise(seed: number, length: number, sigma: number): Float64Array {
  const rng = createRng(seed);
  const a = length > 0 ? Math.exp(-1 / length) : 0;
  const b = Math.sqrt(1 - a * a);
  const z = Float64Array.from({ length: COUNT }, () => sigma * rng.normal());
  for (let i = 0; i < COUNT; i++) if (i % SIZE > 0) z[i] = a * z[i - 1]! + b * z[i]!;
  for (let i = SIZE; i < COUNT; i++) z[i] = a * z[i - SIZE]! + b * z[i]!;
  return z;
}

/** Waves of 26 to 230 pixels in all directions, mean slope about 20 degrees. */
const rng = createRng(99);
const waves = Array.from({ length: 24 }, (_, k) => {
  const [length, direction] = [26 * 1.1 ** k, 2 * Math.PI * rng.next()];
  const k0 = (2 * Math.PI) / length;
  return {
    x: k0 * Math.cos(direction),
    y: k0 * Math.sin(direction),
    phase: 7 * rng.next(),
    a: 0.35 * length,
  };
});
const terrain = (c: number, r: number): number =>
  waves.reduce((sum, w) => sum + w.a * Math.sin(w.x * c + w.y * r + w.phase), 0);

const OFFSET = 0.37;
const clean = Float32Array.from({ length: COUNT }, (_, i) =>
  terrain((i % SIZE) + 0.5, Math.floor(i / SIZE) + 0.5),
);
const heights = Float64Array.from({ length: COUNT }, (_, i) =>
  terrain((i % SIZE) + 0.5 + OFFSET, Math.floor(i / SIZE) + 0.5 + OFFSET),
);
const lon = new Float64Array(COUNT);
const lat = new Float64Array(COUNT);
for (let i = 0; i < COUNT; i++) {
  [lon[i], lat[i]] = toMap(
    grid.transform,
    (i % SIZE) + 0.5 + OFFSET,
    Math.floor(i / SIZE) + 0.5 + OFFSET,
  ) as [number, number];
}
createTransform(crs, geographicOf(crs)).forward(lon, lat);

/** One draw: noise on the points and, less, on the surface. Without noise they lie on it. */
function draw(seed: number, length: number) {
  const own = exponentialNoise(2 * seed + 1, length, 2);
  const its = exponentialNoise(2 * seed + 2, length, 0.7);
  const surface = { grid, data: clean.map((v, i) => v + its[i]!) };
  const points = movingPoints(
    lon,
    lat,
    heights.map((v, i) => v + own[i]!),
    ellipsoid,
  );
  return { points, surface, placement: placePoints(points, IDENTITY, surface) };
}

/** Mean of `(error / sigma)^2` per parameter over the seeds. */
function chiSquares(
  seeds: number,
  estimate: (seed: number) => {
    readonly errors: readonly number[];
    readonly covariance: Float64Array;
    readonly size: number;
  },
): number[] {
  const sums: number[] = [];
  for (let seed = 0; seed < seeds; seed++) {
    const { errors, covariance, size } = estimate(seed);
    errors.forEach((e, a) => {
      sums[a] = (sums[a] ?? 0) + e ** 2 / covariance[a * (size + 1)]! / seeds;
    });
  }
  return sums;
}

const lengths = [0, 1.5];

function expectHonest(chi: readonly number[]): void {
  for (const value of chi) {
    expect(value).toBeGreaterThan(0.8);
    expect(value).toBeLessThan(1.25);
  }
}

describe('reported variances are those of the errors, whatever the noise correlation', () => {
  test.each(lengths)('Nuth-Kaab, %d pixels', (length) => {
    const options = {
      minSlopeDeg: 0.1,
      maxSlopeDeg: 80,
      tolerancePx: 1e-3,
      maxIterations: 60,
      vertical: 'mean',
    } as const;
    const chi = chiSquares(200, (seed) => {
      const { placement, surface } = draw(seed, length);
      const { shift, covariance } = nuthKaab(placement, surface, { cols: 0, rows: 0, up: 0 }, options);
      // The truth is no shift; pixels to metres, rows run south.
      return { errors: [shift.cols * PIXEL, -shift.rows * PIXEL, shift.up], covariance, size: 3 };
    });
    expectHonest(chi);
  });

  test('ICP with rotation', () => {
    const options = {
      metric: 'plane',
      translationOnly: false,
      maxIterations: 100,
      toleranceMetres: 1e-3,
      toleranceDeg: 1e-4,
      vertical: 'mean',
    } as const;
    const chi = chiSquares(60, (seed) => {
      const { points, surface } = draw(seed, 1.5);
      const { motion, covariance } = icp(points, surface, IDENTITY, options);
      return { errors: [...motion.translation, ...rotationVector(motion.rotation)], covariance, size: 6 };
    });
    expectHonest([chi.reduce((sum, c) => sum + c, 0) / chi.length]);
    // A single one of 60 draws is itself known to 18 % only.
    for (const value of chi) expect(Math.abs(value - 1)).toBeLessThan(0.55);
  });

  test.each(lengths)('polynomial of second order, %d pixels', (length) => {
    const chi = chiSquares(150, (seed) => {
      // Noise alone: bilinear interpolation has a bias of its own.
      const noise = exponentialNoise(seed + 1, length, 2);
      const { placement } = flat;
      const { polynomial, covariance } = fitPolynomial(placement, noise, 2, [15, 36.13]);
      return { errors: polynomial.coefficients, covariance, size: 6 };
    });
    expectHonest(chi);
  });

  test('median', () => {
    const medians = chiSquares(200, (seed) => {
      const noise = exponentialNoise(seed + 1, 2, 2);
      const { height, count, influence } = estimateHeight(noise, 'median');
      const cells = createScoreCells(1, flat.placement);
      noise.forEach((v, i) => {
        addScore(cells, i, Float64Array.of(1), influence(v));
      });
      return { errors: [height], ...spatialCovariance(cells, Float64Array.of(1 / count)), size: 1 };
    });
    expectHonest(medians);
  });
});
const flat = draw(0, 0);

describe('the reach of the correlation', () => {
  const reachOf = (length: number, lines: boolean) => {
    const noise = exponentialNoise(5, length, 1);
    const cells: ScoreCells = createScoreCells(1, flat.placement);
    noise.forEach((v, i) => {
      addScore(cells, i, Float64Array.of(1), lines ? noise[i - (i % SIZE)]! : v);
    });
    return spatialCovariance(cells, Float64Array.of(1 / COUNT));
  };

  test('grows with it, along both axes', () => {
    const [short, long] = [reachOf(0, false), reachOf(4, false)];
    expect(short.reachPx[0]).toBeLessThan(6);
    expect(long.reachPx[0]).toBeGreaterThan(6);
    expect(long.reachPx[1]).toBeGreaterThan(6);
    expect(long.isBound).toBe(false);
  });

  test('says where errors are correlated all over the area', () => {
    expect(reachOf(0, true).isBound).toBe(true);
    expect(reachOf(60, false).isBound).toBe(true);
  });
});

test('independent blocks of equal errors: the variance of K means', () => {
  // 10 x 10 blocks of 7 pixels with one error each: white noise of blocks.
  const noise = createRng(7);
  const chi = chiSquares(200, () => {
    const blocks = Float64Array.from({ length: 100 }, () => noise.normal());
    const cells = createScoreCells(1, flat.placement);
    let sum = 0;
    const values = Float64Array.from(
      { length: COUNT },
      (_, i) => blocks[10 * Math.floor(i / SIZE / 7) + Math.floor((i % SIZE) / 7)]!,
    );
    for (const v of values) sum += v / COUNT;
    values.forEach((v, i) => {
      addScore(cells, i, Float64Array.of(1), v - sum);
    });
    const { covariance } = spatialCovariance(cells, Float64Array.of(1 / COUNT));
    return { errors: [sum], covariance, size: 1 };
  });
  expectHonest(chi);
});
