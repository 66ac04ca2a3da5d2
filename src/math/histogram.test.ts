import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../core/rng.js';
import { addToHistogram, createHistogram, edgeOf, histogramQuantile, mergeHistogram } from './histogram.js';
import { quantiles } from './order-statistics.js';

describe('histogram', () => {
  it('counts samples between edges, lower edge included', () => {
    const h = createHistogram({ axis: 'linear', min: -1, max: 1, count: 4 });
    addToHistogram(h, Float32Array.of(-2, -1, -0.6, 0, 0.49, 0.5, 0.99, 1, Number.NaN));
    expect([...h.counts]).toEqual([2, 0, 2, 2]);
    expect([h.below, h.above]).toEqual([1, 1]);
  });

  it('loses no sample and merges in any order', () => {
    fc.assert(
      fc.property(fc.float32Array({ noNaN: true }), fc.float32Array({ noNaN: true }), (a, b) => {
        const bins = { axis: 'log', min: 0.01, max: 100, count: 37 } as const;
        const ab = createHistogram(bins);
        addToHistogram(ab, a);
        addToHistogram(ab, b);
        const [left, right] = [createHistogram(bins), createHistogram(bins)];
        addToHistogram(left, b);
        addToHistogram(right, a);
        mergeHistogram(left, right);
        expect(left).toEqual(ab);
        const inside = ab.counts.reduce((s, c) => s + c, 0);
        expect(inside + ab.below + ab.above).toBe(a.length + b.length);
      }),
    );
  });

  it('estimates quantiles to one bin', () => {
    const rng = createRng(2);
    const values = Float64Array.from({ length: 20_000 }, () => Math.exp(rng.normal() * 1.5));
    const bins = { axis: 'log', min: 1e-4, max: 1e4, count: 800 } as const;
    const h = createHistogram(bins);
    addToHistogram(h, values);
    const width = edgeOf(bins, 1) / edgeOf(bins, 0);
    for (const p of [0.05, 0.5, 0.9, 0.99]) {
      const ratio = histogramQuantile(h, p) / quantiles(values, [p])[0];
      expect(Math.abs(Math.log(ratio))).toBeLessThanOrEqual(Math.log(width));
    }
  });

  it('puts quantiles outside its range on the edges', () => {
    const h = createHistogram({ axis: 'linear', min: 0, max: 1, count: 2 });
    expect(histogramQuantile(h, 0.5)).toBeNaN();
    addToHistogram(h, Float32Array.of(-5, -4, 0.25, 7));
    expect(histogramQuantile(h, 0.1)).toBe(0);
    expect(histogramQuantile(h, 1)).toBe(1);
  });
});
