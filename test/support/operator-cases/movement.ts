import { concat } from '../../../src/nn/ops/concat.js';
import { pad } from '../../../src/nn/ops/pad.js';
import { slice } from '../../../src/nn/ops/slice.js';
import { transpose } from '../../../src/nn/ops/transpose.js';
import { zeroInsert } from '../../../src/nn/ops/zero-insert.js';
import type { OperatorCase } from './operator-case.js';

const image = [2, 3, 5, 6];
const [before, after] = [
  [0, 0, 2, 1],
  [0, 0, 0, 3],
];

export const movementCases: readonly OperatorCase[] = [
  {
    name: 'slice',
    inputs: [image],
    build: (x) =>
      slice(x, [
        { axis: 1, from: 1, to: 3 },
        { axis: -1, from: 2, to: 5 },
      ]),
  },
  {
    name: 'slice, steps beyond the end',
    inputs: [image],
    build: (x) =>
      slice(x, [
        { axis: 2, from: 1, to: 5, step: 2 },
        { axis: 3, from: 2, to: 6, step: 3 },
      ]),
  },
  {
    name: 'concat channels',
    inputs: [image, [2, 1, 5, 6], image],
    build: (a, b, c) => concat([a, b, c]),
  },
  { name: 'concat rows', inputs: [image, [2, 3, 1, 6]], build: (a, b) => concat([a, b], -2) },
  {
    name: 'pad with a value',
    inputs: [image],
    build: (x) => pad(x, before, after, { value: 0.5 }),
  },
  { name: 'pad, reflect', inputs: [image], build: (x) => pad(x, before, after, { mode: 'reflect' }) },
  { name: 'pad, edge', inputs: [image], build: (x) => pad(x, before, after, { mode: 'edge' }) },
  { name: 'transpose', inputs: [image], build: (x) => transpose(x, [2, 0, 3, 1]) },
  { name: 'zeroInsert', inputs: [image], build: (x) => zeroInsert(x) },
];
