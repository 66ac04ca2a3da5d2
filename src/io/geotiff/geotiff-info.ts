import { type TiffImage as Directory, TiffTag } from '@cogeotiff/core';
import type { Crs } from '../../core/crs.js';
import { CuestaError } from '../../core/errors.js';
import { isUsable } from '../../core/geo-transform.js';
import type { Georef } from '../../core/georef.js';
import type { RasterInfo } from '../../core/raster-source.js';
import type { GeoKeys } from '../../geo/geokeys.js';
import { crsFromGeoKeys } from '../../geo/geokeys-read.js';
import type { ByteSource } from '../source/byte-source.js';
import { compressionName } from './compression.js';
import { bandScale, type MetadataItem, metadataRecord, parseGdalMetadata } from './gdal-metadata.js';
import { isPixelPoint, readGeoKeys, readTransform } from './geo-tags.js';
import type { Level } from './levels.js';
import { parseNodata } from './nodata.js';
import { tagText } from './tags.js';

/** TIFF tags that become metadata. */
const SOFTWARE = 305 as TiffTag;

export interface Description {
  readonly info: RasterInfo;
  readonly items: readonly MetadataItem[];
}

/** Reads everything that describes the file but its blocks. */
export async function describeFile(
  directory: Directory,
  levels: readonly [Level, ...Level[]],
  source: ByteSource,
  signal?: AbortSignal,
): Promise<Description> {
  const [{ image, mask }, ...overviews] = levels;
  const text = (tag: TiffTag) => tagText(directory, tag, source, signal);
  const items = parseGdalMetadata((await text(TiffTag.GdalMetadata)) ?? '');
  const keys = await readGeoKeys(directory, source, signal);
  const software = await text(SOFTWARE);
  const description = await text(TiffTag.ImageDescription);
  const info: RasterInfo = {
    name: source.name,
    format: 'GeoTIFF',
    width: image.width,
    height: image.height,
    bands: image.bands,
    dtype: image.block.dtype,
    nodata: parseNodata(await text(TiffTag.GdalNoData), image.block.dtype),
    ...bandScale(items, 0),
    ...(await readGeoref(directory, keys, source, signal)),
    pixelIsPoint: isPixelPoint(keys),
    blockWidth: image.block.width,
    blockHeight: image.blockHeight,
    compression: compressionName(image.block.compression),
    overviews: overviews.map(({ image: { width, height } }) => ({ width, height })),
    hasMask: mask !== null,
    metadata: {
      ...(software === null ? {} : { software }),
      ...(description === null ? {} : { description }),
      ...metadataRecord(items),
    },
  };
  return { info, items };
}

/** A file whose CRS is not understood can still be looked at: the reason stands beside the missing georef. */
export async function readGeoref(
  directory: Directory,
  keys: GeoKeys,
  source: ByteSource,
  signal: AbortSignal | undefined,
): Promise<{ georef: Georef | null; georefProblem?: string }> {
  const transform = await readTransform(directory, isPixelPoint(keys), source, signal);
  if (transform === null) return { georef: null, georefProblem: 'it has no geotransform' };
  if (!isUsable(transform)) return { georef: null, georefProblem: 'its geotransform is singular' };
  if (keys.size === 0) return { georef: null, georefProblem: 'it has no CRS' };
  let crs: Crs;
  try {
    crs = crsFromGeoKeys(keys);
  } catch (error) {
    if (!(error instanceof CuestaError)) throw error;
    return { georef: null, georefProblem: error.message };
  }
  return { georef: { transform, crs } };
}
