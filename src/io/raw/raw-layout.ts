import type { DType } from '../../core/band.js';
import { damagedFile } from '../format-error.js';
import type { ByteSource } from '../source/byte-source.js';

/** Real sample types that files hold without compression. */
export type RawType = Exclude<DType, 'cint16' | 'cfloat32'>;

export const SAMPLE_BYTES: Readonly<Record<RawType, number>> = {
  int8: 1,
  uint8: 1,
  int16: 2,
  uint16: 2,
  float16: 2,
  int32: 4,
  uint32: 4,
  float32: 4,
  int64: 8,
  uint64: 8,
  float64: 8,
};

/** Where the samples of an uncompressed image lie in a file; offset and strides in bytes. */
export interface RawLayout {
  readonly dtype: RawType;
  readonly littleEndian: boolean;
  readonly width: number;
  readonly height: number;
  readonly bands: number;
  /** Of the first sample of the first band. */
  readonly offset: number;
  readonly colStride: number;
  readonly rowStride: number;
  readonly bandStride: number;
}

/** How the samples of several bands follow each other. */
export type Interleave = 'band' | 'line' | 'pixel';

/** A layout without gaps. */
export function packedLayout(
  image: Pick<RawLayout, 'dtype' | 'littleEndian' | 'width' | 'height' | 'bands' | 'offset'>,
  interleave: Interleave = 'band',
): RawLayout {
  const { width, height, bands } = image;
  const sample = SAMPLE_BYTES[image.dtype];
  const strides = {
    band: { colStride: sample, rowStride: sample * width, bandStride: sample * width * height },
    line: { colStride: sample, rowStride: sample * width * bands, bandStride: sample * width },
    pixel: { colStride: sample * bands, rowStride: sample * width * bands, bandStride: sample },
  };
  return { ...image, ...strides[interleave] };
}

/** First byte after the samples. */
function layoutEnd(layout: RawLayout): number {
  const { offset, width, height, bands, colStride, rowStride, bandStride } = layout;
  const last = (bands - 1) * bandStride + (height - 1) * rowStride + (width - 1) * colStride;
  return offset + last + SAMPLE_BYTES[layout.dtype];
}

/** Throws `format` for an image without size, or one that the file cannot hold: what a header claims is bounded by the file. */
export async function checkLayout(
  layout: RawLayout,
  source: ByteSource,
  signal?: AbortSignal,
): Promise<void> {
  const { width, height, bands, offset, colStride, rowStride, bandStride } = layout;
  const counts = [width, height, bands, colStride, rowStride, bandStride];
  const end = layoutEnd(layout);
  const sound = counts.every((n) => Number.isSafeInteger(n) && n > 0) && offset >= 0;
  if (!sound || !Number.isSafeInteger(end)) {
    throw damagedFile(source.name, `claims an impossible image: ${width} x ${height} pixels, ${bands} bands`);
  }
  const size = await source.size(signal);
  if (size === null || end <= size) return;
  throw damagedFile(
    source.name,
    `ends early: ${width} x ${height} pixels of ${layout.dtype} need ${end} bytes, the file has ${size}`,
  );
}
