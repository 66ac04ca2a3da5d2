import { describe, expect, it } from 'vitest';
import { openOperator } from '../../../test/support/run-operator.js';
import type { Tensor } from '../../nn/graph/graph.js';
import { poolReliefMetrics, reliefMetrics } from './metrics.js';

const SIDE = 8;
const shape = [2, 1, SIDE, SIDE];
const truth = Float64Array.from({ length: 2 * SIDE * SIDE }, (_, i) => Math.sin(0.7 * i) + 0.05 * (i % SIDE));

async function metricsOf(prediction: Float64Array): Promise<Record<string, number>> {
  const means: Record<string, number> = {};
  for (const name of ['gradient.products', 'gradient.found', 'gradient.true']) {
    const build = (found: Tensor, target: Tensor) => reliefMetrics(found, target)[name]!;
    const session = await openOperator({ name, inputs: [shape, shape], build }, 'reference');
    const { value } = await session.run({ data: [prediction, truth], weights: Float64Array.of(1) });
    await session.release();
    means[name] = value[0]!;
  }
  return poolReliefMetrics(means);
}

describe('metrics of relief', () => {
  it('of heights that are right up to a constant, too flat, upside down, and flat', async () => {
    const exact = await metricsOf(truth.map((h) => h + 3));
    expect(exact.gradientCorrelation).toBeCloseTo(1, 10);
    expect(exact.gradientError).toBeCloseTo(0, 6);
    const low = await metricsOf(truth.map((h) => 0.25 * h));
    expect(low.gradientCorrelation).toBeCloseTo(1, 10);
    expect(low.gradientError).toBeCloseTo(0.75, 10);
    const inverted = await metricsOf(truth.map((h) => -h));
    expect(inverted.gradientCorrelation).toBeCloseTo(-1, 10);
    expect(inverted.gradientError).toBeCloseTo(2, 10);
    expect((await metricsOf(truth.map(() => 5))).gradientError).toBeCloseTo(1, 10);
  });

  it('leave other numbers alone', () => {
    expect(poolReliefMetrics({ loss: 2 })).toEqual({ loss: 2 });
  });
});
