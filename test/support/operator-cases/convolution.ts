import type { ConvOptions } from '../../../src/nn/ops/conv/geometry.js';
import { conv } from '../../../src/nn/ops/conv.js';
import { type ConvTransposeOptions, convTranspose } from '../../../src/nn/ops/conv-transpose.js';
import type { OperatorCase } from './operator-case.js';

/** [name, kernel size, options]; images are 9 x 8. */
export const convolutionSettings: readonly (readonly [string, number, ConvOptions])[] = [
  ['1x1', 1, {}],
  ['1x1, stride 2', 1, { stride: 2 }],
  ['3x3', 3, { padding: 1 }],
  ['3x3 without padding', 3, {}],
  ['3x3, asymmetric padding', 3, { padding: [2, 1, 0, 1] }],
  ['3x3, stride 2', 3, { stride: 2, padding: 1 }],
  ['3x3, stride 3 x 2', 3, { stride: [3, 2], padding: [1, 0] }],
  ['3x3, dilation 2', 3, { dilation: 2, padding: 2 }],
  ['3x3, dilation 2, stride 2', 3, { dilation: 2, stride: 2, padding: 2 }],
  ['4x4, stride 2', 4, { stride: 2, padding: [1, 2, 2, 1] }],
  ['5x5, stride 3', 5, { stride: 3, padding: 2 }],
  ['7x7, stride 2', 7, { stride: 2, padding: 3 }],
];

/** The same for transposed convolutions of images of 5 x 4. */
export const transposedSettings: readonly (readonly [string, number, ConvTransposeOptions])[] = [
  ['3x3', 3, { padding: 1 }],
  ['2x2, stride 2', 2, { stride: 2 }],
  ['3x3, stride 2, output padding', 3, { stride: 2, padding: 1, outputPadding: 1 }],
  ['4x4, stride 2, asymmetric padding', 4, { stride: 2, padding: [1, 2, 2, 0] }],
  ['5x5, stride 2 x 3, dilation 2', 5, { stride: [2, 3], dilation: 2, padding: 2 }],
];

export const convolutionCases: readonly OperatorCase[] = [
  ...convolutionSettings.map(
    ([name, k, options]): OperatorCase => ({
      name: `conv ${name}`,
      inputs: [[2, 3, 9, 8], [4, 3, k, k], [4]],
      build: (x, w, b) => conv(x, w, b, options),
    }),
  ),
  {
    name: 'conv 3x5 without bias, many channels',
    inputs: [
      [1, 8, 6, 7],
      [5, 8, 3, 5],
    ],
    build: (x, w) => conv(x, w, null, { padding: [1, 2] }),
  },
  {
    name: 'conv in two groups',
    inputs: [[2, 6, 6, 5], [4, 3, 3, 3], [4]],
    build: (x, w, b) => conv(x, w, b, { groups: 2, padding: 1 }),
  },
  {
    name: 'depthwise conv, stride 2',
    inputs: [[2, 3, 7, 8], [6, 1, 3, 3], [6]],
    build: (x, w, b) => conv(x, w, b, { groups: 3, padding: 1, stride: 2 }),
  },
  {
    name: 'conv of large images with few channels',
    inputs: [
      [1, 8, 128, 128],
      [2, 8, 3, 3],
    ],
    build: (x, w) => conv(x, w, null, { padding: 1 }),
  },
  ...transposedSettings.map(
    ([name, k, options]): OperatorCase => ({
      name: `transposed conv ${name}`,
      inputs: [[2, 3, 5, 4], [3, 4, k, k], [4]],
      build: (x, w, b) => convTranspose(x, w, b, options),
    }),
  ),
  {
    name: 'transposed conv in two groups without bias',
    inputs: [
      [1, 4, 5, 4],
      [4, 3, 3, 3],
    ],
    build: (x, w) => convTranspose(x, w, null, { groups: 2, stride: 2 }),
  },
];
