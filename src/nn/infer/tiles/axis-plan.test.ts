import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AxisOptions, axisWeights, planAxis, tilesOver } from './axis-plan.js';

const options: fc.Arbitrary<AxisOptions> = fc
  .record({
    size: fc.integer({ min: 1, max: 700 }),
    before: fc.nat(12),
    after: fc.nat(12),
    blend: fc.nat(20),
    multiple: fc.constantFrom(1, 4, 8, 16),
    profile: fc.constantFrom('linear' as const, 'cosine' as const),
    extra: fc.integer({ min: 1, max: 80 }),
  })
  .map(({ extra, ...o }) => ({ ...o, tile: o.before + o.after + o.blend + o.multiple + extra }));

test('weights sum to one, vanish in the halos inside the raster and are never negative', () => {
  fc.assert(
    fc.property(options, (o) => {
      const plan = planAxis(o);
      const sum = new Float64Array(o.size);
      plan.starts.forEach((start, i) => {
        expect(start % o.multiple).toBe(0);
        const weights = axisWeights(plan, i);
        weights.forEach((w, k) => {
          expect(w).toBeGreaterThanOrEqual(0);
          const inside = start + k < o.size;
          if (inside) sum[start + k]! += w;
          if (inside && i > 0 && k < o.before) expect(w).toBe(0);
          if (inside && i + 1 < plan.starts.length && k >= o.tile - o.after) expect(w).toBe(0);
        });
      });
      for (const s of sum) expect(Math.abs(s - 1)).toBeLessThan(1e-12);
      expect(plan.starts.at(-1)! + o.tile).toBeGreaterThanOrEqual(o.size);
    }),
  );
});

test('tiles over a part are those with a weight there', () => {
  fc.assert(
    fc.property(options, fc.nat(699), fc.integer({ min: 1, max: 100 }), (o, at, length) => {
      const plan = planAxis(o);
      const from = Math.min(at, o.size - 1);
      const to = Math.min(o.size, from + length);
      const counting = plan.starts.flatMap((start, i) => {
        return axisWeights(plan, i).some((w, k) => w > 0 && start + k >= from && start + k < to) ? [i] : [];
      });
      expect(tilesOver(plan, from, to)).toEqual(counting);
    }),
  );
});

test("JSPSR's merge: tiles of 128 at 0, 103, 206 of 334 pixels, 6 px cropped, ramps 13/14 … 1/14", () => {
  const plan = planAxis({
    size: 334,
    tile: 128,
    before: 6,
    after: 6,
    blend: 13,
    multiple: 1,
    profile: 'linear',
  });
  expect(plan.starts).toEqual([0, 103, 206]);
  const falling = axisWeights(plan, 0).slice(109, 122);
  expect([...falling].map((w) => Math.round(w * 14))).toEqual([13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
  const rising = axisWeights(plan, 1).slice(6, 19);
  expect([...rising].map((w) => Math.round(w * 14))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
});

test('tiles that neighbours would cover completely are refused', () => {
  const o = { size: 100, tile: 32, before: 8, after: 8, blend: 10, multiple: 8, profile: 'linear' } as const;
  expect(() => planAxis(o)).toThrow(/Tiles of 32 pixels are too small/);
  expect(planAxis({ ...o, size: 20 }).starts).toEqual([0]);
});
