import type { TileCodec } from '../../nn/infer/tiles/tile-codec.js';
import { fillMissing } from '../chen2022/fill-missing.js';
import { GREY_LEVELS } from './samples/madnet-sample.js';

export interface MadnetCodecOptions {
  /** Names of the network's input, and of the reference's samples, which the network does not see. */
  readonly image: string;
  readonly reference: string;
  readonly heights: MadnetScaling;
}

/**
 * What the network was trained to give. `relative`: heights from 0 to 1 in a tile, as published; `widening` is by how many metres the range
 * of the reference is widened on either side, as a coarse model has lost the extremes of the relief (the author's later tool takes 1.25 m,
 * methods/madnet.md, section 8). `pixels`: heights above a plane of the tile over the ground size of an output pixel, `pixel` metres, and
 * over `contrast` ({@link slopeOfContrast} of the Sun; 1 for networks that are to know slopes from the image alone).
 */
export type MadnetScaling =
  | { readonly type: 'relative'; readonly widening: number }
  | { readonly type: 'pixels'; readonly pixel: number; readonly contrast: number };

/**
 * Tiles of an image (grey levels, [2 H, 2 W]) with the reference of the same ground (metres, [H, W], NaN where missing). The network sees
 * grey levels / 255; missing ones are filled ({@link fillMissing}). Its relative heights are brought to 0 … 1 over the samples that the
 * reference has and then to the range of the reference (Tao et al. 2021, section 2.6): right in their range, not yet in their slopes
 * or levels, for which they are aligned. Heights in pixels get the mean of the reference. Where the reference has no sample at all, the
 * result is NaN.
 */
export function madnetCodec({ image, reference, heights }: MadnetCodecOptions): TileCodec {
  return {
    encode(samples) {
      const [grey, coarse] = [image, reference].map((name) => samples.find((s) => s.name === name)!);
      const data = grey!.data.map((level) => level / GREY_LEVELS);
      fillMissing(data, grey!.width);
      return {
        tensors: { [image]: { shape: [1, grey!.height, grey!.width], data } },
        decode: (prediction) =>
          heights.type === 'relative'
            ? rescaled(prediction, coarse!.data, heights.widening)
            : inMetres(prediction, coarse!.data, heights.pixel * heights.contrast),
      };
    },
  };
}

/** Heights in pixels, in place, in metres about the mean of the reference. */
function inMetres(heights: Float32Array, reference: Float32Array, pixel: number): Float32Array {
  let [sum, count] = [0, 0];
  for (let i = 0; i < heights.length; i++) {
    const level = reference[i]! - heights[i]! * pixel;
    if (Number.isNaN(level)) continue;
    sum += level;
    count++;
  }
  for (let i = 0; i < heights.length; i++) heights[i] = heights[i]! * pixel + sum / count;
  return heights;
}

/** Moves and stretches relative heights, in place, so that they have the range of the reference where that is valid. */
export function rescaled(relative: Float32Array, reference: Float32Array, widening: number): Float32Array {
  const found = emptyRange();
  const wanted = emptyRange();
  for (let i = 0; i < relative.length; i++) {
    if (Number.isNaN(reference[i]! + relative[i]!)) continue;
    extend(found, relative[i]!);
    extend(wanted, reference[i]!);
  }
  if (found.high < found.low) return relative.fill(Number.NaN);
  const isFlat = found.high === found.low;
  const scale = isFlat ? 0 : (wanted.high - wanted.low + 2 * widening) / (found.high - found.low);
  const level = isFlat ? (wanted.low + wanted.high) / 2 : wanted.low - widening - scale * found.low;
  for (let i = 0; i < relative.length; i++) relative[i] = level + scale * relative[i]!;
  return relative;
}

interface Range {
  low: number;
  high: number;
}

const emptyRange = (): Range => ({ low: Number.POSITIVE_INFINITY, high: Number.NEGATIVE_INFINITY });

function extend(range: Range, value: number): void {
  range.low = Math.min(range.low, value);
  range.high = Math.max(range.high, value);
}
