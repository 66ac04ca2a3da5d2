import { describe, expect, it } from 'vitest';
import { createRng } from '../../core/rng.js';
import type { FlatValues } from '../../nn/train/initial-state.js';
import { simulatedMars, simulatedMarsSchema } from './simulated-mars.js';

const config = (options: object) =>
  simulatedMarsSchema.parse({ type: 'simulated-mars', scenes: 2, tiles: 3, size: 64, ...options });

const fields = async (source: ReturnType<typeof simulatedMars>, index: number, seed: number | null) =>
  source.read(index, seed === null ? null : createRng(seed), seed === null ? null : 0) as FlatValues;

describe('samples of Mars', () => {
  it('are the same for the same seeds, from another scene in another epoch, and fit their shapes', async () => {
    const source = simulatedMars(config({}), null);
    expect(source.count).toBe(6);
    expect(source.shapes).toEqual({ image: [1, 64, 64], height: [1, 32, 32] });
    const first = await fields(source, 4, 9);
    expect(await fields(simulatedMars(config({}), null), 4, 9)).toEqual(first);
    expect(first.image).toHaveLength(64 * 64);
    expect([Math.min(...first.height!), Math.max(...first.height!)]).toEqual([0, 1]);
    expect(Math.max(...first.image!)).toBeLessThanOrEqual(1);
    const later = (await source.read(4, createRng(9), 1)) as FlatValues;
    expect(later.image).not.toEqual(first.image);
  });

  it('are mirrored in three ways, and not for validation', async () => {
    const plain = simulatedMars(config({ augment: false }), null);
    const augmented = simulatedMars(config({}), null);
    expect(await fields(augmented, 1, null)).toEqual(await fields(plain, 1, null));
    const ways = new Set<string>();
    for (let seed = 0; seed < 12; seed++) {
      const [a, b] = [await fields(plain, 1, seed), await fields(augmented, 1, seed)];
      const corners = [0, 63, 64 * 63, 64 * 64 - 1].map((i) => a.image![i]);
      const found = corners.findIndex((value, k) => {
        const j = [0, 63, 64 * 63, 64 * 64 - 1][k]!;
        return value === b.image![0] && a.image![j ^ 1] === b.image![1];
      });
      ways.add(String(found));
    }
    expect([...ways].sort()).toEqual(['0', '1', '2']);
  }, 60_000);

  it('have their Sun at the upper left when asked for: ground that rises to the lower right is bright', async () => {
    const source = simulatedMars(config({ size: 256, scenes: 4, tiles: 2, sun: 'upper-left' }), null);
    const correlations: number[] = [];
    for (let index = 0; index < 8; index++)
      correlations.push(shadingOf(await fields(source, index, null), 128));
    expect(correlations.filter((c) => c > 0.1).length).toBeGreaterThanOrEqual(7);
  }, 60_000);

  it('are as steep as their contrasts stand for under the Sun that is asked for, the same images otherwise', async () => {
    const options = { size: 64, scenes: 2, tiles: 4, heights: 'pixels' };
    const [plain, low, high] = [null, 20, 40].map((sunElevation) =>
      simulatedMars(config({ ...options, sunElevation }), null),
    );
    const factors = new Set<string>();
    for (let index = 0; index < 8; index++) {
      const [a, b, c] = [
        await fields(plain!, index, null),
        await fields(low!, index, null),
        await fields(high!, index, null),
      ];
      expect(b.image).toEqual(a.image);
      const k = a.height!.indexOf(Math.max(...a.height!));
      const tangent = (degrees: number): number => Math.tan((degrees * Math.PI) / 180);
      expect(c.height![k]! / b.height![k]!).toBeCloseTo(tangent(40) / tangent(20), 4);
      factors.add((a.height![k]! / b.height![k]!).toFixed(4));
    }
    // Two scenes with two Suns each, of which eight tiles show at least two.
    expect(factors.size).toBeGreaterThanOrEqual(2);
    expect(factors.size).toBeLessThanOrEqual(4);
  }, 60_000);

  it('of relative heights know no elevation', () => {
    expect(() => config({ sunElevation: 30 })).toThrow(/only heights in pixels/);
  });
});

/** Correlation of the image with the rise of the heights towards the lower right. */
function shadingOf({ image, height }: FlatValues, side: number): number {
  let [ab, a2, b2] = [0, 0, 0];
  for (let r = 1; r < side - 1; r++) {
    for (let c = 1; c < side - 1; c++) {
      const i = r * side + c;
      const o = 2 * r * (2 * side) + 2 * c;
      const slope = (k: number): number =>
        height![k + 1]! - height![k - 1]! + height![k + side]! - height![k - side]!;
      // Differences of grey levels against those of slopes: slow changes of albedo and haze drop out.
      const [a, b] = [image![o]! - image![o - 2]!, slope(i) - slope(i - 1)];
      ab += a * b;
      a2 += a * a;
      b2 += b * b;
    }
  }
  return ab / Math.sqrt(a2 * b2);
}
