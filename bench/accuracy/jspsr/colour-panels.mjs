import { encodePng } from '../../../dist/index.js';

const GAP = 4;

/** PNG of coloured panels of one size in rows: each has `width`, `height` and `rgb`, three bytes per pixel. */
export function colourPanels(rows) {
  const { width, height } = rows[0][0];
  const columns = Math.max(...rows.map((row) => row.length));
  const wide = columns * (width + GAP) - GAP;
  const tall = rows.length * (height + GAP) - GAP;
  const data = new Uint8Array(3 * wide * tall).fill(255);
  for (const [r, row] of rows.entries()) {
    for (const [c, panel] of row.entries()) {
      for (let y = 0; y < height; y++) {
        const line = panel.rgb.subarray(3 * y * width, 3 * (y + 1) * width);
        data.set(line, 3 * ((r * (height + GAP) + y) * wide + c * (width + GAP)));
      }
    }
  }
  return encodePng({ width: wide, height: tall, channels: 3, data });
}

/** Three bands of 0 … 255. */
export function colours(bands) {
  const [{ width, height }] = bands;
  const rgb = new Uint8Array(3 * width * height);
  bands.forEach(({ data }, c) => {
    for (let i = 0; i < data.length; i++) rgb[3 * i + c] = Math.round(data[i]);
  });
  return { width, height, rgb };
}

export function greys({ width, height, grey }) {
  return {
    width,
    height,
    rgb: Uint8Array.from({ length: 3 * grey.length }, (_, i) => grey[Math.floor(i / 3)]),
  };
}

/** Blue below, white at 0, red above; full colour at `reach`. */
export function differences({ width, height, data }, reach) {
  const rgb = new Uint8Array(3 * data.length);
  data.forEach((value, i) => {
    const part = Math.max(-1, Math.min(1, value / reach));
    const faded = Math.round(255 * (1 - Math.abs(part)));
    rgb.set(part < 0 ? [faded, faded, 255] : [255, faded, faded], 3 * i);
  });
  return { width, height, rgb };
}
