import type { RealSamples, Samples } from '../../core/band.js';
import type { Window } from '../../core/window.js';
import { type BlockContext, visitBlocks } from './block-reader.js';
import type { TiffImage } from './image.js';
import { placeBlock, placeSamples, placeValue } from './placement.js';
import { isComplex, SAMPLE_ARRAYS } from './sample-type.js';

/** Samples as stored of a window inside the image; `missing` where the file does not hold a block. */
export async function readSamples(
  context: BlockContext,
  image: TiffImage,
  band: number,
  window: Window,
  missing: number,
  signal: AbortSignal | undefined,
): Promise<Samples> {
  const { dtype } = image.block;
  const SampleArray = SAMPLE_ARRAYS[dtype];
  const targets: RealSamples[] = [new SampleArray(window.width * window.height)];
  if (isComplex(dtype)) targets.push(new SampleArray(window.width * window.height));
  await visitBlocks(context, image, band, window, signal, (ref, block) => {
    const place = placeBlock(image, ref, band, window);
    targets.forEach((target, part) => {
      if (block === null) placeValue(missing, place, target);
      else placeSamples(block, place, target, part);
    });
  });
  const [re, im] = targets;
  return im === undefined ? re! : ({ re, im } as Samples);
}
