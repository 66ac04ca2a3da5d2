import type { Tensor } from '../graph/tensor.js';
import { emitPad } from './pad.js';
import { emitReshape } from './reshape.js';

/** Puts `factor` - 1 zeros after every sample of an axis, without a gradient. */
export function emitSpread(x: Tensor, axis: number, factor: number): Tensor {
  if (factor === 1) return x;
  const [outer, inner] = [x.shape.slice(0, axis + 1), x.shape.slice(axis + 1)];
  const column = emitReshape(x, [...outer, 1, ...inner]);
  const none = column.shape.map(() => 0);
  const filled = emitPad(
    column,
    none,
    none.map((_, i) => (i === axis + 1 ? factor - 1 : 0)),
  );
  return emitReshape(
    filled,
    x.shape.map((size, i) => (i === axis ? size * factor : size)),
  );
}
