import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fillNearest } from './fill-nearest.js';

const NaNs = Number.NaN;

it('fills a line from the nearest valid sample, half way between two', () => {
  expect([...fillNearest(Float32Array.of(NaNs, 1, NaNs, NaNs, NaNs, 5, NaNs), 7)!]).toEqual([
    1, 1, 1, 1, 5, 5, 5,
  ]);
  expect([...fillNearest(Float32Array.of(NaNs, 2, NaNs, NaNs), 2)!]).toEqual([2, 2, 2, 2]);
  expect(fillNearest(new Float32Array(6).fill(NaNs), 3)).toBeNull();
});

it('keeps what is valid and makes nothing up', () => {
  const sample = fc.option(fc.integer({ min: -9, max: 9 }), { nil: NaNs, freq: 2 });
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 9 }),
      fc.array(sample, { minLength: 1, maxLength: 60 }),
      (width, list) => {
        const samples = Float32Array.from(
          list.slice(0, Math.max(1, Math.floor(list.length / width)) * width),
        );
        if (samples.length % width !== 0) return;
        const filled = fillNearest(samples, width);
        const valid = samples.filter((v) => !Number.isNaN(v));
        expect(filled === null).toBe(valid.length === 0);
        filled?.forEach((v, i) => {
          if (Number.isNaN(samples[i]!)) expect(valid).toContain(v);
          else expect(v).toBe(samples[i]);
        });
      },
    ),
  );
});
