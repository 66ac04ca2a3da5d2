import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { available, python, run } from '../../test/support/requirements.js';
import { createRng } from '../core/rng.js';
import {
  type AccuracyPass,
  type AccuracyState,
  accuracyByPasses,
  accuracyOf,
  addTile,
  createAccuracyState,
  mergeAccuracyState,
} from './accuracy-passes.js';
import { NO_CLASS } from './slope-classes.js';

function example(count: number): { dh: Float32Array; classes: Uint8Array } {
  const rng = createRng(77);
  const dh = Float32Array.from({ length: count }, () =>
    rng.next() < 0.1 ? Number.NaN : 0.8 + rng.normal() * (rng.next() < 0.05 ? 40 : 2),
  );
  const classes = Uint8Array.from({ length: count }, () => [0, 1, 2, NO_CLASS][rng.int(4)]);
  return { dh, classes };
}

/** Every tile gets a state of its own, which crosses a structured clone like the way to a worker and back. */
function inTiles(dh: Float32Array, classes: Uint8Array, edges: readonly number[]) {
  return (pass: AccuracyPass): Promise<AccuracyState> => {
    const sum = createAccuracyState(pass);
    edges.slice(1).forEach((end, i) => {
      const cloned = structuredClone(pass);
      const state = createAccuracyState(cloned);
      addTile(cloned, state, dh.slice(edges[i], end), classes.slice(edges[i], end));
      mergeAccuracyState(sum, structuredClone(state));
    });
    return Promise.resolve(sum);
  };
}

describe('accuracy', () => {
  it('is the same from tiles as from memory: exact order statistics, moments to rounding', async () => {
    const { dh, classes } = example(3000);
    const whole = accuracyOf(dh, classes, 3);
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.integer({ min: 1, max: 2999 }), { maxLength: 3 }), async (cuts) => {
        const edges = [0, ...cuts.sort((a, b) => a - b), dh.length];
        const tiled = await accuracyByPasses(3, inTiles(dh, classes, edges));
        expect(tiled.percentiles).toEqual(whole.percentiles);
        expect(tiled.histogram).toEqual(whole.histogram);
        [tiled, ...tiled.classes].forEach((t, g) => {
          const w = [whole, ...whole.classes][g];
          for (const key of ['count', 'median', 'nmad', 'le90', 'le95', 'min', 'max'] as const) {
            expect(t[key]).toBe(w[key]);
          }
          for (const key of ['mean', 'std', 'mae', 'rmse'] as const) {
            expect(t[key]).toBeCloseTo(w[key], 12);
          }
        });
      }),
      { numRuns: 4 },
    );
  });

  it('counts what is valid and copes with nothing', () => {
    const empty = accuracyOf(new Float32Array(10).fill(Number.NaN), null, 1);
    expect(empty).toMatchObject({ total: 10, count: 0, validPercent: 0, mean: Number.NaN, nmad: Number.NaN });
    expect(empty.classes[0].count).toBe(0);
    const equal = accuracyOf(Float32Array.of(0, 0, Number.NaN, 0), null, 0);
    expect(equal).toMatchObject({ validPercent: 75, median: 0, rmse: 0, nmad: 0, le90: 0, min: 0, max: 0 });
  });

  it('fills a histogram that is symmetric about zero and holds 99 % of the samples', () => {
    const { dh } = example(5000);
    const { histogram, count } = accuracyOf(dh, null, 0);
    expect(histogram.bins.min).toBe(-histogram.bins.max);
    const inside = histogram.counts.reduce((s, c) => s + c, 0);
    expect(inside + histogram.below + histogram.above).toBe(count);
    expect(inside / count).toBeGreaterThanOrEqual(0.985);
  });
});

describe.skipIf(!available('gdal'))('against numpy', () => {
  const script = `
import sys, json, numpy as np
dh, classes = json.load(sys.stdin)
dh = np.array([np.nan if v is None else v for v in dh], dtype=np.float64)
classes = np.array(classes)
def stats(v):
    v = v[~np.isnan(v)]; m = np.median(v); a = abs(v)
    return dict(count=len(v), mean=v.mean(), median=m, std=v.std(), mae=a.mean(), rmse=(v**2).mean()**.5,
                nmad=1.4826*np.median(abs(v-m)), le90=np.quantile(a,.9), le95=np.quantile(a,.95), min=v.min(), max=v.max())
v = dh[~np.isnan(dh)]
print(json.dumps(dict(all=stats(dh), classes=[stats(dh[classes==c]) for c in range(3)],
                      percentiles=list(np.percentile(v,[1,5,25,50,75,95,99])))))`;

  it('every statistic agrees, over all and by class', () => {
    const { dh, classes } = example(4001);
    const got = accuracyOf(dh, classes, 3);
    const expected = JSON.parse(run(python, ['-c', script], JSON.stringify([[...dh], [...classes]])));
    const compare = (a: object, b: Record<string, number>): void => {
      for (const [key, value] of Object.entries(b)) {
        // The deviations from the median are rounded to float32.
        const digits = key === 'nmad' ? 5 : 10;
        expect((a as Record<string, number>)[key], key).toBeCloseTo(value, digits);
      }
    };
    compare(got, expected.all);
    expected.classes.forEach((c: Record<string, number>, i: number) => {
      compare(got.classes[i], c);
    });
    got.percentiles.forEach(({ value }, i) => {
      expect(value).toBeCloseTo(expected.percentiles[i], 10);
    });
  });
});
