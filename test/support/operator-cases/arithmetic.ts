import { add } from '../../../src/nn/ops/add.js';
import { multiply } from '../../../src/nn/ops/multiply.js';
import type { OperatorCase } from './operator-case.js';

export const arithmeticCases: readonly OperatorCase[] = [
  {
    name: 'add',
    inputs: [
      [2, 3, 4],
      [2, 3, 4],
    ],
    build: (a, b) => add(a, b),
  },
  {
    name: 'add, broadcast',
    inputs: [
      [2, 3, 4, 4],
      [3, 1, 1],
    ],
    build: (a, b) => add(a, b),
  },
  {
    name: 'multiply, broadcast',
    inputs: [
      [3, 1, 1],
      [2, 3, 4, 4],
    ],
    build: (a, b) => multiply(a, b),
  },
  { name: 'multiply by itself', inputs: [[2, 3]], build: (a) => multiply(a, a) },
];
