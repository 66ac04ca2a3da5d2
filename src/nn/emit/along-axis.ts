import type { Tensor } from '../graph/graph.js';
import { emitTranspose } from './transpose.js';

/** Multiplies an axis by a constant matrix, row-major [rows, size of the axis]: the axis gets `rows` samples. No gradient. */
export function emitAlongAxis(x: Tensor, axis: number, matrix: Float64Array, rows: number): Tensor {
  const { graph } = x;
  const last = x.shape.length - 1;
  const columns = x.shape[axis]!;
  const shape = x.shape.map((size, i) => (i === axis ? rows : size));
  graph.flops += 2 * columns * shape.reduce((a, b) => a * b, 1);
  if (axis === last - 1) return graph.emit('MatMul', [graph.constant(matrix, [rows, columns]), x], shape);
  if (axis === last) {
    return graph.emit('MatMul', [x, graph.constant(transposed(matrix, rows), [columns, rows])], shape);
  }
  const swap = x.shape.map((_, i) => (i === axis ? last : i === last ? axis : i));
  return emitTranspose(emitAlongAxis(emitTranspose(x, swap), last, matrix, rows), swap);
}

/** Row-major [rows, n] to [n, rows]. */
export function transposed(matrix: Float64Array, rows: number): Float64Array {
  const columns = matrix.length / rows;
  return matrix.map((_, i) => matrix[(i % rows) * columns + Math.floor(i / rows)]!);
}
