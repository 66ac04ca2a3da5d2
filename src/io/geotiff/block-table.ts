import { type TiffImage as Directory, TiffTag } from '@cogeotiff/core';
import type { ByteSource } from '../source/byte-source.js';
import { type BlockFormat, blockBytes } from './decode/block.js';
import { damaged } from './structure.js';
import { tagNumbers } from './tags.js';

/** Position and stored size of a block in the file; either is 0 where the block is missing (sparse files). */
export interface BlockPlace {
  readonly offset: number;
  readonly byteCount: number;
}

export type BlockLocator = (index: number) => BlockPlace;

/** The tables are part of the file: this bounds the size that a header can claim by the size of the file. */
export function checkBlockCount(
  directory: Directory,
  tiled: boolean,
  expected: number,
  source: ByteSource,
): void {
  for (const tag of blockTags(tiled)) {
    const count = directory.tags.get(tag)?.count ?? 0;
    if (count < expected) {
      throw damaged(source, `its size asks for ${expected} blocks, but tag ${tag} lists ${count}`);
    }
  }
}

export async function readBlockTable(
  directory: Directory,
  tiled: boolean,
  source: ByteSource,
): Promise<BlockLocator> {
  const [offsetTag, countTag] = blockTags(tiled);
  const offsets = await tagNumbers(directory, offsetTag, source);
  const byteCounts = await tagNumbers(directory, countTag, source);
  return (index) => ({ offset: offsets![index], byteCount: byteCounts![index] });
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
export function splitStrips(
  strip: BlockLocator,
  block: BlockFormat,
  rows: number,
  height: number,
): BlockLocator {
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
