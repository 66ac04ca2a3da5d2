import type { RasterSource } from '../../core/raster-source.js';
import { unsupportedFile } from '../format-error.js';
import type { OpenContext } from '../open-context.js';

export async function openJpeg2000({ source }: OpenContext): Promise<RasterSource> {
  throw unsupportedFile(source.name, 'JPEG 2000');
}
