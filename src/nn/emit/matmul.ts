import type { Tensor } from '../graph/graph.js';
import { broadcastShape, sizeOf } from '../graph/shape.js';
import { int } from '../onnx/model.js';
import { emitTranspose } from './transpose.js';

/** Which operands enter with their last two axes swapped. */
export interface MatmulOptions {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

/**
 * The matrix product over the last two axes (rank 2 or more), broadcasting over the others, without a gradient. On the CPU a
 * transposed operand is read in place (FusedMatMul); elsewhere it is transposed first.
 */
export function emitMatmul(a: Tensor, b: Tensor, options: MatmulOptions = {}): Tensor {
  const { transposeA = false, transposeB = false } = options;
  const { graph } = a;
  const left = transposeA ? swapLast(a.shape) : a.shape;
  const right = transposeB ? swapLast(b.shape) : b.shape;
  const batch = broadcastShape('matmul', left.slice(0, -2), right.slice(0, -2));
  const shape = [...batch, left.at(-2)!, right.at(-1)!];
  graph.flops += 2 * sizeOf(shape) * left.at(-1)!;
  if (graph.target === 'cpu' && (transposeA || transposeB)) {
    const attributes = { transA: int(transposeA ? 1 : 0), transB: int(transposeB ? 1 : 0) };
    return graph.emit('FusedMatMul', [a, b], shape, { attributes, domain: 'com.microsoft' });
  }
  const operands = [transposeA ? emitSwapLast(a) : a, transposeB ? emitSwapLast(b) : b];
  return graph.emit('MatMul', operands, shape);
}

function swapLast<T>(list: readonly T[]): T[] {
  return [...list.slice(0, -2), list.at(-1)!, list.at(-2)!];
}

function emitSwapLast(x: Tensor): Tensor {
  return emitTranspose(x, swapLast(x.shape.map((_, i) => i)));
}
