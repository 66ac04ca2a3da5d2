import { type TiffImage, TiffTag } from '@cogeotiff/core';
import type { GeoTransform } from '../../core/geo-transform.js';
import type { GeoKeys } from '../../geo/geokeys.js';
import type { ByteSource } from '../source/byte-source.js';
import { tagNumbers, tagText } from './tags.js';

/** GTRasterTypeGeoKey and its value for samples that stand for points. */
const RASTER_TYPE = 1025;
const PIXEL_IS_POINT = 2;

export function isPixelPoint(keys: GeoKeys): boolean {
  return keys.get(RASTER_TYPE) === PIXEL_IS_POINT;
}

/** Reads the GeoKey directory and its parameters (OGC 19-008r4, section 7.1). Empty when the image has none. */
export async function readGeoKeys(
  image: TiffImage,
  source: ByteSource,
  signal?: AbortSignal,
): Promise<GeoKeys> {
  const keys = new Map<number, number | string | readonly number[]>();
  const directory = await tagNumbers(image, TiffTag.GeoKeyDirectory, source, signal);
  if (directory === null) return keys;
  const doubles = (await tagNumbers(image, TiffTag.GeoDoubleParams, source, signal)) ?? [];
  const text = (await tagText(image, TiffTag.GeoAsciiParams, source, signal)) ?? '';
  for (let i = 4; i + 3 < directory.length && i < 4 + 4 * directory[3]; i += 4) {
    const id = directory[i];
    const location = directory[i + 1];
    const count = directory[i + 2];
    const value = directory[i + 3];
    if (location === 0) keys.set(id, value);
    else if (location === TiffTag.GeoAsciiParams) {
      // Texts end with `|`, some writers with NUL.
      keys.set(id, text.slice(value, value + count).replace(/[|\0]+$/, ''));
    } else if (location === TiffTag.GeoDoubleParams && value + count <= doubles.length) {
      keys.set(id, count === 1 ? doubles[value] : Array.from(doubles).slice(value, value + count));
    } else if (location === TiffTag.GeoKeyDirectory && value + count <= directory.length) {
      keys.set(id, count === 1 ? directory[value] : Array.from(directory).slice(value, value + count));
    }
  }
  return keys;
}

/**
 * Pixel-corner transform from ModelTransformation, or from the first ModelTiepoint and ModelPixelScale (GDAL's rule:
 * rows always run against y). Null when the image has neither, or only tie points. With PixelIsPoint the tags speak
 * of pixel centres: the result is moved by half a pixel.
 */
export async function readTransform(
  image: TiffImage,
  pixelIsPoint: boolean,
  source: ByteSource,
  signal?: AbortSignal,
): Promise<GeoTransform | null> {
  const read = (tag: TiffTag) => tagNumbers(image, tag, source, signal);
  const t = toTransform(
    await read(TiffTag.ModelTransformation),
    await read(TiffTag.ModelPixelScale),
    await read(TiffTag.ModelTiePoint),
  );
  if (t === null || !pixelIsPoint) return t;
  return [t[0], t[1], t[2] - (t[0] + t[1]) / 2, t[3], t[4], t[5] - (t[3] + t[4]) / 2];
}

function toTransform(
  matrix: ArrayLike<number> | null,
  pixelScale: ArrayLike<number> | null,
  tiePoint: ArrayLike<number> | null,
): GeoTransform | null {
  if (pixelScale !== null && tiePoint !== null && pixelScale.length >= 2 && tiePoint.length >= 6) {
    const width = pixelScale[0];
    const height = Math.abs(pixelScale[1]);
    return [width, 0, tiePoint[3] - tiePoint[0] * width, 0, -height, tiePoint[4] + tiePoint[1] * height];
  }
  if (matrix === null || matrix.length < 8) return null;
  return [matrix[0], matrix[1], matrix[3], matrix[4], matrix[5], matrix[7]];
}
