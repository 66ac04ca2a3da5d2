import { type TiffImage as Directory, PlanarConfiguration, TiffTag } from '@cogeotiff/core';
import type { ByteSource } from '../source/byte-source.js';
import { checkBlockSize, readBlockFormat } from './block-format.js';
import { type BlockLocator, checkBlockCount, readBlockTable, splitStrips } from './block-table.js';
import { COMPRESSION } from './compression.js';
import { blockBytes } from './decode/block.js';
import type { TiffImage } from './image.js';
import { damaged } from './structure.js';
import { tagNumber } from './tags.js';

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
  const size = await readSize(directory, source, signal);
  const { width, height, bands, planar, tiled, blockWidth, rows } = size;
  const block = await readBlockFormat(directory, blockWidth, planar ? 1 : bands, source, signal);
  const divisible = !tiled && rows === height && block.compression === COMPRESSION.none;
  const blockHeight = divisible ? Math.min(height, Math.ceil(PIECE_BYTES / blockBytes(block, 1))) : rows;
  await checkBlockSize(block, blockHeight, source, signal);
  const blocksAcross = Math.ceil(width / blockWidth);
  const stored = blocksAcross * Math.ceil(height / rows) * (planar ? bands : 1);
  checkBlockCount(directory, tiled, stored, source);
  const blocksDown = Math.ceil(height / blockHeight);
  const locator = once(async () => {
    const table = await readBlockTable(directory, tiled, source);
    return divisible ? splitStrips(table, block, blockHeight, height) : table;
  });
  return { width, height, bands, planar, tiled, block, blockHeight, blocksAcross, blocksDown, locator };
}

interface ImageSize {
  readonly width: number;
  readonly height: number;
  readonly bands: number;
  readonly planar: boolean;
  readonly tiled: boolean;
  readonly blockWidth: number;
  /** Of a tile or strip. */
  readonly rows: number;
}

async function readSize(
  directory: Directory,
  source: ByteSource,
  signal: AbortSignal | undefined,
): Promise<ImageSize> {
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
  return { width, height, bands, planar, tiled, blockWidth, rows };
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0;
}

/** Loads the table at first use; after a failure the next use tries again. */
function once(load: () => Promise<BlockLocator>): () => Promise<BlockLocator> {
  let loading: Promise<BlockLocator> | undefined;
  return () => {
    loading ??= load().catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
}
