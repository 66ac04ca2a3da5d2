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
];
