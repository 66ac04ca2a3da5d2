import type { Tensor } from '../graph/graph.js';
import { emitPad } from './pad.js';
import { emitReshape } from './reshape.js';

/** Puts `factors[i]` - 1 zeros after every sample of axis i, without a gradient. */
export function emitSpread(x: Tensor, factors: readonly number[]): Tensor {
  if (factors.every((factor) => factor === 1)) return x;
  // Every axis to be spread gets a neighbour of size 1, which is padded and merged again.
  const split = x.shape.flatMap((size, i) => (factors[i] === 1 ? [size] : [size, 1]));
  const zeros = factors.flatMap((factor) => (factor === 1 ? [0] : [0, factor - 1]));
  const filled = emitPad(
    emitReshape(x, split),
    zeros.map(() => 0),
    zeros,
  );
  return emitReshape(
    filled,
    x.shape.map((size, i) => size * factors[i]!),
  );
}
