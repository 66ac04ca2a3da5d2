import { emitFlip } from '../emit/flip.js';
import { emitPad, type PadMode } from '../emit/pad.js';
import { emitReduce } from '../emit/reduce.js';
import { emitSlice } from '../emit/slice.js';
import { emitUnslice } from '../emit/unslice.js';
import type { Tensor } from '../graph/graph.js';
import { shapeError, showShape } from '../graph/shape.js';
import { text } from '../onnx/model.js';
import { add } from './add.js';

export interface PadOptions {
  /** constant: `value`; reflect: mirrored without repeating the border sample; edge: the border sample. */
  readonly mode?: PadMode;
  readonly value?: number;
}

/** Adds `before[i]` and `after[i]` samples to axis i. */
export function pad(
  x: Tensor,
  before: readonly number[],
  after: readonly number[],
  { mode = 'constant', value = 0 }: PadOptions = {},
): Tensor {
  check(x, before, after, mode);
  if ([...before, ...after].every((n) => n === 0)) return x;
  const y =
    mode === 'constant' && value !== 0 ? filled(x, before, after, value) : emitPad(x, before, after, mode);
  return x.graph.record([x], y, (dy) => [
    x.shape.reduce((g, size, axis) => fold(g, axis, before[axis]!, size, mode), dy),
  ]);
}

/** Adds rows and columns to images [N, C, H, W]. */
export function padImage(x: Tensor, { top, left, bottom, right }: Margins, options: PadOptions = {}): Tensor {
  return pad(x, [0, 0, top, left], [0, 0, bottom, right], options);
}

/** Rows and columns around an image. */
export interface Margins {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

function filled(x: Tensor, before: readonly number[], after: readonly number[], value: number): Tensor {
  const shape = x.shape.map((size, i) => size + before[i]! + after[i]!);
  const inputs = [x, x.graph.int64([...before, ...after]), x.graph.constant(value)];
  return x.graph.emit('Pad', inputs, shape, { attributes: { mode: text('constant') } });
}

/** The gradient along one axis: the kept samples, and what came from copies of border samples added to these. */
function fold(dy: Tensor, axis: number, before: number, size: number, mode: PadMode): Tensor {
  const total = dy.shape[axis]!;
  if (total === size) return dy;
  const part = (from: number, to: number): Tensor => emitSlice(dy, [{ axis, from, to }]);
  const core = part(before, before + size);
  if (mode === 'constant') return core;
  const place = (t: Tensor, from: number): Tensor =>
    emitUnslice(t, core.shape, [{ axis, from, to: from + t.shape[axis]! }]);
  const gather = (t: Tensor): Tensor =>
    mode === 'edge' ? emitReduce('ReduceSum', t, { axes: [axis], keep: true }).y : emitFlip(t, axis);
  const after = total - size - before;
  const parts = [core];
  if (before > 0) parts.push(place(gather(part(0, before)), mode === 'edge' ? 0 : 1));
  if (after > 0)
    parts.push(place(gather(part(total - after, total)), size - 1 - (mode === 'edge' ? 0 : after)));
  return parts.reduce((a, b) => add(a, b));
}

function check(x: Tensor, before: readonly number[], after: readonly number[], mode: PadMode): void {
  const rank = x.shape.length;
  const sound = (list: readonly number[]) =>
    list.length === rank && list.every((n) => Number.isInteger(n) && n >= 0);
  if (!sound(before) || !sound(after)) {
    throw shapeError(
      'pad',
      `[${before}] and [${after}] are not counts for the axes of ${showShape(x.shape)}`,
    );
  }
  if (mode === 'reflect' && x.shape.some((size, i) => Math.max(before[i]!, after[i]!) >= size)) {
    throw shapeError('pad', `reflection by [${before}] and [${after}] exceeds ${showShape(x.shape)}`);
  }
}
