import type { Compute } from '../../core/kernel.js';
import type { RasterSource } from '../../core/raster-source.js';
import { expand, fullWindow, intersect, uniformMargin, type Window } from '../../core/window.js';
import { lee } from '../../kernels/lee/index.js';
import { multilook } from '../../kernels/multilook/index.js';
import type { Looks } from './looked-geometry.js';
import { powerOf } from './power.js';
import type { SarProduct } from './sar-product.js';

/** How speckle is lowered before images are used. */
export interface SpeckleFilter {
  readonly looks: Looks;
  /** Half the side of Lee's window in looked pixels; 0 leaves the filter out. */
  readonly radius: number;
}

/** Full-resolution samples that are in memory at a time. */
const STRIP_SAMPLES = 2 ** 22;

/**
 * Amplitude (square root of power) in a window of the looked image, which may reach outside: NaN there and where there is no signal.
 * Blocks of samples are averaged as power, then filtered.
 */
export async function readAmplitude(
  source: Pick<RasterSource, 'info' | 'readBand'>,
  product: SarProduct,
  { looks, radius }: SpeckleFilter,
  window: Window,
  compute: Compute,
  signal: AbortSignal,
): Promise<Float32Array> {
  const padded = expand(window, uniformMargin(radius));
  const power = await lookedPower(source, product, looks, padded, compute, signal);
  if (radius === 0) return power.map(Math.sqrt);
  const { width, height } = padded;
  const params = { width, height, radius, looks: product.looks * looks.x * looks.y };
  return (await compute.run(lee, { power }, params)).filtered.map(Math.sqrt);
}

async function lookedPower(
  source: Pick<RasterSource, 'info' | 'readBand'>,
  { quantity }: SarProduct,
  looks: Looks,
  { col, row, width, height }: Window,
  compute: Compute,
  signal: AbortSignal,
): Promise<Float32Array> {
  const out = new Float32Array(width * height);
  const rows = Math.max(1, Math.floor(STRIP_SAMPLES / (width * looks.x * looks.y)));
  for (let from = 0; from < height; from += rows) {
    const count = Math.min(rows, height - from);
    const strip: Window = {
      col: col * looks.x,
      row: (row + from) * looks.y,
      width: width * looks.x,
      height: count * looks.y,
    };
    const power = new Float32Array(strip.width * strip.height).fill(Number.NaN);
    const inside = intersect(strip, fullWindow(source.info));
    if (inside !== null) {
      const read = powerOf(await source.readBand(inside, { signal }), quantity, source.info.name);
      for (let r = 0; r < inside.height; r++) {
        const line = read.subarray(r * inside.width, (r + 1) * inside.width);
        power.set(line, (inside.row - strip.row + r) * strip.width + inside.col - strip.col);
      }
    }
    const size = { width: strip.width, height: strip.height, looksX: looks.x, looksY: looks.y };
    out.set((await compute.run(multilook, { power }, size)).mean, from * width);
  }
  return out;
}
