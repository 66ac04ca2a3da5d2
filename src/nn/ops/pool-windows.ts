import type { Range } from '../emit/slice.js';
import type { Windows } from '../emit/unwindow.js';
import type { Tensor } from '../graph/graph.js';
import { type Shape, shapeError, showShape } from '../graph/shape.js';

/** Square windows over images [N, C, H, W]. */
export interface PoolOptions {
  /** Side of a window. */
  readonly kernel: number;
  /** Distance between windows; the kernel when left out. */
  readonly stride?: number;
  /** Rows and columns added on each side; less than the kernel, 0 when left out. */
  readonly padding?: number;
}

export interface PoolWindows extends Windows {
  /** Shape of the result; a window that does not fit any more is left out. */
  readonly shape: Shape;
  /** For every sample of the window, row-major: where the padded image holds it. */
  readonly ranges: readonly Range[][];
}

export function poolWindows(operator: string, x: Tensor, options: PoolOptions): PoolWindows {
  const { kernel, stride = kernel, padding = 0 } = options;
  const [n, c, h, w] = x.shape;
  const sound =
    [kernel, stride, padding].every(Number.isInteger) && kernel >= 1 && stride >= 1 && padding >= 0;
  const fits = x.shape.length === 4 && Math.min(h!, w!) + 2 * padding >= kernel && padding < kernel;
  if (!sound || !fits) {
    const window = `kernel ${kernel}, stride ${stride}, padding ${padding}`;
    throw shapeError(operator, `${window} do not fit images of shape ${showShape(x.shape)}`);
  }
  const count = (size: number): number => Math.floor((size + 2 * padding - kernel) / stride) + 1;
  const [rows, columns] = [count(h!), count(w!)];
  const range = (axis: number, from: number, size: number): Range => {
    return { axis, from, to: from + (size - 1) * stride + 1, step: stride };
  };
  const ranges = Array.from({ length: kernel * kernel }, (_, i) => [
    range(2, Math.floor(i / kernel), rows),
    range(3, i % kernel, columns),
  ]);
  return { kernel, stride, padding, shape: [n!, c!, rows, columns], ranges };
}

/** Whether the windows cover every pixel exactly once. */
export const poolTiles = (x: Tensor, { kernel, stride, padding, shape }: PoolWindows): boolean =>
  kernel === stride && padding === 0 && [2, 3].every((axis) => shape[axis]! * kernel === x.shape[axis]);
