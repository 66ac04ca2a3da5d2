import { emitAveragePool } from '../emit/average-pool.js';
import { emitPad } from '../emit/pad.js';
import { emitSlice } from '../emit/slice.js';
import { emitSpread } from '../emit/spread.js';
import { emitUpsampleNearest } from '../emit/upsample-nearest.js';
import type { Tensor } from '../graph/graph.js';
import { multiply } from './multiply.js';
import { type PoolOptions, poolTiles, poolWindows } from './pool-windows.js';

/** Mean of windows of images [N, C, H, W]; padding counts as zeros. */
export function averagePool(x: Tensor, options: PoolOptions): Tensor {
  const windows = poolWindows('averagePool', x, options);
  const { kernel, stride, padding } = windows;
  const margins = [0, 0, padding, padding];
  const y = emitAveragePool(emitPad(x, margins, margins), kernel, stride);
  return x.graph.record([x], y, (dy) => [
    poolTiles(x, windows)
      ? multiply(emitUpsampleNearest(dy, kernel), 1 / kernel ** 2)
      : gradient(x, dy, kernel, stride, padding),
  ]);
}

/** Every pixel gets the mean, over a window that ends at it, of the gradients spread to where their windows begin. */
function gradient(x: Tensor, dy: Tensor, kernel: number, stride: number, padding: number): Tensor {
  let spread = emitSpread(dy, [1, 1, stride, stride]);
  const room = x.shape.map((size) => size + padding);
  const over = [2, 3].filter((axis) => spread.shape[axis]! > room[axis]!);
  if (over.length > 0) {
    spread = emitSlice(
      spread,
      over.map((axis) => ({ axis, from: 0, to: room[axis]! })),
    );
  }
  const before = kernel - 1 - padding;
  const after = [2, 3].map((axis) => room[axis]! - spread.shape[axis]!);
  return emitAveragePool(emitPad(spread, [0, 0, before, before], [0, 0, ...after]), kernel, 1);
}
