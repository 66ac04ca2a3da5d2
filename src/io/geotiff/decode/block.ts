import type { DType, RealSamples } from '../../../core/band.js';
import type { Codecs } from '../codecs.js';
import { COMPRESSION } from '../compression.js';
import { isComplex, SAMPLE_ARRAYS } from '../sample-type.js';
import { swapBytes } from './byte-order.js';
import { corruptBlock } from './corrupt.js';
import { undoFloat } from './float-predictor.js';
import { widenHalf } from './float16.js';
import { undoHorizontal, undoHorizontal64 } from './horizontal-predictor.js';
import { decodeJpeg, type JpegFormat } from './jpeg.js';
import { decodeLerc, type LercPacking } from './lerc.js';
import { decodeLzw } from './lzw.js';
import { decodePackBits } from './pack-bits.js';
import { unpackBits } from './unpack-bits.js';

/** How the blocks (tiles or strips) of an image are stored. Plain data: it travels to worker threads. */
export interface BlockFormat {
  readonly compression: number;
  /** 1 none, 2 horizontal differencing, 3 floating point. */
  readonly predictor: number;
  readonly bits: number;
  readonly dtype: DType;
  readonly littleEndian: boolean;
  /** Pixels per row of a block. */
  readonly width: number;
  /** Interleaved samples per pixel: 1 when bands are stored apart. */
  readonly samples: number;
  /** What JPEG and LERC blocks need besides. */
  readonly jpeg?: JpegFormat;
  readonly lerc?: LercPacking;
}

/** Size of `rows` rows before compression. */
export function blockBytes(format: BlockFormat, rows: number): number {
  return Math.ceil((format.width * format.samples * format.bits) / 8) * rows;
}

/**
 * Gives memory for so many samples' bytes, aligned to 8 bytes (or to the sample), content undefined. Fresh arrays cost as
 * much as decoding: callers that use a block up at once give the same memory again and again.
 */
export type Allocate = (size: number) => Uint8Array;

/** Memory for blocks that stay. */
export const allocateFresh: Allocate = (size) => new Uint8Array(size);

/** Memory that is lost at the next call. */
export function allocateAgain(): Allocate {
  let memory = new Uint8Array(0);
  return (size) => {
    if (memory.length < size) memory = new Uint8Array(size);
    return memory.subarray(0, size);
  };
}

/**
 * Decodes one block to samples in native byte order: `rows` rows of `width * samples` (complex samples: two numbers
 * each). The result does not share memory with `stored`, but it may lie in what `allocate` gave. Throws `format` without
 * the file's name.
 */
export function decodeBlock(
  format: BlockFormat,
  stored: Uint8Array,
  rows: number,
  codecs: Codecs,
  allocate: Allocate,
): RealSamples | Promise<RealSamples> {
  const size = blockBytes(format, rows);
  const bytes = decompress(format, stored, rows, size, codecs);
  return bytes instanceof Promise
    ? bytes.then((b) => toSamples(format, b, rows, size, allocate))
    : toSamples(format, bytes, rows, size, allocate);
}

function decompress(
  format: BlockFormat,
  stored: Uint8Array,
  rows: number,
  size: number,
  codecs: Codecs,
): Uint8Array | Promise<Uint8Array> {
  switch (format.compression) {
    case COMPRESSION.jpeg:
      return decodeJpeg(stored, format.jpeg!, { ...format, rows });
    case COMPRESSION.lerc:
      return decodeLerc(stored, format.lerc!, size, { ...format, rows }, codecs);
    case COMPRESSION.none:
      return stored.slice(0, size);
    case COMPRESSION.lzw:
      return decodeLzw(stored, size);
    case COMPRESSION.packBits:
      return decodePackBits(stored, size);
    case COMPRESSION.zstd:
      return codecs.zstd(stored, size);
    default:
      return codecs.inflate(stored, size);
  }
}

function toSamples(
  format: BlockFormat,
  decompressed: Uint8Array,
  rows: number,
  size: number,
  allocate: Allocate,
): RealSamples {
  if (decompressed.length < size) throw corruptBlock('block');
  const { bits, samples, dtype } = format;
  const rowSamples = format.width * samples;
  const sampleBytes = bits / 8;
  const aligned = decompressed.byteOffset % Math.max(1, sampleBytes) === 0;
  // Not `slice`: on Node's Buffer it does not copy.
  let bytes = decompressed.subarray(0, size);
  if (!aligned) bytes = new Uint8Array(bytes);
  if (bits < 8) return unpackBits(bytes, rows, rowSamples, bits);

  if (format.predictor === 3) {
    const out = allocate(size);
    undoFloat(bytes, rows, rowSamples, sampleBytes, samples, out);
    bytes = out;
  } else {
    const partBytes = format.predictor === 1 && isComplex(dtype) ? sampleBytes / 2 : sampleBytes;
    if (!format.littleEndian) swapBytes(bytes, partBytes);
    if (format.predictor === 2) undoDifferences(bytes, rows, rowSamples, sampleBytes, samples);
  }
  if (dtype === 'float16') return widenHalf(new Uint16Array(bytes.buffer, bytes.byteOffset, size / 2));
  const SampleArray = SAMPLE_ARRAYS[dtype];
  return new SampleArray(bytes.buffer as ArrayBuffer, bytes.byteOffset, size / SampleArray.BYTES_PER_ELEMENT);
}

function undoDifferences(
  bytes: Uint8Array,
  rows: number,
  rowSamples: number,
  sampleBytes: number,
  stride: number,
): void {
  const { buffer, byteOffset, length } = bytes;
  if (sampleBytes === 8) {
    undoHorizontal64(new Uint32Array(buffer, byteOffset, length / 4), rows, rowSamples, stride);
  } else {
    const words =
      sampleBytes === 1
        ? bytes
        : sampleBytes === 2
          ? new Uint16Array(buffer, byteOffset, length / 2)
          : new Uint32Array(buffer, byteOffset, length / 4);
    undoHorizontal(words, rows, rowSamples, stride);
  }
}
