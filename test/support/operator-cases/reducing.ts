import { reduceMax } from '../../../src/nn/ops/reduce-max.js';
import { reduceMean } from '../../../src/nn/ops/reduce-mean.js';
import { reduceSum } from '../../../src/nn/ops/reduce-sum.js';
import type { OperatorCase } from './operator-case.js';

const image = [2, 3, 4, 5];

export const reducingCases: readonly OperatorCase[] = [
  { name: 'reduceSum of an axis', inputs: [image], build: (x) => reduceSum(x, { axes: [-1] }) },
  { name: 'reduceMean', inputs: [image], build: (x) => reduceMean(x) },
  {
    name: 'reduceMean of axes',
    inputs: [image],
    build: (x) => reduceMean(x, { axes: [0, 2, 3], keep: true }),
  },
  { name: 'reduceMax of axes', inputs: [image], build: (x) => reduceMax(x, { axes: [1, 2] }) },
];
