import { expect, test } from 'vitest';
import { declareNetwork } from '../../nn/model/declare.js';
import { edsrSchema } from './config.js';
import { edsr } from './edsr.js';

const network = (options: object = {}) => edsr(edsrSchema.parse({ type: 'edsr', ...options }));

test('has the size of the baseline of Lim et al. without its up-sampling', () => {
  // Table 1 and the official code: first and last convolution, 16 blocks and the one after them, with biases, for one channel.
  const conv = (from: number, to: number): number => 9 * from * to + to;
  const expected = conv(1, 64) + 33 * conv(64, 64) + conv(64, 1);
  expect(declareNetwork(network(), [1, 1, 24, 40]).parameters.size).toBe(expected);
  expect(declareNetwork(network(), [2, 1, 24, 40]).output).toEqual([2, 1, 24, 40]);
});

test('names inputs that do not fit', () => {
  expect(() => declareNetwork(network(), [1, 3, 8, 8])).toThrow(/1, 3, 8, 8/);
  expect(() => declareNetwork(network(), [1, 1, 8, 8], [1, 3, 8, 8])).toThrow(/is not one image/);
});
