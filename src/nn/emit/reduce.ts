import type { Tensor } from '../graph/graph.js';
import { normalAxes } from '../graph/shape.js';
import { int } from '../onnx/model.js';

export interface ReduceOptions {
  /** Negative axes count from the last; all axes when left out. */
  readonly axes?: readonly number[];
  /** Keep reduced axes with size 1. */
  readonly keep?: boolean;
}

export interface Reduced {
  readonly y: Tensor;
  /** The shape with reduced axes of size 1, whatever `keep` says. */
  readonly kept: readonly number[];
  /** Samples that went into each result. */
  readonly count: number;
}

/** ReduceSum, ReduceMean, ReduceMax … without a gradient. */
export function emitReduce(opType: string, x: Tensor, { axes, keep = false }: ReduceOptions): Reduced {
  const list = normalAxes(opType, x.shape, axes);
  const kept = x.shape.map((size, i) => (list.includes(i) ? 1 : size));
  const shape = keep ? kept : x.shape.filter((_, i) => !list.includes(i));
  const y = x.graph.emit(opType, [x, x.graph.int64(list)], shape, {
    attributes: { keepdims: int(keep ? 1 : 0) },
  });
  return { y, kept, count: list.reduce((n, axis) => n * x.shape[axis]!, 1) };
}
