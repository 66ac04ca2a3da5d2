import type { Manifest } from '../../nn/infer/manifest/manifest.js';
import { contractCodec } from '../../nn/infer/tiles/contract-codec.js';
import type { TileCodec } from '../../nn/infer/tiles/tile-codec.js';
import { fillNearest } from './fill-nearest.js';

/**
 * What a model's manifest says of its numbers. Missing heights of the DEM get those of their neighbours before: a step to some constant
 * would show in the heights beside it.
 */
export function networkCodec({ inputs, output }: Manifest): TileCodec {
  const codec = contractCodec({ inputs, output: output.scale });
  return {
    encode: (samples, window) =>
      codec.encode(
        samples.map((one) =>
          one.name === 'dem' ? { ...one, data: fillNearest(one.data, one.width) ?? one.data } : one,
        ),
        window,
      ),
  };
}
