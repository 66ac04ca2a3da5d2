import type { Tensor } from '../graph/graph.js';
import { int, text } from '../onnx/model.js';
import { emitConcat } from './concat.js';
import { emitPad } from './pad.js';
import { emitSlice } from './slice.js';

/** Square windows over an image with `padding` rows and columns on each side. */
export interface Windows {
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
}

/**
 * The gradient of taking windows apart: `parts` holds for every sample of the window, row-major, an image [N, C, rows, columns] of one
 * value per window. Adds each to the pixel of an image [N, C, height, width] that it came from; no gradient.
 *
 * The pixels of one remainder by the stride are summed at the parts' own size and interleaved last: far less memory is moved than by
 * spreading every part with zeros.
 */
export function emitUnwindow(
  parts: readonly Tensor[],
  { kernel, stride, padding }: Windows,
  size: readonly [number, number],
): Tensor {
  const reach = Math.floor((kernel - 1) / stride);
  const phases = new Map<number, Tensor>();
  parts.forEach((part, k) => {
    const [i, j] = [Math.floor(k / kernel), k % kernel];
    const [down, right] = [Math.floor(i / stride), Math.floor(j / stride)];
    const placed = emitPad(part, [0, 0, down, right], [0, 0, reach - down, reach - right]);
    const phase = (i % stride) * stride + (j % stride);
    const before = phases.get(phase);
    phases.set(phase, before === undefined ? placed : part.graph.emit('Add', [before, placed], placed.shape));
  });
  const empty = (): Tensor => {
    const { graph, shape } = phases.get(0)!;
    return graph.emit('Mul', [phases.get(0)!, graph.constant(0)], shape);
  };
  const planes = Array.from({ length: stride ** 2 }, (_, phase) => phases.get(phase) ?? empty());
  const whole = interleave(emitConcat(planes, 1), stride);
  const missing = size.map((n, axis) => Math.max(0, padding + n - whole.shape[axis + 2]!));
  return emitSlice(
    emitPad(whole, [0, 0, 0, 0], [0, 0, ...missing]),
    size.map((n, axis) => ({ axis: axis + 2, from: padding, to: padding + n })),
  );
}

function interleave(x: Tensor, stride: number): Tensor {
  if (stride === 1) return x;
  const [n, c, h, w] = x.shape as [number, number, number, number];
  return x.graph.emit('DepthToSpace', [x], [n, c / stride ** 2, h * stride, w * stride], {
    attributes: { blocksize: int(stride), mode: text('DCR') },
  });
}
