import { CuestaError, throwIfAborted } from '../../core/errors.js';
import { GUIDANCE_CHANNELS } from '../../networks/jspsr/config.js';
import { DFC30_LAYERS, type Dfc30Layer } from '../../networks/jspsr/dfc30/layers.js';
import type { Dfc30Sample } from '../../networks/jspsr/dfc30/scan-layout.node.js';
import { createSourcePool } from '../../product/source-pool.node.js';

/**
 * Reads the headers of all files of samples of `side` x `side` pixels. Throws `input` for one that is smaller or has fewer bands than its
 * layer: a training would see missing samples, or fail after hours.
 */
export async function checkSamples(
  samples: readonly Dfc30Sample[],
  side: number,
  signal: AbortSignal,
): Promise<void> {
  const sources = createSourcePool();
  try {
    for (const { files } of samples) {
      throwIfAborted(signal);
      for (const [layer, path] of Object.entries(files)) {
        const { width, height, bands } = (await sources.get(path)).info;
        const wanted = bandsOf(layer as Dfc30Layer);
        if (width >= side && height >= side && bands >= wanted) continue;
        const found = `${width} x ${height} pixels and ${bands} ${bands === 1 ? 'band' : 'bands'}`;
        throw new CuestaError(
          'input',
          `${path} has ${found}; samples of ${layer} have ${side} x ${side} and ${wanted}.`,
          {
            subject: path,
            hint: 'cuesta dataset dfc30 makes samples of the right size; data.sample says how many pixels they have.',
          },
        );
      }
    }
  } finally {
    await sources.close();
  }
}

function bandsOf(layer: Dfc30Layer): number {
  if (layer === DFC30_LAYERS.image) return GUIDANCE_CHANNELS.image;
  return layer === DFC30_LAYERS.mask ? GUIDANCE_CHANNELS.mask : 1;
}
