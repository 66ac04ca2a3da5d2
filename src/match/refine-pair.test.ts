import { describe, expect, it } from 'vitest';
import { type GeoTransform, toMap } from '../core/geo-transform.js';
import { createRng } from '../core/rng.js';
import type { Window } from '../core/window.js';
import type { WindowSource } from '../resample/resample-window.js';
import { type PairViews, type PatchPlace, refinePair } from './refine-pair.js';
import { refinedTies } from './refined-ties.js';

const SIDE = 21;
const STAY: GeoTransform = [1, 0, 0, 0, 1, 0];
const signal = new AbortController().signal;

/** Where a pixel of B really belongs in A. */
const TRUE_MOVE: GeoTransform = [1.004, -0.002, 1.1, 0.003, 0.997, -0.7];
const cubic = (col: number, row: number): number => {
  const [u, v] = [(col - 150) / 150, (row - 100) / 100];
  return 30 + 4 * u - 6 * v + 3 * u * v - 2 * v * v + 3 * u ** 3;
};

interface Ground {
  /** Height at a position of A's grid, pixels. */
  readonly heightAt: (col: number, row: number) => number;
}

/** Gentle hills and rough detail whose heights are known everywhere: a sum of waves. */
function waves(seed: number, roughness: number): Ground {
  const rng = createRng(seed);
  const parts = Array.from({ length: 40 }, (_, k) => {
    const length = 6 * 1.1 ** k;
    const angle = Math.PI * rng.next();
    const scale = (2 * Math.PI) / length;
    const size = roughness * length ** 0.8;
    return { x: scale * Math.cos(angle), y: scale * Math.sin(angle), phase: 7 * rng.next(), size };
  });
  return {
    heightAt: (col, row) =>
      parts.reduce((sum, { x, y, phase, size }) => sum + size * Math.sin(x * col + y * row + phase), 0),
  };
}

function source(heightAt: Ground['heightAt'], noise: number, seed: number): WindowSource {
  const rng = createRng(seed);
  const [margin, stride] = [100, 500];
  const noises = Float32Array.from({ length: noise === 0 ? 0 : stride * stride }, () => noise * rng.normal());
  const pixelNoise = (col: number, row: number): number =>
    noise === 0 ? 0 : noises[(row + margin) * stride + col + margin]!;
  return {
    readRaster: async (window: Window) => {
      const { width, height } = window;
      const data = Float32Array.from({ length: width * height }, (_, i) => {
        const [col, row] = [window.col + (i % width), window.row + Math.floor(i / width)];
        return heightAt(col + 0.5, row + 0.5) + pixelNoise(col, row);
      });
      return { width, height, data } as never;
    },
  };
}

/** B as it is seen after a displacement; its own noise stays with the grid, which is as good for these tests. */
function views(
  ground: Ground,
  noise: number,
  seed: number,
  hole?: (col: number, row: number) => boolean,
): PairViews {
  return {
    a: source(ground.heightAt, noise, seed),
    b: (move) => {
      const [a, b, c, d, e, f] = move;
      const determinant = a * e - b * d;
      return source(
        (col, row) => {
          const [x, y] = [col - c, row - f];
          const [rawCol, rawRow] = [(e * x - b * y) / determinant, (a * y - d * x) / determinant];
          if (hole?.(rawCol, rawRow) === true) return Number.NaN;
          return ground.heightAt(...toMap(TRUE_MOVE, rawCol, rawRow)) - cubic(rawCol, rawRow);
        },
        noise,
        seed + 1,
      );
    },
  };
}

const places: PatchPlace[] = Array.from({ length: 70 }, (_, k) => {
  const [column, line] = [k % 10, Math.floor(k / 10)];
  return { id: String(k), col: 25 + 28 * column, row: 20 + 26 * line };
});

/** Corner errors of a displacement against the true one, pixels. */
function errors(move: GeoTransform): number[] {
  return [
    [0, 0],
    [300, 0],
    [0, 200],
    [300, 200],
  ].map(([col, row]) => {
    const [x, y] = toMap(move, col!, row!);
    const [trueX, trueY] = toMap(TRUE_MOVE, col!, row!);
    return Math.hypot(x - trueX, y - trueY);
  });
}

describe('refinePair', () => {
  it('finds displacement and height difference of exact scenes', async () => {
    const pair = await refinePair(views(waves(3, 0.4), 0, 1), places, SIDE, STAY, signal);
    expect(Math.max(...errors(pair!.move))).toBeLessThan(0.02);
    const { ties, screening } = refinedTies(pair!, new Map([['7', 0.4]]));
    expect(ties).toHaveLength(70);
    expect(screening.rmse).toBeLessThan(0.01);
    for (const tie of ties) {
      expect(Number.isNaN(tie.ambiguity)).toBe(tie.id !== '7');
      expect(Math.abs(tie.meanDh + cubic(tie.colB, tie.rowB))).toBeLessThan(0.4);
    }
  });

  it('states errors as large as they are, on rough and on smooth ground', async () => {
    for (const [roughness, noise] of [
      [0.4, 1],
      [0.05, 0.3],
      // Half of the gradients is noise.
      [0.05, 1.5],
    ] as const) {
      let [squares, count] = [0, 0];
      for (let seed = 1; seed <= 4; seed++) {
        const pair = await refinePair(
          views(waves(seed, roughness), noise, 1000 * seed),
          places,
          SIDE,
          STAY,
          signal,
        );
        const { ties, screening } = refinedTies(pair!, new Map());
        expect(screening.kept.reduce((sum, k) => sum + k, 0)).toBeGreaterThan(66);
        // Noise of the displacement that follows from the ties: weighted means of their errors.
        for (const [sigmaOf, errorOf] of components(pair!.move)) {
          const weights = ties.map((tie) => sigmaOf(tie) ** -2);
          const total = weights.reduce((sum, w) => sum + w, 0);
          const mean = ties.reduce((sum, tie, i) => sum + weights[i]! * errorOf(tie), 0) / total;
          squares += mean * mean * total;
          count++;
        }
      }
      expect(squares / count).toBeGreaterThan(0.2);
      expect(squares / count).toBeLessThan(1.6);
    }
  });

  it('goes round voids, and gives up on another terrain', async () => {
    const hole = (col: number, row: number): boolean => (col % 40) + (row % 30) < 20;
    const holed = await refinePair(views(waves(3, 0.4), 0.3, 1, hole), places, SIDE, STAY, signal);
    expect(Math.max(...errors(holed!.move))).toBeLessThan(0.05);
    const other = { ...views(waves(3, 0.4), 1, 1), a: source(waves(99, 0.4).heightAt, 1, 5) };
    expect(await refinePair(other, places, SIDE, STAY, signal)).toBeNull();
  });
});

type Tie = ReturnType<typeof refinedTies>['ties'][number];

function components(move: GeoTransform): [(tie: Tie) => number, (tie: Tie) => number][] {
  const trueAt = (tie: Tie): [number, number] => {
    const [a, b, c, d, e, f] = move;
    const determinant = a * e - b * d;
    const [x, y] = [tie.colB - c, tie.rowB - f];
    return toMap(TRUE_MOVE, (e * x - b * y) / determinant, (a * y - d * x) / determinant);
  };
  return [
    [(tie) => tie.sigmaCol, (tie) => tie.colA - trueAt(tie)[0]],
    [(tie) => tie.sigmaRow, (tie) => tie.rowA - trueAt(tie)[1]],
  ];
}
