import type { Grid } from '../../core/georef.js';
import type { Compute } from '../../core/kernel.js';
import { expand, uniformMargin } from '../../core/window.js';
import { distance } from '../../kernels/distance/index.js';
import { hasValid } from '../../mosaic/contributor.js';
import { cropMargin } from '../../mosaic/crop.js';
import type { SourcePool } from '../../product/source-pool.node.js';
import { createGridReader, type GridReader } from './grid-reader.node.js';
import type { ImagePart } from './reconstruct-task.js';
import type { Tone } from './tone.js';

function toned(read: GridReader, { gain, offset }: Tone): GridReader {
  if (gain === 1 && offset === 0) return read;
  return async (window, signal) => (await read(window, signal)).map((grey) => gain * grey + offset);
}

/** Pixels from its border over which an image fades into the other: half of what the two narrow-angle images share. */
const FEATHER = 64;

/**
 * Reads one image, or the two of one observation as one: brought to one brightness, and blended by the distance to where each ends, so that
 * no edge is left for the network to see. A sample does not depend on the window it is read with.
 */
export function createImageReader(
  parts: readonly ImagePart[],
  target: Grid,
  sources: SourcePool,
  compute: Compute,
): GridReader {
  const readers = parts.map((part) => createGridReader(part, target, sources, compute));
  if (parts.length === 1) return toned(readers[0]!, parts[0]!.tone);
  const margin = uniformMargin(FEATHER);
  return async (window, signal) => {
    const wide = expand(window, margin);
    const { width, height } = wide;
    const sum = new Float64Array(window.width * window.height);
    const weight = new Float64Array(sum.length);
    for (const [k, read] of readers.entries()) {
      const plane = await read(wide, signal);
      const grey = cropMargin(plane, width, height, margin);
      if (!hasValid(grey)) continue;
      const far = await compute.run(distance, { heights: plane }, { width, height, cap: FEATHER });
      const weights = cropMargin(far.distance, width, height, margin);
      const { gain, offset } = parts[k]!.tone;
      for (let i = 0; i < sum.length; i++) {
        if (Number.isNaN(grey[i]!)) continue;
        sum[i]! += weights[i]! * (gain * grey[i]! + offset);
        weight[i]! += weights[i]!;
      }
    }
    const blended = new Float32Array(sum.length);
    for (let i = 0; i < blended.length; i++) blended[i] = sum[i]! / weight[i]!;
    return blended;
  };
}
