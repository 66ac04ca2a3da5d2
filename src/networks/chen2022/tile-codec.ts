import { type Affine, applyNormalisation, normalisationOf } from '../../nn/infer/tiles/normalise.js';
import type { TileCodec } from '../../nn/infer/tiles/tile-codec.js';
import { fillMissing } from './fill-missing.js';
import { coarseScale, type TargetScale, targetScale } from './samples/chen-sample.js';

export interface Chen2022CodecOptions {
  /** Names of the network's inputs. */
  readonly image: string;
  readonly coarse: string;
  /**
   * What the network was trained to give. `own`: heights scaled by their own statistics, brought back as published, sigma · out + mu of
   * the coarse tile, wrong by a constant of the tile. `coarse`: heights scaled like the coarse tile, brought back exactly.
   * `pixel`: the same in units of pixels.
   * `input`: heights in the scale of the coarse input itself.
   */
  readonly target: TargetScale | 'input';
  /** Side of the pixels, metres. */
  readonly pixel: number;
}

/**
 * Tiles of an image and of coarse heights (metres) as Chen et al. (2022) normalise them, each by its own valid samples: the image to
 * 0 … 1, the heights to deviation 1 and minimum 0 (or in pixels); and back to metres. Missing samples are filled ({@link fillMissing}).
 */
export function chen2022Codec({ image, coarse, target, pixel }: Chen2022CodecOptions): TileCodec {
  return {
    encode(samples) {
      const plane = (name: string): Float32Array => samples.find((s) => s.name === name)!.data;
      const { width, height } = samples[0]!;
      const shape = [1, height, width];
      const heights = plane(coarse);
      const lowest = coarseScale(heights, target, pixel);
      const grey = normalisationOf({ type: 'min-max' }, plane(image));
      const back = backTo(target, lowest, heights);
      const tensor = (data: Float32Array, affine: Affine) => {
        const normalised = applyNormalisation(data, affine, Number.NaN);
        fillMissing(normalised, width);
        return { shape, data: normalised };
      };
      return {
        tensors: { [image]: tensor(plane(image), grey), [coarse]: tensor(heights, lowest) },
        decode(prediction) {
          const metres = new Float32Array(prediction.length);
          for (let i = 0; i < metres.length; i++) metres[i] = prediction[i] * back.scale + back.offset;
          return metres;
        },
      };
    },
  };
}

function backTo(target: Chen2022CodecOptions['target'], lowest: Affine, heights: Float32Array): Affine {
  switch (target) {
    case 'own':
      return normalisationOf({ type: 'standard' }, heights);
    case 'coarse':
    case 'pixel':
      return targetScale(lowest);
    case 'input':
      return lowest;
  }
}
