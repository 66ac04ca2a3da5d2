import { averagePool } from '../../../src/nn/ops/average-pool.js';
import { globalAveragePool, globalMaxPool } from '../../../src/nn/ops/global-pool.js';
import { maxPool } from '../../../src/nn/ops/max-pool.js';
import type { OperatorCase } from './operator-case.js';

const image = [2, 3, 8, 6];

export const poolingCases: readonly OperatorCase[] = [
  { name: 'maxPool 2x2', inputs: [image], build: (x) => maxPool(x, { kernel: 2 }) },
  {
    name: 'maxPool 3x3, stride 2, padding 1',
    inputs: [image],
    build: (x) => maxPool(x, { kernel: 3, stride: 2, padding: 1 }),
  },
  {
    name: 'maxPool 2x2, stride 1, odd size',
    inputs: [[1, 2, 5, 7]],
    build: (x) => maxPool(x, { kernel: 2, stride: 1 }),
  },
  { name: 'maxPool 2x2 of an odd size', inputs: [[1, 2, 5, 7]], build: (x) => maxPool(x, { kernel: 2 }) },
  {
    name: 'maxPool 2x2, stride 3, padding 1',
    inputs: [image],
    build: (x) => maxPool(x, { kernel: 2, stride: 3, padding: 1 }),
  },
  { name: 'averagePool 2x2', inputs: [image], build: (x) => averagePool(x, { kernel: 2 }) },
  {
    name: 'averagePool 3x3, stride 2, padding 1',
    inputs: [image],
    build: (x) => averagePool(x, { kernel: 3, stride: 2, padding: 1 }),
  },
  {
    name: 'averagePool 3x3, stride 1',
    inputs: [image],
    build: (x) => averagePool(x, { kernel: 3, stride: 1 }),
  },
  {
    name: 'averagePool 2x2, stride 3',
    inputs: [image],
    build: (x) => averagePool(x, { kernel: 2, stride: 3 }),
  },
  { name: 'globalAveragePool', inputs: [image], build: (x) => globalAveragePool(x) },
  { name: 'globalMaxPool', inputs: [image], build: (x) => globalMaxPool(x) },
];
