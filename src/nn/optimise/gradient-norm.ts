import { emitPad } from '../emit/pad.js';
import { emitReduce } from '../emit/reduce.js';
import { emitReshape } from '../emit/reshape.js';
import type { Tensor } from '../graph/graph.js';
import { over, plus, root, times } from './elementwise.js';

/** Length of the rows whose sums are summed: keeps float32 sums accurate, and a GPU busy with more than one sum. */
const ROW = 1024;

/** Euclidean norm of a flat gradient, a scalar. */
export function gradientNorm(gradient: Tensor): Tensor {
  const [size] = gradient.shape;
  const rows = Math.ceil(size! / ROW);
  const padded = emitPad(gradient, [0], [rows * ROW - size!]);
  const table = emitReshape(times(padded, padded), [rows, ROW]);
  const sums = emitReduce('ReduceSum', table, { axes: [1] }).y;
  return root(emitReduce('ReduceSum', sums, {}).y);
}

/** The gradient, shortened to a norm of `limit` where it is longer; 1e-6 is added to the norm as torch does. */
export function clipByNorm(gradient: Tensor, norm: Tensor, limit: number): Tensor {
  const { graph } = gradient;
  const share = over(graph.lift(limit), plus(norm, 1e-6));
  const factor = graph.emit('Clip', [share, null, graph.lift(1)], share.shape);
  return times(gradient, factor);
}
