import { matmul } from '../../../src/nn/ops/matmul.js';
import type { OperatorCase } from './operator-case.js';

export const productCases: readonly OperatorCase[] = [
  {
    name: 'matmul',
    inputs: [
      [3, 4],
      [4, 5],
    ],
    build: (a, b) => matmul(a, b),
  },
  {
    name: 'matmul, batch by one matrix',
    inputs: [
      [2, 3, 4],
      [4, 5],
    ],
    build: (a, b) => matmul(a, b),
  },
  {
    name: 'matmul, one matrix by batch',
    inputs: [
      [3, 4],
      [2, 6, 4, 5],
    ],
    build: (a, b) => matmul(a, b),
  },
  {
    name: 'matmul with a transposed matrix',
    inputs: [
      [2, 3, 4],
      [5, 4],
    ],
    build: (a, b) => matmul(a, b, { transposeB: true }),
  },
];
