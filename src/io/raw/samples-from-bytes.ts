import type { RealSamples } from '../../core/band.js';
import { swapBytes } from '../geotiff/decode/byte-order.js';
import { widenHalf } from '../geotiff/decode/float16.js';
import { SAMPLE_ARRAYS } from '../geotiff/sample-type.js';
import { type RawType, SAMPLE_BYTES } from './raw-layout.js';

/** Bytes that belong to the caller and start their buffer, as samples in the byte order of this machine (little-endian); swaps in place. */
export function samplesFromBytes(bytes: Uint8Array, dtype: RawType, littleEndian: boolean): RealSamples {
  const size = SAMPLE_BYTES[dtype];
  if (!littleEndian && size > 1) swapBytes(bytes, size);
  const count = bytes.length / size;
  if (dtype === 'float16') return widenHalf(new Uint16Array(bytes.buffer, bytes.byteOffset, count));
  return new SAMPLE_ARRAYS[dtype](bytes.buffer as ArrayBuffer, bytes.byteOffset, count);
}
