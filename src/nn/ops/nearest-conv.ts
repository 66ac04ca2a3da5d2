import type { Tensor } from '../graph/graph.js';
import { shapeError, showShape } from '../graph/shape.js';
import { concat } from './concat.js';
import { conv } from './conv.js';
import { depthToSpace } from './depth-to-space.js';
import { reshape } from './reshape.js';
import { slice } from './slice.js';

/** The taps that a kernel has left for output pixels of one parity along one axis, once taps of the same input sample are added. */
interface Phase {
  /** For each tap of the kernel, the index of the one that it is added to. */
  readonly target: readonly number[];
  readonly count: number;
  /** Zeros that the image needs on either side. */
  readonly before: number;
  readonly after: number;
}

/**
 * `conv(resizeNearest(x, 2), weights, null, { padding: (k - 1) / 2 })` for k x k weights, k = 3, 5, .., without the enlarged image: the
 * four pixels that come from one see the same few input pixels, so that taps can be added beforehand and a small convolution of x
 * be made for each parity of the output's row and column. The results are equal up to the order of the sums; a 5x5 kernel takes 9
 * instead of 25 products per output and input channel, a 3x3 kernel 4 instead of 9.
 */
export function nearestConv(x: Tensor, weights: Tensor): Tensor {
  const [, , k, columns] = weights.shape;
  if (weights.shape.length !== 4 || k !== columns || k! % 2 !== 1 || k! < 3) {
    throw shapeError(
      'nearestConv',
      `weights ${showShape(weights.shape)} are not square with an odd side from 3`,
    );
  }
  const [even, odd] = [phaseOf(k!, 0), phaseOf(k!, 1)];
  const padding = [even.before, even.before, odd.after, odd.after] as const;
  const phases = (order: readonly Phase[]): Tensor => {
    const kernels = order.flatMap((down) => order.map((across) => addedTaps(weights, down, across)));
    return depthToSpace(conv(x, concat(kernels, 0), null, { padding }));
  };
  if (even.before === odd.before) return phases([even, odd]);
  // Odd rows and columns see one sample further on: in exchanged places they lie one pixel before even ones, and one pixel is cut off.
  const [, , rows, width] = x.shape;
  return slice(phases([odd, even]), [
    { axis: 2, from: 1, to: 2 * rows! + 1 },
    { axis: 3, from: 1, to: 2 * width! + 1 },
  ]);
}

function phaseOf(kernel: number, parity: number): Phase {
  const padding = (kernel - 1) / 2;
  const samples = Array.from({ length: kernel }, (_, tap) => Math.floor((parity + tap - padding) / 2));
  const [first, last] = [samples[0]!, samples.at(-1)!];
  return {
    target: samples.map((sample) => sample - first),
    count: last - first + 1,
    before: -first,
    after: last,
  };
}

/** The taps of weights [O, C, k, k] added to those of a phase, as a product with a matrix of zeros and ones. */
function addedTaps(weights: Tensor, down: Phase, across: Phase): Tensor {
  const { graph } = weights;
  const [outputs, inputs, k] = weights.shape as [number, number, number];
  const [taps, left] = [k * k, down.count * across.count];
  const matrix = new Float64Array(taps * left);
  const transposed = new Float64Array(taps * left);
  for (let tap = 0; tap < taps; tap++) {
    const target = down.target[Math.floor(tap / k)]! * across.count + across.target[tap % k]!;
    matrix[tap * left + target] = 1;
    transposed[target * taps + tap] = 1;
  }
  const rows = reshape(weights, [outputs * inputs, taps]);
  const product = (a: Tensor, values: Float64Array, shape: readonly [number, number]): Tensor =>
    graph.emit('MatMul', [a, graph.constant(values, shape)], [outputs * inputs, shape[1]]);
  const sums = graph.record([rows], product(rows, matrix, [taps, left]), (dy) => [
    product(dy, transposed, [left, taps]),
  ]);
  return reshape(sums, [outputs, inputs, down.count, across.count]);
}
