import type { Tensor } from '../graph/graph.js';

/** One axis of a slice: samples from, from + step, … below to. */
export interface Range {
  readonly axis: number;
  readonly from: number;
  readonly to: number;
  /** Positive; 1 when left out. */
  readonly step?: number;
}

/** A window, without a gradient; axes that are not named are kept whole. */
export function emitSlice(x: Tensor, ranges: readonly Range[]): Tensor {
  const { graph } = x;
  const shape = [...x.shape];
  for (const { axis, from, to, step = 1 } of ranges) shape[axis] = Math.ceil((to - from) / step);
  const list = (pick: (range: Range) => number): Tensor => graph.int64(ranges.map(pick));
  return graph.emit(
    'Slice',
    [x, list((r) => r.from), list((r) => r.to), list((r) => r.axis), list((r) => r.step ?? 1)],
    shape,
    { dtype: x.dtype },
  );
}
