import { describe, expect, test } from 'vitest';
import { openOperator, probeOf } from '../../../test/support/run-operator.js';
import type { Tensor } from '../graph/graph.js';
import { abs } from './abs.js';
import { clip } from './clip.js';
import { maxPool } from './max-pool.js';
import { maximum } from './maximum.js';
import { minimum } from './minimum.js';
import { multiply } from './multiply.js';
import { reduceMax } from './reduce-max.js';
import { relu } from './relu.js';
import { stopGradient } from './stop-gradient.js';

const image = [1, 1, 2, 4];
const pools = (options: Parameters<typeof maxPool>[1]) => (x: Tensor) => maxPool(x, options);

/** Operators where inputs tie or meet a corner, with the gradients of the sum of what they give. */
const CASES: readonly [string, (...x: Tensor[]) => Tensor, number[][], number[][]][] = [
  [
    'maxPool 2x2: all four, two, or the one largest share',
    pools({ kernel: 2 }),
    [[0, 0, 3, 3, 0, 0, 1, 2]],
    [[0.25, 0.25, 0.5, 0.5, 0.25, 0.25, 0, 0]],
  ],
  [
    'maxPool 2x2, stride 1: windows that overlap',
    pools({ kernel: 2, stride: 1 }),
    [[1, 1, 0, 0, 0, 1, 0, 5]],
    [[1 / 3, 1 / 3 + 1 / 2, 0, 0, 0, 1 / 3 + 1 / 2, 0, 1]],
  ],
  [
    'maxPool 3x3 with padding: padding is never chosen',
    pools({ kernel: 3, stride: 2, padding: 1 }),
    [[-4, -4, -9, -9, -8, -8, -9, -7]],
    [[0.5, 1.5, 0, 0, 0, 0, 0, 0]],
  ],
  ['reduceMax', (x) => reduceMax(x), [[1, 7, 7, 2, 7, 7, 0, 0]], [[0, 0.25, 0.25, 0, 0.25, 0.25, 0, 0]]],
  [
    'maximum',
    (a, b) => maximum(a, b),
    [
      [1, 2, 3, 4, 0, 0, 0, 0],
      [1, 3, 2, 4, 0, 0, 0, 1],
    ],
    [
      [0.5, 0, 1, 0.5, 0.5, 0.5, 0.5, 0],
      [0.5, 1, 0, 0.5, 0.5, 0.5, 0.5, 1],
    ],
  ],
  ['minimum', (x) => minimum(x, 2), [[1, 2, 3, 2, 0, 5, 2, 1]], [[1, 0.5, 0, 0.5, 1, 0, 0.5, 1]]],
  ['abs', (x) => abs(x), [[-1, 0, 2, 0, 1, -3, 0, 4]], [[-1, 0, 1, 0, 1, -1, 0, 1]]],
  ['relu', (x) => relu(x), [[-1, 0, 2, 0, 1, -3, 0, 4]], [[0, 0, 1, 0, 1, 0, 0, 1]]],
  ['clip', (x) => clip(x, 0, 2), [[-1, 0, 1, 2, 3, 2, 0, 1]], [[0, 1, 1, 1, 0, 1, 1, 1]]],
  [
    'stopGradient',
    (x) => multiply(x, stopGradient(x)),
    [[1, 2, 3, 4, 5, 6, 7, 8]],
    [[1, 2, 3, 4, 5, 6, 7, 8]],
  ],
];

describe.each(CASES)('%s', (_, build, data, expected) => {
  test.each(['reference', 'cpu', 'webgpu'] as const)('%s', async (target) => {
    const operator = { name: '', inputs: data.map(() => image), build };
    const { weights } = probeOf(operator);
    const session = await openOperator(operator, target);
    const { gradients } = await session.run({
      data: data.map((samples) => Float64Array.from(samples)),
      weights: weights.fill(1),
    });
    await session.release();
    expected.forEach((gradient, i) => {
      gradient.forEach((g, k) => {
        expect(gradients[i]![k], `input ${i}, sample ${k}`).toBeCloseTo(g, 6);
      });
    });
  });
});
