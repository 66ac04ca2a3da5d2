import type { RasterInfo, RasterSource } from '../../core/raster-source.js';
import type { MissingRule } from '../missing.js';
import { type SampledImage, sampledSource } from '../sampled-source.js';
import type { ByteSource } from '../source/byte-source.js';
import type { RawLayout } from './raw-layout.js';
import { readRaw } from './read-raw.js';

/** What a label says beyond the layout. */
export interface RawDescription
  extends Pick<
      RasterInfo,
      | 'name'
      | 'format'
      | 'nodata'
      | 'scale'
      | 'offset'
      | 'georef'
      | 'georefProblem'
      | 'pixelIsPoint'
      | 'metadata'
    >,
    Pick<RasterInfo, 'files'>,
    Pick<SampledImage, 'noHeights'> {
  readonly missing: MissingRule;
}

/** Header facts of an uncompressed image. */
export function rawInfo(
  layout: Pick<RawLayout, 'width' | 'height' | 'bands' | 'dtype'>,
  { missing: _, noHeights: __, ...facts }: RawDescription,
): RasterInfo {
  const { width, height, bands, dtype } = layout;
  return {
    ...facts,
    ...{ width, height, bands, dtype, blockWidth: width, blockHeight: 1 },
    ...{ compression: 'none', overviews: [], hasMask: false },
  };
}

/** A raster whose samples lie uncompressed in `source`, which `close` closes. */
export function rawSource(source: ByteSource, layout: RawLayout, description: RawDescription): RasterSource {
  const { missing, noHeights } = description;
  return sampledSource({
    info: rawInfo(layout, description),
    missing,
    ...(noHeights === undefined ? {} : { noHeights }),
    read: ({ window, band, signal }) => readRaw(source, layout, band, window, signal),
    close: () => source.close(),
  });
}
