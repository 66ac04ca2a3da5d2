import { abs } from '../../../src/nn/ops/abs.js';
import { clip } from '../../../src/nn/ops/clip.js';
import { divide } from '../../../src/nn/ops/divide.js';
import { exp } from '../../../src/nn/ops/exp.js';
import { greater } from '../../../src/nn/ops/greater.js';
import { leakyRelu } from '../../../src/nn/ops/leaky-relu.js';
import { less } from '../../../src/nn/ops/less.js';
import { log } from '../../../src/nn/ops/log.js';
import { maximum } from '../../../src/nn/ops/maximum.js';
import { minimum } from '../../../src/nn/ops/minimum.js';
import { multiply } from '../../../src/nn/ops/multiply.js';
import { negate } from '../../../src/nn/ops/negate.js';
import { power } from '../../../src/nn/ops/power.js';
import { sigmoid } from '../../../src/nn/ops/sigmoid.js';
import { softplus } from '../../../src/nn/ops/softplus.js';
import { sqrt } from '../../../src/nn/ops/sqrt.js';
import { square } from '../../../src/nn/ops/square.js';
import { subtract } from '../../../src/nn/ops/subtract.js';
import { tanh } from '../../../src/nn/ops/tanh.js';
import { where } from '../../../src/nn/ops/where.js';
import type { OperatorCase } from './operator-case.js';

const image = [2, 3, 4, 4];
const channels = [3, 1, 1];
const positive = [0.5, 2] as const;
const wide = [-4, 4] as const;
const tolerance = 1e-4;

export const elementwiseCases: readonly OperatorCase[] = [
  { name: 'subtract, broadcast', inputs: [channels, image], build: (a, b) => subtract(a, b) },
  { name: 'divide, broadcast', inputs: [image, channels], range: positive, build: (a, b) => divide(a, b) },
  { name: 'divide a number', inputs: [image], range: positive, build: (x) => divide(2, x) },
  { name: 'negate', inputs: [image], build: (x) => negate(x) },
  { name: 'abs', inputs: [image], build: (x) => abs(x) },
  { name: 'square', inputs: [image], build: (x) => square(x) },
  { name: 'power', inputs: [image], range: positive, build: (x) => power(x, -1.5) },
  { name: 'sqrt', inputs: [image], range: positive, build: (x) => sqrt(x) },
  { name: 'exp', inputs: [image], build: (x) => exp(x), tolerance },
  { name: 'log', inputs: [image], range: positive, build: (x) => log(x) },
  { name: 'tanh', inputs: [image], range: wide, build: (x) => tanh(x), tolerance },
  { name: 'sigmoid', inputs: [image], range: wide, build: (x) => sigmoid(x), tolerance },
  { name: 'softplus', inputs: [image], range: wide, build: (x) => softplus(x), tolerance },
  { name: 'leakyRelu', inputs: [image], build: (x) => leakyRelu(x, 0.2) },
  { name: 'clip', inputs: [image], build: (x) => clip(x, -0.3, 0.6) },
  { name: 'maximum, broadcast', inputs: [channels, image], build: (a, b) => maximum(a, b) },
  { name: 'minimum with a number', inputs: [image], build: (x) => minimum(x, 0.25) },
  { name: 'where greater', inputs: [image, image], build: (a, b) => where(greater(a, 0), a, multiply(b, b)) },
  { name: 'where less, broadcast', inputs: [image, channels], build: (a, b) => where(less(a, 0.1), b, a) },
];
