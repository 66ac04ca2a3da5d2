import { encodePng } from '../../dist/index.js';
import { lambert } from './measures.mjs';

const GAP = 4;

/** Grey values from 1 to 255 between two quantiles of the samples; missing ones are 0. */
export function stretch({ width, height, data }, [low, high] = [0.005, 0.995]) {
  const sorted = data.filter((v) => !Number.isNaN(v)).sort();
  const at = (share) => sorted[Math.round(share * (sorted.length - 1))];
  const [from, to] = [at(low), at(high)];
  const grey = Uint8Array.from(data, (v) =>
    Number.isNaN(v) ? 0 : Math.round(1 + 254 * Math.min(1, Math.max(0, (v - from) / (to - from || 1)))),
  );
  return { width, height, grey };
}

/** Shaded relief under a Sun, all of `rasters` with one stretch: that of the first. */
export function shades(rasters, sun) {
  const light = rasters.map((raster) => lambert(raster, sun));
  const sorted = light[0].data.filter((v) => !Number.isNaN(v)).sort();
  const [from, to] = [0.005, 0.995].map((share) => sorted[Math.round(share * (sorted.length - 1))]);
  return light.map(({ width, height, data }) => ({
    width,
    height,
    grey: Uint8Array.from(data, (v) =>
      Number.isNaN(v) ? 0 : Math.round(1 + 254 * Math.min(1, Math.max(0, (v - from) / (to - from)))),
    ),
  }));
}

/** PNG of grey panels of one size in rows. */
export function panels(rows) {
  const { width, height } = rows[0][0];
  const columns = Math.max(...rows.map((row) => row.length));
  const wide = columns * (width + GAP) - GAP;
  const tall = rows.length * (height + GAP) - GAP;
  const data = new Uint8Array(wide * tall).fill(255);
  for (const [r, row] of rows.entries()) {
    for (const [c, panel] of row.entries()) {
      for (let y = 0; y < height; y++) {
        const line = panel.grey.subarray(y * width, (y + 1) * width);
        data.set(line, (r * (height + GAP) + y) * wide + c * (width + GAP));
      }
    }
  }
  return encodePng({ width: wide, height: tall, channels: 1, data });
}
