import { type TiffImage as Directory, SubFileType, type Tiff, TiffTag } from '@cogeotiff/core';
import { CuestaError } from '../../core/errors.js';
import type { ByteSource } from '../source/byte-source.js';
import { describeImage } from './describe-image.js';
import type { TiffImage } from './image.js';
import { tagNumber } from './tags.js';

/** A size at which a file can be read: full resolution or an overview. */
export interface Level {
  readonly image: TiffImage;
  /** Validity mask of the same size. */
  readonly mask: TiffImage | null;
}

/**
 * Full resolution first, then the overviews, largest first, each with its mask. The first directory is the image;
 * further pages are left out, and so are reduced images of another kind (thumbnails).
 */
export async function readLevels(
  tiff: Tiff,
  source: ByteSource,
  signal?: AbortSignal,
): Promise<readonly [Level, ...Level[]]> {
  const main = await describeImage(tiff.images[0], source, signal);
  const reduced: TiffImage[] = [];
  const masks: TiffImage[] = [];
  for (const directory of tiff.images.slice(1)) {
    const kind = (await tagNumber(directory, TiffTag.SubFileType, source, signal)) ?? 0;
    if ((kind & SubFileType.Mask) !== 0) {
      masks.push(await describeImage(directory, source, signal));
    } else if ((kind & SubFileType.ReducedImage) !== 0) {
      const image = await describeReduced(directory, source, signal);
      if (image?.bands === main.bands && image.block.dtype === main.block.dtype) reduced.push(image);
    }
  }
  reduced.sort((a, b) => b.width - a.width);
  const withMask = (image: TiffImage): Level => ({
    image,
    mask: masks.find((m) => m.width === image.width && m.height === image.height) ?? null,
  });
  return [withMask(main), ...reduced.map(withMask)];
}

async function describeReduced(
  directory: Directory,
  source: ByteSource,
  signal: AbortSignal | undefined,
): Promise<TiffImage | null> {
  try {
    return await describeImage(directory, source, signal);
  } catch (error) {
    if (error instanceof CuestaError && error.code === 'unsupported') return null;
    throw error;
  }
}
