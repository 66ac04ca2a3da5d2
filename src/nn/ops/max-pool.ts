import { emitAveragePool } from '../emit/average-pool.js';
import { emitSlice } from '../emit/slice.js';
import { emitUnwindow } from '../emit/unwindow.js';
import { emitUpsampleNearest } from '../emit/upsample-nearest.js';
import type { Tensor } from '../graph/graph.js';
import { ints } from '../onnx/model.js';
import { add } from './add.js';
import { cast } from './cast.js';
import { divide } from './divide.js';
import { equal } from './equal.js';
import { multiply } from './multiply.js';
import { pad } from './pad.js';
import { type PoolOptions, type PoolWindows, poolTiles, poolWindows } from './pool-windows.js';

/** The most negative value that is never chosen; finite in float32, so that 0 times it is 0. */
const LOWEST = -3e38;

/**
 * Maximum of windows of images [N, C, H, W]; padding is never chosen. Samples that tie for a maximum share its gradient equally:
 * clamped and shadowed areas tie exactly, and the equality mask alone would multiply the gradient there.
 */
export function maxPool(x: Tensor, options: PoolOptions): Tensor {
  const windows = poolWindows('maxPool', x, options);
  const { kernel, stride, padding, shape } = windows;
  const attributes = {
    kernel_shape: ints([kernel, kernel]),
    strides: ints([stride, stride]),
    pads: ints([padding, padding, padding, padding]),
  };
  const y = x.graph.emit('MaxPool', [x], shape, { attributes });
  return x.graph.record([x], y, (dy) => [
    poolTiles(x, windows) ? tiledGradient(x, y, dy, kernel) : gradient(x, y, dy, windows),
  ]);
}

function tiledGradient(x: Tensor, y: Tensor, dy: Tensor, k: number): Tensor {
  const chosen = cast(equal(x, emitUpsampleNearest(y, k)), x.graph.float);
  const count = multiply(emitAveragePool(chosen, k, k), k * k);
  return multiply(emitUpsampleNearest(divide(dy, count), k), chosen);
}

/** One shifted view of x per sample of the window; each passes its part on. */
function gradient(x: Tensor, y: Tensor, dy: Tensor, windows: PoolWindows): Tensor {
  const { padding, ranges } = windows;
  const margins = [0, 0, padding, padding];
  const padded = pad(x, margins, margins, { value: LOWEST });
  const chosen = ranges.map((range) => cast(equal(emitSlice(padded, range), y), x.graph.float));
  const share = divide(
    dy,
    chosen.reduce((a, b) => add(a, b)),
  );
  const parts = chosen.map((mask) => multiply(share, mask));
  return emitUnwindow(parts, windows, [x.shape[2]!, x.shape[3]!]);
}
