import { emitExpand } from '../emit/expand.js';
import type { Tensor } from '../graph/graph.js';
import { sameShape, shapeError, showShape } from '../graph/shape.js';
import { add } from './add.js';
import { bilinearSample } from './bilinear-sample.js';
import { concat } from './concat.js';
import { multiply } from './multiply.js';
import { reduceMean } from './reduce-mean.js';
import { reduceSum } from './reduce-sum.js';
import { reshape } from './reshape.js';
import type { Outside } from './sample-axis.js';
import { slice } from './slice.js';
import { subtract } from './subtract.js';

export interface Propagation {
  /** What is propagated: images [N, 1, H, W]. Pass them through stopGradient where no gradient is needed: that saves the scatter. */
  readonly image: Tensor;
  /** Weights of the 3x3 taps, row-major, [N, 9, H, W]; their mean is subtracted. */
  readonly weights: Tensor;
  /** Displacements (down, right) in pixels of all taps but the central one, [N, 16, H, W]. */
  readonly offsets: Tensor;
  /** One factor per tap, [1, 1, 3, 3]. */
  readonly taps: Tensor;
  /** Added everywhere, [1]. */
  readonly bias: Tensor;
  /** Factor of the image that the propagated values are added to. */
  readonly scale: number;
  readonly outside: Outside;
}

/**
 * One step of deformable propagation (Cai and Wilson 2025, JSPSR): every pixel adds a weighted sum of the image at 3x3 displaced
 * positions, of which the central one stays, to itself. Gives [N, 1, H, W].
 */
export function deformablePropagation(step: Propagation): Tensor {
  const { image, weights, offsets, taps, bias, scale, outside } = step;
  check(step);
  const [n, , h, w] = image.shape as [number, number, number, number];
  const [rows, columns] = [tapPositions(offsets, 0), tapPositions(offsets, 1)];
  const sampled = reshape(bilinearSample(image, rows, columns, outside), [n, 9, h, w]);
  const balanced = subtract(weights, reduceMean(weights, { axes: [1], keep: true }));
  const terms = multiply(multiply(balanced, reshape(taps, [1, 9, 1, 1])), sampled);
  const sum = add(reduceSum(terms, { axes: [1], keep: true }), reshape(bias, [1, 1, 1, 1]));
  return add(sum, multiply(image, scale));
}

/** Rows (direction 0) or columns (1) of all taps: [N, 9 · H · W]. */
function tapPositions(offsets: Tensor, direction: 0 | 1): Tensor {
  const { graph } = offsets;
  const [n, , h, w] = offsets.shape as [number, number, number, number];
  const pairs = reshape(offsets, [n, 8, 2, h * w]);
  const moved = reshape(slice(pairs, [{ axis: 2, from: direction, to: direction + 1 }]), [n, 8, h, w]);
  const part = (from: number, to: number): Tensor => slice(moved, [{ axis: 1, from, to }]);
  const centre = emitExpand(graph.constant([0], [1, 1, 1, 1]), [n, 1, h, w]);
  const all = concat([part(0, 4), centre, part(4, 8)]);
  // Where the taps are without a displacement depends on the row or the column only.
  const length = direction === 0 ? h : w;
  const home = Array.from({ length: 9 }, (_, tap) => {
    const step = (direction === 0 ? Math.floor(tap / 3) : tap % 3) - 1;
    return Array.from({ length }, (_, i) => i + step);
  }).flat();
  const shape = direction === 0 ? [1, 9, h, 1] : [1, 9, 1, w];
  return reshape(add(all, graph.constant(home, shape)), [n, 9 * h * w]);
}

function check({ image, weights, offsets, taps, bias }: Propagation): void {
  const [n, c, h, w] = image.shape;
  const expected = [
    ['weights', weights, [n!, 9, h!, w!]],
    ['offsets', offsets, [n!, 16, h!, w!]],
    ['taps', taps, [1, 1, 3, 3]],
    ['bias', bias, [1]],
  ] as const;
  if (image.shape.length !== 4 || c !== 1) {
    throw shapeError(
      'deformablePropagation',
      `the image is ${showShape(image.shape)} instead of [N, 1, H, W]`,
    );
  }
  for (const [name, tensor, shape] of expected) {
    if (!sameShape(tensor.shape, shape)) {
      throw shapeError(
        'deformablePropagation',
        `${name} ${showShape(tensor.shape)} instead of ${showShape(shape)}`,
      );
    }
  }
}
