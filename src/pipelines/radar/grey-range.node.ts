import { CuestaError } from '../../core/errors.js';
import { openRaster } from '../../io/open.node.js';
import { createNodeCompute } from '../../kernels/select.node.js';
import { quantiles } from '../../math/order-statistics.js';
import { lookedGeometry } from '../../sar/image/looked-geometry.js';
import { readAmplitude, type SpeckleFilter } from '../../sar/image/read-amplitude.js';
import type { SarProduct } from '../../sar/image/sar-product.js';

/** Most windows along either side of an image, and their side in looked pixels. */
const MOST = 6;
const SIDE = 64;

/**
 * 2nd and 98th percentile of the filtered amplitude, from windows spread over the image. Throws `input` for an image without a
 * signal: all shadow, or nothing in the file.
 */
export async function greyRange(
  product: SarProduct,
  filter: SpeckleFilter,
  signal: AbortSignal,
): Promise<readonly [low: number, high: number]> {
  const { width, height } = lookedGeometry(product.geometry, filter.looks);
  const [cols, rows] = [width, height].map((length) => Math.min(MOST, Math.ceil(length / SIDE)));
  const source = await openRaster(product.raster, { signal });
  const compute = await createNodeCompute('wasm');
  const seen: Float32Array[] = [];
  try {
    for (let k = 0; k < cols * rows; k++) {
      const at = (length: number, count: number, i: number): number =>
        Math.max(0, Math.floor(((i + 0.5) / count) * length - SIDE / 2));
      const [col, row] = [at(width, cols, k % cols), at(height, rows, Math.floor(k / cols))];
      const window = { col, row, width: Math.min(SIDE, width - col), height: Math.min(SIDE, height - row) };
      seen.push(await readAmplitude(source, product, filter, window, compute, signal));
    }
  } finally {
    await source.close();
    await compute.close();
  }
  const all = new Float32Array(seen.reduce((sum, part) => sum + part.length, 0));
  let count = 0;
  for (const part of seen) {
    all.set(part, count);
    count += part.length;
  }
  const [low, high] = quantiles(all, [0.02, 0.98]);
  if (low < high) return [low, high];
  throw new CuestaError(
    'input',
    `${product.raster} shows nothing: its samples are missing, 0 or all the same.`,
    {
      subject: product.raster,
      hint: 'The ground lies in shadow or outside the swath, or the raster does not belong to the description.',
    },
  );
}
