import { type TiffImage as Directory, Photometric, PlanarConfiguration, TiffTag } from '@cogeotiff/core';
import { CuestaError } from '../../core/errors.js';
import type { Window } from '../../core/window.js';
import type { ByteSource } from '../source/byte-source.js';
import { COMPRESSION, compressionName, isSupported, maxExpansion, usesPredictor } from './compression.js';
import { type BlockFormat, blockBytes } from './decode/block.js';
import { sampleType } from './sample-type.js';
import { damaged } from './structure.js';
import { tagNumber, tagNumbers } from './tags.js';

/** One image of a TIFF file (full resolution, an overview or a mask): its size and how its blocks are stored. */
export interface TiffImage {
  readonly width: number;
  readonly height: number;
  readonly bands: number;
  /** Whether every band has blocks of its own (PlanarConfiguration 2). */
  readonly planar: boolean;
  readonly block: BlockFormat;
  readonly blockHeight: number;
  readonly blocksAcross: number;
  readonly blocksDown: number;
  /** Strips end with the image; tiles are always whole. */
  readonly tiled: boolean;
  /** Where the blocks are, numbered row by row, band after band when planar. */
  readonly locator: () => Promise<BlockLocator>;
}

/** Position and stored size of a block in the file; either is 0 where the block is missing (sparse files). */
export interface BlockPlace {
  readonly offset: number;
  readonly byteCount: number;
}

export type BlockLocator = (index: number) => BlockPlace;

/** Blocks are decoded in one piece. */
const MAX_BLOCK_BYTES = 2 ** 30;

/** Uncompressed single strips can be read in any pieces: about so many bytes. */
const PIECE_BYTES = 256 * 1024;

/**
 * Reads the tags that describe an image. Throws `format` when they contradict each other or the size of the file,
 * `unsupported` when they are valid but cannot be decoded here.
 */
export async function describeImage(
  directory: Directory,
  source: ByteSource,
  signal?: AbortSignal,
): Promise<TiffImage> {
  const number = async (tag: TiffTag, fallback: number): Promise<number> =>
    (await tagNumber(directory, tag, source, signal)) ?? fallback;
  const width = await number(TiffTag.ImageWidth, 0);
  const height = await number(TiffTag.ImageHeight, 0);
  const bands = await number(TiffTag.SamplesPerPixel, 1);
  if (![width, height, bands].every(isCount)) throw damaged(source, 'its image has no size');
  const planar = (await number(TiffTag.PlanarConfiguration, 1)) === PlanarConfiguration.Separate;
  const tiled = directory.has(TiffTag.TileWidth);
  const blockWidth = tiled ? await number(TiffTag.TileWidth, 0) : width;
  const rows = tiled
    ? await number(TiffTag.TileHeight, 0)
    : Math.min(await number(TiffTag.RowsPerStrip, height), height);
  if (!isCount(blockWidth) || !isCount(rows)) throw damaged(source, 'its blocks have no size');
  const block = await describeBlock(directory, blockWidth, planar ? 1 : bands, source, signal);

  const whole = !tiled && rows === height && block.compression === COMPRESSION.none;
  const blockHeight = whole ? Math.min(height, Math.ceil(PIECE_BYTES / blockBytes(block, 1))) : rows;
  await checkBlockSize(block, blockHeight, source, signal);
  const blocksAcross = Math.ceil(width / blockWidth);
  const blocksDown = Math.ceil(height / rows);
  const stored = blocksAcross * blocksDown * (planar ? bands : 1);
  checkBlockCount(directory, tiled, stored, source);

  let loading: Promise<BlockLocator> | undefined;
  const load = async (): Promise<BlockLocator> => {
    const stored = await readBlockTable(directory, tiled, source);
    return whole ? splitStrips(stored, block, blockHeight, height) : stored;
  };
  return {
    width,
    height,
    bands,
    planar,
    block,
    blockHeight,
    blocksAcross,
    blocksDown: Math.ceil(height / blockHeight),
    tiled,
    locator() {
      loading ??= load().catch((error: unknown) => {
        loading = undefined;
        throw error;
      });
      return loading;
    },
  };
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0;
}

/** Rows that the blocks of a block row hold in the file. */
export function storedRows(image: TiffImage, blockRow: number): number {
  return image.tiled
    ? image.blockHeight
    : Math.min(image.blockHeight, image.height - blockRow * image.blockHeight);
}

/** Pixels of a block that belong to the image. */
export function blockArea(
  image: TiffImage,
  { blockCol, blockRow }: { readonly blockCol: number; readonly blockRow: number },
): Window {
  const col = blockCol * image.block.width;
  const row = blockRow * image.blockHeight;
  return {
    col,
    row,
    width: Math.min(image.block.width, image.width - col),
    height: Math.min(image.blockHeight, image.height - row),
  };
}

export function unsupported(source: ByteSource, what: string): CuestaError {
  return new CuestaError('unsupported', `${source.name} uses ${what}, which Cuesta cannot decode.`, {
    subject: source.name,
    hint: 'Convert it first, e.g. gdal_translate -co COMPRESS=DEFLATE -co TILED=YES.',
  });
}

async function describeBlock(
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
  if ((await number(TiffTag.Photometric, 1)) === Photometric.Ycbcr) throw unsupported(source, 'YCbCr colour');
  const bits = await sameForAll(directory, TiffTag.BitsPerSample, 1, source, signal);
  const format = await sameForAll(directory, TiffTag.SampleFormat, 1, source, signal);
  const dtype = sampleType(format, bits);
  if (dtype === null) throw unsupported(source, `samples of ${bits} bits and sample format ${format}`);
  if (bits < 8 && (await number(TiffTag.FillOrder, 1)) !== 1) throw unsupported(source, 'reversed bit order');
  const predictor = usesPredictor(compression) ? await number(TiffTag.Predictor, 1) : 1;
  const known =
    predictor === 1 || (predictor === 2 && bits >= 8) || (predictor === 3 && dtype.startsWith('float'));
  if (!known) throw unsupported(source, `predictor ${predictor} with ${bits}-bit ${dtype} samples`);
  return { compression, predictor, bits, dtype, littleEndian: directory.tiff.isLittleEndian, width, samples };
}

/** Blocks too large to decode are a lie or, in very large files, simply too large. */
async function checkBlockSize(
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
  return values[0]!;
}

/** The tables are part of the file: this bounds the size that a header can claim by the size of the file. */
function checkBlockCount(directory: Directory, tiled: boolean, expected: number, source: ByteSource): void {
  for (const tag of blockTags(tiled)) {
    const count = directory.tags.get(tag)?.count ?? 0;
    if (count < expected) {
      throw damaged(source, `its size asks for ${expected} blocks, but tag ${tag} lists ${count}`);
    }
  }
}

async function readBlockTable(
  directory: Directory,
  tiled: boolean,
  source: ByteSource,
): Promise<BlockLocator> {
  const [offsetTag, countTag] = blockTags(tiled);
  const offsets = await tagNumbers(directory, offsetTag, source);
  const byteCounts = await tagNumbers(directory, countTag, source);
  return (index) => ({ offset: offsets![index]!, byteCount: byteCounts![index]! });
}

function blockTags(tiled: boolean): readonly [offsets: TiffTag, byteCounts: TiffTag] {
  return tiled
    ? [TiffTag.TileOffsets, TiffTag.TileByteCounts]
    : [TiffTag.StripOffsets, TiffTag.StripByteCounts];
}

/**
 * Cuts the one uncompressed strip of each plane into pieces of `rows` rows. Its byte count is not needed (and wrong in
 * some files).
 */
function splitStrips(strip: BlockLocator, block: BlockFormat, rows: number, height: number): BlockLocator {
  const pieces = Math.ceil(height / rows);
  return (index) => {
    const row = (index % pieces) * rows;
    const { offset } = strip(Math.floor(index / pieces));
    if (offset === 0) return { offset: 0, byteCount: 0 };
    return {
      offset: offset + blockBytes(block, row),
      byteCount: blockBytes(block, Math.min(rows, height - row)),
    };
  };
}
