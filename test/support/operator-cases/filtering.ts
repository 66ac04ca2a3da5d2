import { bilinearSample } from '../../../src/nn/ops/bilinear-sample.js';
import { deformablePropagation } from '../../../src/nn/ops/deformable-propagation.js';
import { gaussianBlur } from '../../../src/nn/ops/gaussian-blur.js';
import { multiply } from '../../../src/nn/ops/multiply.js';
import { sobelAcross, sobelDown } from '../../../src/nn/ops/sobel.js';
import type { OperatorCase } from './operator-case.js';

const image = [2, 3, 6, 5];
const points = [2, 7];
/** Positions that reach over the border of the image, from inputs within -1 to 1. */
const FAR = 5;

export const filteringCases: readonly OperatorCase[] = [
  { name: 'sobelAcross', inputs: [image], build: (x) => sobelAcross(x) },
  { name: 'sobelDown', inputs: [image], build: (x) => sobelDown(x) },
  { name: 'gaussianBlur', inputs: [image], build: (x) => gaussianBlur(x, 0.8) },
  {
    name: 'bilinearSample, zero outside',
    inputs: [image, points, points],
    build: (x, r, c) => bilinearSample(x, multiply(r, FAR), multiply(c, FAR), 'zero'),
  },
  {
    name: 'bilinearSample, border outside',
    inputs: [image, points, points],
    build: (x, r, c) => bilinearSample(x, multiply(r, FAR), multiply(c, FAR), 'border'),
  },
  {
    name: 'bilinearSample of one row',
    inputs: [
      [1, 2, 1, 4],
      [1, 5],
      [1, 5],
    ],
    build: (x, r, c) => bilinearSample(x, r, multiply(c, FAR), 'border'),
  },
  {
    name: 'deformablePropagation',
    inputs: [[2, 1, 4, 5], [2, 9, 4, 5], [2, 16, 4, 5], [1, 1, 3, 3], [1]],
    build: (x, weights, offsets, taps, bias) =>
      deformablePropagation({
        image: x,
        weights: weights,
        offsets: multiply(offsets, 2),
        taps: taps,
        bias: bias,
        scale: 0.5,
        outside: 'zero',
      }),
  },
];
