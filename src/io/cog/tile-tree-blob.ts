import { CuestaError } from '../../core/errors.js';
import type { TileAddress } from './pyramid.js';

/**
 * The encoded tile as bytes, little-endian:
 * a header of {@link TREE_HEADER_BYTES}; the length of every block (u32; level by level, row-major; padded to 8 bytes); the
 * moments of every full-resolution block and band (f64); the remainder (raw samples for the level above, band after band); the
 * blocks, each already as it will stand in the file: its size before it (u32), its last four bytes repeated behind it.
 */
export interface TileTree {
  readonly tile: TileAddress;
  readonly bands: number;
  readonly blocks: readonly Uint8Array[];
  readonly moments: Float64Array;
  /** Per band; empty when the tile reaches the top level. */
  readonly remainder: readonly Uint8Array[];
}

/** What is before and behind each block: GDAL's BLOCK_LEADER=SIZE_AS_UINT4 and BLOCK_TRAILER=LAST_4_BYTES_REPEATED. */
export const BLOCK_LEADER_BYTES = 4;
export const BLOCK_FRAME_BYTES = 8;

export const TREE_HEADER_BYTES = 40;
/** `CTT1`. */
const MAGIC = 0x31545443;

export function packTileTree(tree: TileTree): Uint8Array {
  const lengthBytes = padTo8(tree.blocks.length * 4);
  const remainderBytes = sumLengths(tree.remainder);
  const framed = sumLengths(tree.blocks) + tree.blocks.length * BLOCK_FRAME_BYTES;
  const out = new Uint8Array(
    TREE_HEADER_BYTES + lengthBytes + tree.moments.byteLength + remainderBytes + framed,
  );
  const view = new DataView(out.buffer);
  const { tile, bands, blocks, moments } = tree;
  [MAGIC, tile.depth, tile.col, tile.row, bands, blocks.length, moments.length, remainderBytes].forEach(
    (value, i) => {
      view.setUint32(i * 4, value, true);
    },
  );
  view.setFloat64(32, out.length, true);
  let position = TREE_HEADER_BYTES;
  blocks.forEach((block, i) => {
    view.setUint32(position + i * 4, block.length, true);
  });
  position += lengthBytes;
  out.set(new Uint8Array(moments.buffer, moments.byteOffset, moments.byteLength), position);
  position += moments.byteLength;
  for (const band of tree.remainder) {
    out.set(band, position);
    position += band.length;
  }
  for (const block of blocks) position = frameBlock(block, out, position);
  return out;
}

/** Writes a block with leader and trailer to `out` at `position`; returns the position behind it. */
export function frameBlock(block: Uint8Array, out: Uint8Array, position: number): number {
  new DataView(out.buffer, out.byteOffset).setUint32(position, block.length, true);
  out.set(block, position + BLOCK_LEADER_BYTES);
  const end = position + BLOCK_LEADER_BYTES + block.length;
  out.copyWithin(end, end - 4, end);
  return end + 4;
}

export interface TreeHeader {
  readonly tile: TileAddress;
  readonly bands: number;
  readonly blockCount: number;
  readonly momentCount: number;
  readonly remainderBytes: number;
  readonly totalBytes: number;
  /** Bytes of lengths and moments, which follow the header. */
  readonly indexBytes: number;
}

/** Reads the first {@link TREE_HEADER_BYTES}. Throws `format`, naming `name`. */
export function readTreeHeader(bytes: Uint8Array, name: string): TreeHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < TREE_HEADER_BYTES || view.getUint32(0, true) !== MAGIC) {
    throw new CuestaError('format', `${name} is not an encoded tile.`, {
      subject: name,
      hint: 'Delete the work folder and run again.',
    });
  }
  const word = (i: number): number => view.getUint32(i * 4, true);
  return {
    tile: { depth: word(1), col: word(2), row: word(3) },
    bands: word(4),
    blockCount: word(5),
    momentCount: word(6),
    remainderBytes: word(7),
    totalBytes: view.getFloat64(32, true),
    indexBytes: padTo8(word(5) * 4) + word(6) * 8,
  };
}

export interface TreeIndex {
  readonly lengths: Uint32Array;
  readonly moments: Float64Array;
  /** Where remainder and first block begin, counted from the tree's first byte. */
  readonly remainderAt: number;
  readonly blocksAt: number;
}

/** Reads what follows the header: `bytes` are `header.indexBytes` long. */
export function readTreeIndex(header: TreeHeader, bytes: Uint8Array): TreeIndex {
  // A copy: the tables need aligned memory.
  const { buffer } = bytes.slice();
  const remainderAt = TREE_HEADER_BYTES + header.indexBytes;
  return {
    lengths: new Uint32Array(buffer, 0, header.blockCount),
    moments: new Float64Array(buffer, padTo8(header.blockCount * 4), header.momentCount),
    remainderAt,
    blocksAt: remainderAt + header.remainderBytes,
  };
}

function padTo8(n: number): number {
  return Math.ceil(n / 8) * 8;
}

function sumLengths(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0);
}
