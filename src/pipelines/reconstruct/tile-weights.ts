import type { Compute } from '../../core/kernel.js';
import { distance } from '../../kernels/distance/index.js';

/**
 * Weights of a tile's heights: the square of the distance in pixels to the tile's border or to the nearest missing one, at most `overlap`
 * (as `dem_mosaic` of the Ames Stereo Pipeline does); 0 where missing.
 */
export type TileWeights = (heights: Float32Array) => Promise<Float32Array>;

/** For tiles of one size; the weights of complete tiles are computed once. */
export function createTileWeights(
  { width, height, overlap }: { readonly width: number; readonly height: number; readonly overlap: number },
  compute: Compute,
): TileWeights {
  const weigh = async (heights: Float32Array): Promise<Float32Array> => {
    // The border is what lies beyond it: a rim of missing samples.
    const [wide, high] = [width + 2, height + 2];
    const framed = new Float32Array(wide * high).fill(Number.NaN);
    for (let row = 0; row < height; row++) {
      framed.set(heights.subarray(row * width, (row + 1) * width), (row + 1) * wide + 1);
    }
    const { distance: far } = await compute.run(
      distance,
      { heights: framed },
      { width: wide, height: high, cap: overlap },
    );
    const weights = new Float32Array(width * height);
    for (let row = 0, i = 0; row < height; row++) {
      for (let col = 0; col < width; col++, i++) weights[i] = far[(row + 1) * wide + col + 1]! ** 2;
    }
    return weights;
  };
  let complete: Float32Array | null = null;
  return async (heights) => {
    if (lacksSome(heights)) return weigh(heights);
    complete ??= await weigh(heights);
    return complete;
  };
}

function lacksSome(heights: Float32Array): boolean {
  for (let i = 0; i < heights.length; i++) if (Number.isNaN(heights[i]!)) return true;
  return false;
}
