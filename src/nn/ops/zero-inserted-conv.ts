import type { Tensor } from '../graph/graph.js';
import { shapeError, showShape } from '../graph/shape.js';
import { concat } from './concat.js';
import { conv } from './conv.js';
import { depthToSpace } from './depth-to-space.js';
import { slice } from './slice.js';

/** The taps of a kernel that meet samples, not inserted zeros, for output pixels of one parity along one axis. */
interface Taps {
  /** First tap; every second one follows. */
  readonly from: number;
  /** Zeros that the image needs on either side. */
  readonly before: number;
  readonly after: number;
}

/**
 * `conv(zeroInsert(x), weights, null, { padding: (k - 1) / 2 })` for k x k weights, k = 3, 5, .., without multiplying by the inserted zeros:
 * one small convolution of x for each of the four parities of the output's row and column, interleaved. The results are equal up
 * to the order of the sums; a 5x5 kernel takes 6.25 instead of 25 products per output and input channel.
 */
export function zeroInsertedConv(x: Tensor, weights: Tensor): Tensor {
  const [, , k, columns] = weights.shape;
  if (weights.shape.length !== 4 || k !== columns || k! % 2 !== 1 || k! < 3) {
    throw shapeError(
      'zeroInsertedConv',
      `weights ${showShape(weights.shape)} are not square with an odd side from 3`,
    );
  }
  const parities = [taps(k!, 0), taps(k!, 1)];
  const phases = parities.flatMap((down) =>
    parities.map((across) => {
      const part = slice(weights, [
        { axis: 2, from: down.from, to: k!, step: 2 },
        { axis: 3, from: across.from, to: k!, step: 2 },
      ]);
      return conv(x, part, null, { padding: [down.before, across.before, down.after, across.after] });
    }),
  );
  return depthToSpace(concat(phases));
}

function taps(kernel: number, parity: number): Taps {
  const padding = (kernel - 1) / 2;
  const from = (padding + parity) % 2;
  const first = (parity + from - padding) / 2;
  const count = Math.ceil((kernel - from) / 2);
  return { from, before: -first, after: first + count - 1 };
}
