import { depthToSpace } from '../../../src/nn/ops/depth-to-space.js';
import { nearestConv } from '../../../src/nn/ops/nearest-conv.js';
import { resizeBilinear } from '../../../src/nn/ops/resize-bilinear.js';
import { resizeNearest } from '../../../src/nn/ops/resize-nearest.js';
import { zeroInsertedConv } from '../../../src/nn/ops/zero-inserted-conv.js';
import type { OperatorCase } from './operator-case.js';

const image = [2, 3, 4, 5];

export const resizingCases: readonly OperatorCase[] = [
  { name: 'resizeBilinear, doubled', inputs: [image], build: (x) => resizeBilinear(x, 8, 10) },
  { name: 'resizeBilinear, any size', inputs: [image], build: (x) => resizeBilinear(x, 7, 3) },
  { name: 'resizeBilinear of one pixel', inputs: [[1, 2, 1, 1]], build: (x) => resizeBilinear(x, 2, 3) },
  { name: 'resizeNearest, doubled', inputs: [image], build: (x) => resizeNearest(x, 2) },
  { name: 'resizeNearest, tripled', inputs: [image], build: (x) => resizeNearest(x, 3) },
  { name: 'depthToSpace', inputs: [[2, 8, 3, 2]], build: (x) => depthToSpace(x) },
  {
    name: 'zeroInsertedConv 5x5',
    inputs: [image, [4, 3, 5, 5]],
    build: (x, w) => zeroInsertedConv(x, w),
  },
  {
    name: 'nearestConv 5x5',
    inputs: [image, [4, 3, 5, 5]],
    build: (x, w) => nearestConv(x, w),
  },
  {
    name: 'nearestConv 3x3',
    inputs: [image, [4, 3, 3, 3]],
    build: (x, w) => nearestConv(x, w),
  },
];
