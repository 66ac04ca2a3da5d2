import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openRaster } from '../../../dist/node.js';
import { cuesta } from '../cuesta.mjs';

/** A simulated scene in a folder named after its seed and size, made when it is not there yet. */
export function earthScene({ work, threads }, { seed, size }) {
  const folder = join(work, `earth-${seed}-${size}`);
  if (!existsSync(join(folder, 'scene.json'))) {
    const options = ['--seed', seed, '--size', size, '--threads', threads, '--overwrite'];
    cuesta('simulate', 'earth', '-o', folder, ...options);
  }
  return { seed, folder, file: (name) => join(folder, `${name}.tif`) };
}

/** All bands of a raster, each as one. */
export async function readBands(path) {
  const source = await openRaster(path);
  try {
    const { width, height, bands } = source.info;
    const window = { col: 0, row: 0, width, height };
    const read = [];
    for (let band = 0; band < bands; band++) read.push(await source.readRaster(window, { band }));
    return read;
  } finally {
    await source.close();
  }
}

/** Means over `factor` x `factor` pixels; what is left over at the right and lower edge is left out. */
export function blockMeans({ width, height, data, georef }, factor) {
  const [w, h] = [Math.floor(width / factor), Math.floor(height / factor)];
  const means = new Float32Array(w * h);
  for (let r = 0; r < h; r++) {
    for (let c = 0; c < w; c++) {
      let sum = 0;
      for (let y = 0; y < factor; y++)
        for (let x = 0; x < factor; x++) sum += data[(r * factor + y) * width + c * factor + x];
      means[r * w + c] = sum / factor ** 2;
    }
  }
  const [a, b, x, d, e, y] = georef.transform;
  const transform = [a * factor, b * factor, x, d * factor, e * factor, y];
  return { width: w, height: h, data: means, georef: { ...georef, transform } };
}
