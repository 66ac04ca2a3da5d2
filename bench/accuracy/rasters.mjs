import { CogWriter, cogSpec, openRaster } from '../../dist/node.js';

/** A whole raster in memory; missing samples are NaN. */
export async function readRaster(path) {
  const source = await openRaster(path);
  try {
    const { width, height } = source.info;
    return await source.readRaster({ col: 0, row: 0, width, height });
  } finally {
    await source.close();
  }
}

const BLOCK = 512;

/** Writes a raster of float32 samples. */
export async function writeRaster(path, { width, height, data, georef }) {
  const spec = cogSpec({ width, height, dtype: 'float32', georef, nodata: -9999, overviews: 'none' });
  const writer = await CogWriter.create(path, spec);
  for (let row = 0; row * BLOCK < height; row++) {
    for (let col = 0; col * BLOCK < width; col++) {
      const window = { col: col * BLOCK, row: row * BLOCK };
      await writer.writeTile({ col, row, depth: 0 }, [
        cut(
          { width, data },
          {
            ...window,
            width: Math.min(BLOCK, width - window.col),
            height: Math.min(BLOCK, height - window.row),
          },
        ),
      ]);
    }
  }
  await writer.finish();
  return path;
}

/** The samples of a window that lies inside. */
function cut({ width, data }, { col, row, width: w, height: h }) {
  const part = new Float32Array(w * h);
  for (let r = 0; r < h; r++)
    part.set(data.subarray((row + r) * width + col, (row + r) * width + col + w), r * w);
  return part;
}

/** A window of a raster as a raster. */
export function crop(raster, window) {
  const [a, b, c, d, e, f] = raster.georef.transform;
  const transform = [a, b, c + a * window.col + b * window.row, d, e, f + d * window.col + e * window.row];
  return { ...window, data: cut(raster, window), georef: { ...raster.georef, transform } };
}

/** `a - b`, sample by sample. */
export function minus(a, b) {
  return { ...a, data: a.data.map((v, i) => v - b.data[i]) };
}
