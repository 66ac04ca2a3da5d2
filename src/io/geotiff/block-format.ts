import { type TiffImage as Directory, Photometric, TiffTag } from '@cogeotiff/core';
import { CuestaError } from '../../core/errors.js';
import type { ByteSource } from '../source/byte-source.js';
import { COMPRESSION, compressionName, isSupported, maxExpansion, usesPredictor } from './compression.js';
import { type BlockFormat, blockBytes } from './decode/block.js';
import type { LercPacking } from './decode/lerc.js';
import { sampleType } from './sample-type.js';
import { damaged } from './structure.js';
import { tagNumber, tagNumbers } from './tags.js';

const JPEG_TABLES = 347 as TiffTag;
/** Version and additional compression (GDAL documentation, "GTiff"). */
const LERC_PARAMETERS = 50674 as TiffTag;

/** Blocks are decoded in one piece. */
const MAX_BLOCK_BYTES = 2 ** 30;

/**
 * Reads how the samples of an image are encoded; `width` and `samples` (per pixel) of a block are known already.
 * Throws `unsupported`, naming the file and what is in the way.
 */
export async function readBlockFormat(
  directory: Directory,
  width: number,
  samples: number,
  source: ByteSource,
  signal: AbortSignal | undefined,
): Promise<BlockFormat> {
  const number = async (tag: TiffTag, fallback: number): Promise<number> =>
    (await tagNumber(directory, tag, source, signal)) ?? fallback;
  const compression = await number(TiffTag.Compression, COMPRESSION.none);
  if (!isSupported(compression)) throw unsupported(source, `${compressionName(compression)} compression`);
  const ycbcr = (await number(TiffTag.Photometric, 1)) === Photometric.Ycbcr;
  if (ycbcr && compression !== COMPRESSION.jpeg) throw unsupported(source, 'YCbCr colour');
  const bits = await sameForAll(directory, TiffTag.BitsPerSample, 1, source, signal);
  const format = await sameForAll(directory, TiffTag.SampleFormat, 1, source, signal);
  const dtype = sampleType(format, bits);
  if (dtype === null) throw unsupported(source, `samples of ${bits} bits and sample format ${format}`);
  if (bits < 8 && (await number(TiffTag.FillOrder, 1)) !== 1) throw unsupported(source, 'reversed bit order');
  const predictor = usesPredictor(compression) ? await number(TiffTag.Predictor, 1) : 1;
  const known =
    predictor === 1 || (predictor === 2 && bits >= 8) || (predictor === 3 && dtype.startsWith('float'));
  if (!known) throw unsupported(source, `predictor ${predictor} with ${bits}-bit ${dtype} samples`);
  const block = {
    compression,
    predictor,
    bits,
    dtype,
    littleEndian: directory.tiff.isLittleEndian,
    width,
    samples,
  };
  if (compression === COMPRESSION.jpeg) {
    if (bits !== 8 || (samples !== 1 && samples !== 3))
      throw unsupported(source, `JPEG with ${samples} x ${bits} bits`);
    const tables = await tagNumbers(directory, JPEG_TABLES, source, signal);
    return { ...block, jpeg: { tables: tables === null ? null : Uint8Array.from(tables), ycbcr } };
  }
  if (compression !== COMPRESSION.lerc) return block;
  // libtiff swaps the bytes of big-endian files before it encodes: the decoded samples still have the file's order.
  return { ...block, lerc: await lercPacking(directory, source, signal) };
}

async function lercPacking(
  directory: Directory,
  source: ByteSource,
  signal: AbortSignal | undefined,
): Promise<LercPacking> {
  const packing = (await tagNumbers(directory, LERC_PARAMETERS, source, signal))?.[1] ?? 0;
  const known = (['none', 'deflate', 'zstd'] as const)[packing];
  if (known === undefined) throw unsupported(source, `LERC with compression ${packing}`);
  return known;
}

/** Blocks too large to decode are a lie or, in very large files, simply too large. */
export async function checkBlockSize(
  block: BlockFormat,
  rows: number,
  source: ByteSource,
  signal: AbortSignal | undefined,
): Promise<void> {
  const bytes = blockBytes(block, rows);
  if (bytes <= MAX_BLOCK_BYTES) return;
  const what = `blocks of ${block.width} x ${rows} pixels`;
  const size = await source.size(signal);
  if (size !== null && bytes > size * maxExpansion(block.compression)) {
    throw damaged(source, `it claims ${what}, but has only ${size} bytes`);
  }
  throw unsupported(source, what);
}

/** Value of a tag that has one entry per band. */
async function sameForAll(
  directory: Directory,
  tag: TiffTag,
  fallback: number,
  source: ByteSource,
  signal: AbortSignal | undefined,
): Promise<number> {
  const values = Array.from((await tagNumbers(directory, tag, source, signal)) ?? [fallback]);
  if (values.some((v) => v !== values[0])) throw unsupported(source, 'bands of different sample types');
  return values[0];
}

function unsupported(source: ByteSource, what: string): CuestaError {
  return new CuestaError('unsupported', `${source.name} uses ${what}, which Cuesta cannot decode.`, {
    subject: source.name,
    hint: 'Convert it first, e.g. gdal_translate -co COMPRESS=DEFLATE -co TILED=YES.',
  });
}
