import { add } from '../../../src/nn/ops/add.js';
import { batchNorm } from '../../../src/nn/ops/batch-norm.js';
import { batchNormInference } from '../../../src/nn/ops/batch-norm-inference.js';
import { multiply } from '../../../src/nn/ops/multiply.js';
import { relu } from '../../../src/nn/ops/relu.js';
import type { OperatorCase } from './operator-case.js';

export const normalisationCases: readonly OperatorCase[] = [
  {
    name: 'batch normalisation',
    inputs: [[2, 3, 6, 5], [3], [3]],
    build: (x, scale, shift) => batchNorm(x, scale, shift).y,
  },
  {
    name: 'batch normalisation far from zero',
    inputs: [[2, 3, 6, 5], [3], [3]],
    range: [4, 6],
    build: (x, scale, shift) => batchNorm(x, scale, shift).y,
  },
  {
    name: 'batch normalisation of vectors, relu',
    inputs: [[7, 3], [3], [3]],
    build: (x, scale, shift) => relu(batchNorm(x, scale, shift, { epsilon: 1e-3 }).y),
  },
  {
    name: 'one batch normalisation for two images',
    inputs: [[2, 3, 4, 4], [2, 3, 4, 4], [3], [3]],
    build: (a, b, scale, shift) =>
      multiply(batchNorm(a, scale, shift).y, batchNorm(multiply(b, 3), scale, shift).y),
  },
  {
    name: 'batch normalisation beside constants 0 and 1',
    inputs: [[7, 3], [3], [3]],
    build: (x, scale, shift) => {
      const { y } = batchNorm(x, scale, shift);
      return add(multiply(y, x.graph.constant([1, 1, 1])), x.graph.constant([0, 0, 0]));
    },
  },
  {
    name: 'batch normalisation with given statistics',
    inputs: [[2, 3, 4, 5], [3], [3]],
    build: (x, scale, shift) => {
      const [mean, variance] = [x.graph.constant([0.1, -0.2, 0.3]), x.graph.constant([0.5, 1, 2])];
      return batchNormInference(x, { scale, shift, mean, variance });
    },
  },
];
