import type { RasterSource } from '../../core/raster-source.js';
import type { JobContext } from '../../product/job-context.js';
import { createSourcePool } from '../../product/source-pool.node.js';
import { greyTone } from './grey-tone.js';
import { SAME_TONE, type Tone } from './tone.js';

/** Windows across and down an image that are looked at, and their side in pixels. */
const WINDOWS = 6;
const SIDE = 128;

/** The {@link greyTone} of every image; images that show nothing stay as they are. */
export async function measureGrey(
  paths: readonly string[],
  { signal, progress }: JobContext,
): Promise<Tone[]> {
  const sources = createSourcePool();
  const tones: Tone[] = [];
  try {
    for (const [done, path] of paths.entries()) {
      progress({ stage: 'measuring grey levels', done, total: paths.length });
      tones.push(greyTone(await someSamples(await sources.get(path), signal)) ?? SAME_TONE);
    }
  } finally {
    await sources.close();
  }
  return tones;
}

/** Of windows on a lattice over the whole image. */
async function someSamples({ info, readRaster }: RasterSource, signal: AbortSignal): Promise<Float32Array> {
  const [width, height] = [Math.min(SIDE, info.width), Math.min(SIDE, info.height)];
  const [cols, rows] = [startsOf(info.width, width), startsOf(info.height, height)];
  const found = new Float32Array(cols.length * rows.length * width * height);
  let at = 0;
  for (const row of rows) {
    for (const col of cols) {
      const { data } = await readRaster({ col, row, width, height }, { signal });
      found.set(data, at);
      at += data.length;
    }
  }
  return found;
}

function startsOf(size: number, side: number): number[] {
  const count = Math.min(WINDOWS, Math.ceil(size / side));
  return Array.from({ length: count }, (_, i) =>
    count === 1 ? 0 : Math.round((i * (size - side)) / (count - 1)),
  );
}
