import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { createRng } from '../core/rng.js';
import { createReferenceCompute } from '../kernels/backends/reference.js';
import { createWasmCompute } from '../kernels/backends/wasm.js';
import { MATCH_CLASS } from '../kernels/semi-global/index.js';
import type { StereoImage } from './image.js';
import { matchPair, type PairOptions } from './match-pair.js';
import { type Match, matchStrip } from './match-strip.js';
import { DEFAULT_MATCH } from './options.js';

const wasm = createWasmCompute();
afterAll(() => wasm.close());

const OPTIONS: PairOptions = {
  ...DEFAULT_MATCH,
  least: -24,
  greatest: 24,
  levels: 1,
  search: 4,
  volumeBytes: 2 ** 28,
  atOnce: 1,
};

function match(left: StereoImage, right: StereoImage, options: Partial<PairOptions> = {}): Promise<Match> {
  return matchPair(left, right, { ...OPTIONS, ...options }, (job) => matchStrip(job, wasm));
}

type Surface = (x: number, y: number) => number;

/** Smooth random texture, as a function of the place: sums of waves. */
function texture(seed: number): Surface {
  const rng = createRng(seed);
  const waves = Array.from({ length: 40 }, () => [2 * rng.next() - 1, 2 * rng.next() - 1, 7 * rng.next()]);
  return (x, y) => 128 + 12 * waves.reduce((sum, [a, b, c]) => sum + Math.sin(a * x + b * y + c), 0);
}

function image(width: number, height: number, surface: Surface): StereoImage {
  const samples = Uint8Array.from({ length: width * height }, (_, i) =>
    Math.min(255, Math.max(0, Math.round(surface(i % width, Math.floor(i / width))))),
  );
  return { width, height, samples };
}

/** A pair whose left pixel (x, y) is the right pixel (x + d(x, y), y). */
function pair(width: number, height: number, seed: number, d: Surface): readonly [StereoImage, StereoImage] {
  const surface = texture(seed);
  const inverse = (u: number, y: number): number => {
    let x = u;
    for (let k = 0; k < 20; k++) x = u - d(x, y);
    return x;
  };
  return [image(width, height, surface), image(width, height, (u, y) => surface(inverse(u, y), y))];
}

/** Share of the pixels, `margin` columns from the sides, whose disparity is within `tolerance` of the truth. */
function share(
  { disparity }: Match,
  width: number,
  truth: Surface,
  margin: number,
  tolerance: number,
): number {
  let [good, all] = [0, 0];
  for (const [p, d] of disparity.entries()) {
    const [x, y] = [p % width, Math.floor(p / width)];
    if (x < margin || x >= width - margin) continue;
    all++;
    if (Math.abs(d - truth(x, y)) <= tolerance) good++;
  }
  return good / all;
}

describe('matchPair on pairs with known disparities', () => {
  it('finds any whole shift everywhere, over the full range and from coarse to fine', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: -20, max: 20 }),
        fc.integer({ min: 1, max: 999 }),
        async (shift, seed) => {
          const [left, right] = pair(150, 60, seed, () => shift);
          for (const levels of [1, 3]) {
            const found = await match(left, right, { levels });
            expect(share(found, 150, () => shift, 30, 0.2)).toBeGreaterThan(0.99);
          }
        },
      ),
      { numRuns: 12 },
    );
  });

  it.each(['const', 'grey', 'canny'] as const)(
    'follows a slope to a fraction of a column, penalty %s',
    async (kind) => {
      const slope: Surface = (x, y) => 4 * Math.sin(x / 40) + 3 * Math.cos(y / 30);
      const [left, right] = pair(260, 150, 5, slope);
      const penalty = { kind, p2: 60, p2Edge: 20, edges: { low: 60, high: 150 } };
      const found = await match(left, right, { levels: 5, penalty });
      expect(share(found, 260, slope, 24, 1)).toBeGreaterThan(0.98);
      expect(share(found, 260, slope, 24, 0.35)).toBeGreaterThan(0.9);
    },
  );

  it('calls what a step hides occluded, and leaves it empty', async () => {
    const surface = texture(9);
    const left = image(200, 80, (x, y) => (x < 100 ? surface(x, y) : surface(x + 500, y)));
    const right = image(200, 80, (x, y) => (x < 90 ? surface(x, y) : surface(x + 510, y)));
    const { disparity, classes } = await match(left, right);
    let hidden = 0;
    for (let y = 5; y < 75; y++) {
      for (let x = 91; x < 99; x++) {
        if (classes[y * 200 + x] !== MATCH_CLASS.matched) hidden++;
      }
      expect(disparity[y * 200 + 70]).toBeCloseTo(0, 0);
      expect(disparity[y * 200 + 130]).toBeCloseTo(-10, 0);
    }
    expect(hidden / (70 * 8)).toBeGreaterThan(0.8);
  });

  it('is indifferent to the scale of costs and penalties together', async () => {
    const [left, right] = pair(120, 50, 3, (x) => 5 * Math.sin(x / 20));
    const one = await match(left, right);
    const eight = await match(left, right, { factor: 8, p1: 80, penalty: { kind: 'const', p2: 480 } });
    expect(eight).toEqual(one);
  });

  it('gives the bytes of the reference through all levels', async () => {
    const [left, right] = pair(96, 40, 3, (x) => 5 * Math.sin(x / 20));
    const reference = createReferenceCompute();
    const options = { ...OPTIONS, levels: 2, penalty: { kind: 'grey', p2: 200 } as const };
    const literal = await matchPair(left, right, options, (job) => matchStrip(job, reference));
    expect(await match(left, right, options)).toEqual(literal);
  });

  it('in strips comes within 1/16 of a column of the whole image at 99.9 % of the pixels', async () => {
    const relief: Surface = (x, y) => 6 * Math.sin(x / 30) * Math.cos(y / 50);
    const [left, right] = pair(200, 700, 8, relief);
    for (const levels of [1, 4]) {
      const whole = await match(left, right, { levels });
      const strips = await match(left, right, { levels, volumeBytes: 1, atOnce: 2 });
      const same = whole.disparity.filter((d, p) => {
        const other = strips.disparity[p];
        return Number.isNaN(d) ? Number.isNaN(other) : Math.abs(d - other) <= 1 / 16;
      });
      expect(same.length / whole.disparity.length).toBeGreaterThan(0.999);
    }
  });

  it('leaves out samples that are missing in either image', async () => {
    const [left, right] = pair(140, 60, 4, () => 6);
    const hole = (at: number) =>
      Uint8Array.from({ length: 140 * 60 }, (_, p) => (Math.abs((p % 140) - at) < 8 ? 0 : 1));
    for (const levels of [1, 2]) {
      const found = await match({ ...left, valid: hole(50) }, { ...right, valid: hole(100) }, { levels });
      for (let p = 0; p < 140 * 60; p++) {
        const x = p % 140;
        if (Math.abs(x - 50) < 8) expect(found.classes[p]).toBe(MATCH_CLASS.none);
        if (Math.abs(x - 94) < 8) expect(found.disparity[p]).toBeNaN();
      }
      expect(
        share(found, 140, (x) => (Math.abs(x - 94) < 9 || Math.abs(x - 50) < 9 ? Number.NaN : 6), 12, 0.2),
      ).toBeGreaterThan(0.6);
    }
  });

  it('refuses images of different sizes, empty ranges and pairs that do not match at all', async () => {
    const [left, right] = pair(64, 40, 1, () => 0);
    await expect(match(left, image(60, 40, texture(1)))).rejects.toMatchObject({ code: 'input' });
    await expect(match(left, right, { least: 5, greatest: 4 })).rejects.toMatchObject({ code: 'config' });
    const nothing = { ...right, valid: new Uint8Array(64 * 40) };
    await expect(match(left, nothing)).rejects.toMatchObject({ code: 'input', message: /Nothing matches/ });
  });

  it('of the same image twice is 0', async () => {
    const [left] = pair(100, 50, 2, () => 0);
    const { disparity } = await match(left, left);
    expect(disparity.every((d) => Math.abs(d) < 0.5)).toBe(true);
  });
});
