import { relu } from '../../../src/nn/ops/relu.js';
import type { OperatorCase } from './operator-case.js';

export const activationCases: readonly OperatorCase[] = [
  { name: 'relu', inputs: [[2, 3, 8, 6]], build: (x) => relu(x) },
];
