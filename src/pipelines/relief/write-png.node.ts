import { createHash } from 'node:crypto';
import { writeAtomically } from '../../core/atomic-file.node.js';
import { throwIfAborted } from '../../core/errors.js';
import type { RasterSource } from '../../core/raster-source.js';
import { openRaster } from '../../io/open.node.js';
import type { ColourBar } from '../../report/colour-bar.js';
import { encodePng, streamPng } from '../../report/png.js';

/** A PNG of a raster of four bands, perhaps with a colour bar at its right, strip by strip. Throws `io`. */
export async function writePng(
  path: string,
  rasterPath: string,
  bar: ColourBar | null,
  signal: AbortSignal,
): Promise<{ bytes: number; sha256: string }> {
  const source = await openRaster(rasterPath, { signal });
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    const { width, height } = source.info;
    const picture = { width: width + (bar?.width ?? 0), height, channels: 4 } as const;
    await writeAtomically(path, async (file) => {
      for await (const part of streamPng(picture, strips(source, bar, signal))) {
        await file.writeFile(part);
        hash.update(part);
        bytes += part.length;
      }
    });
  } finally {
    await source.close();
  }
  return { bytes, sha256: hash.digest('hex') };
}

async function* strips(
  { info, readBand }: RasterSource,
  bar: ColourBar | null,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const { width, height, blockHeight } = info;
  const stride = 4 * (width + (bar?.width ?? 0));
  for (let row = 0; row < height; row += blockHeight) {
    throwIfAborted(signal);
    const rows = Math.min(blockHeight, height - row);
    const strip = new Uint8Array(rows * stride);
    for (let band = 0; band < 4; band++) {
      const { data } = await readBand({ col: 0, row, width, height: rows }, { band, signal });
      const samples = data as Uint8Array;
      for (let r = 0; r < rows; r++) {
        for (let col = 0; col < width; col++) strip[r * stride + 4 * col + band] = samples[r * width + col];
      }
    }
    for (let r = 0; bar !== null && r < rows; r++) bar.drawRow(row + r, strip, r * stride + 4 * width);
    yield strip;
  }
}

/** A colour bar as a picture of its own. Throws `io`. */
export async function writeBar(path: string, bar: ColourBar): Promise<void> {
  const { width, height } = bar;
  const data = new Uint8Array(4 * width * height);
  for (let row = 0; row < height; row++) bar.drawRow(row, data, 4 * width * row);
  const png = await encodePng({ width, height, channels: 4, data });
  await writeAtomically(path, (file) => file.writeFile(png));
}
