import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../../../core/rng.js';
import { normalisationOf } from '../../../nn/infer/tiles/normalise.js';
import { COARSE_ROOM, chenSample, flipped, flippedSample, targetScale } from './chen-sample.js';
import { type ChenTile, TILE_HEIGHT, TILE_WIDTH } from './tile.js';
import { createTileSource } from './tile-source.js';

const AREA = TILE_HEIGHT * TILE_WIDTH;

function tileOf(seed: number): ChenTile {
  const rng = createRng(seed);
  const [tilt, level] = [rng.normal() / 50, 500 * rng.normal()];
  const coarse = Float32Array.from({ length: AREA }, (_, i) => level + tilt * (i % TILE_WIDTH));
  return {
    pixel: 2,
    image: Float32Array.from({ length: AREA }, () => 100 + rng.int(900)),
    coarse,
    truth: coarse.map((h) => h + 0.3 * rng.normal() + 1),
  };
}

const mean = (v: Float32Array): number => v.reduce((a, b) => a + b, 0) / v.length;
const deviation = (v: Float32Array): number => Math.sqrt(mean(v.map((x) => x * x)) - mean(v) ** 2);

describe('a sample', () => {
  it('has an image from 0 to 1, and heights from 0 with a deviation of 1', () => {
    const { image, coarse, height } = chenSample(tileOf(1), 'own');
    expect([Math.min(...image), Math.max(...image)]).toEqual([0, 1]);
    for (const plane of [coarse, height]) {
      expect(Math.min(...plane)).toBe(0);
      expect(deviation(plane)).toBeCloseTo(1, 3);
    }
  });

  it('scaled like the coarse tile comes back to metres without knowing the truth', () => {
    for (let seed = 0; seed < 5; seed++) {
      const tile = tileOf(seed);
      const { scale, offset } = targetScale(normalisationOf({ type: 'standard-from-zero' }, tile.coarse));
      const { height, coarse } = chenSample(tile, 'coarse');
      height.forEach((v, i) => {
        if (Math.abs(v * scale + offset - tile.truth[i]) > 1e-3) throw new Error(`pixel ${i} of ${seed}`);
      });
      // The same metre means the same in input and target.
      expect(mean(height) - mean(coarse)).toBeCloseTo(COARSE_ROOM + 1 / scale, 1);
    }
  });

  it('in pixels is coarse and fine in one unit, whatever the relief of the tile', () => {
    const given = tileOf(3);
    const { coarse, height } = chenSample(given, 'pixel');
    const [a, b] = [7, AREA - 9];
    expect(coarse[b]! - coarse[a]!).toBeCloseTo((given.coarse[b]! - given.coarse[a]!) / 10, 4);
    expect(height[b]! - coarse[b]!).toBeCloseTo(COARSE_ROOM + (given.truth[b]! - given.coarse[b]!) / 10, 4);
    expect(mean(coarse)).toBeCloseTo(0, 3);
  });

  it('of a flat tile is finite', () => {
    const flat = new Float32Array(AREA).fill(3);
    const sample = chenSample({ pixel: 1, image: flat, coarse: flat, truth: flat }, 'coarse');
    for (const plane of Object.values(sample)) expect(plane.every(Number.isFinite)).toBe(true);
  });
});

describe('flips', () => {
  it('move every pixel to its mirror image and come back', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        fc.boolean(),
        fc.boolean(),
        (w, h, v, u) => {
          const plane = Float32Array.from({ length: w * h }, (_, i) => i);
          const turned = flipped(plane, w, v, u);
          for (let r = 0; r < h; r++)
            for (let c = 0; c < w; c++)
              expect(turned[r * w + c]).toBe(plane[(v ? h - 1 - r : r) * w + (u ? w - 1 - c : c)]);
          expect(flipped(turned, w, v, u)).toEqual(plane);
        },
      ),
    );
  });

  it('come in all four kinds, alike for all fields', () => {
    const plane = Float32Array.from({ length: AREA }, (_, i) => i);
    const corners = Array.from({ length: 40 }, (_, seed) => {
      const sample = flippedSample(
        { image: plane, coarse: plane, height: plane },
        TILE_WIDTH,
        createRng(seed),
      );
      expect(sample.coarse.every((v, i) => v === sample.image[i])).toBe(true);
      expect(sample.height.every((v, i) => v === sample.image[i])).toBe(true);
      return sample.image[0];
    });
    expect(new Set(corners)).toEqual(new Set([0, TILE_WIDTH - 1, AREA - TILE_WIDTH, AREA - 1]));
  });
});

describe('tiles', () => {
  it('for validation are never mirrored', async () => {
    const source = createTileSource(
      { count: 3, read: (index) => tileOf(index) },
      { target: 'own', augment: true },
    );
    const plain = chenSample(tileOf(2), 'own');
    expect(await source.read(2, null, null)).toEqual({ ...plain });
    const seen = await Promise.all([0, 1, 2, 3, 4, 5].map((seed) => source.read(2, createRng(seed), 0)));
    expect(seen.some(({ image }) => image![0] !== plain.image[0])).toBe(true);
  });
});
