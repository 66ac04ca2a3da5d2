import { divide } from '../../../src/nn/ops/divide.js';
import { negate } from '../../../src/nn/ops/negate.js';
import { subtract } from '../../../src/nn/ops/subtract.js';
import type { OperatorCase } from './operator-case.js';

const image = [2, 3, 4, 4];
const channels = [3, 1, 1];

export const elementwiseCases: readonly OperatorCase[] = [
  { name: 'subtract, broadcast', inputs: [channels, image], build: (a, b) => subtract(a, b) },
  { name: 'divide, broadcast', inputs: [image, channels], range: [0.5, 2], build: (a, b) => divide(a, b) },
  { name: 'divide a number', inputs: [image], range: [0.5, 2], build: (x) => divide(2, x) },
  { name: 'negate', inputs: [image], build: (x) => negate(x) },
];
