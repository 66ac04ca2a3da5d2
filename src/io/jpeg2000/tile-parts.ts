import { damagedFile } from '../format-error.js';
import { type ByteSource, readExactly } from '../source/byte-source.js';
import type { Box, Codestream } from './codestream.js';

/** Position and length of the parts of each tile, by its number. */
export type TileParts = ReadonlyMap<number, readonly { readonly offset: number; readonly length: number }[]>;

const SOT = 0xff90;
const SOT_BYTES = 12;
/** Tiles are numbered with 16 bits; parts of a tile with 8. */
const MAX_PARTS = 1_000_000;

export function tilesAcross({ area, tiles }: Codestream): number {
  return Math.ceil((area.right - tiles.x) / tiles.width);
}

/** The part of the image area that a tile covers, on the reference grid. */
export function tileBox({ area, tiles }: Codestream, col: number, row: number): Box {
  const [x, y] = [tiles.x + col * tiles.width, tiles.y + row * tiles.height];
  return {
    left: Math.max(area.left, x),
    top: Math.max(area.top, y),
    right: Math.min(area.right, x + tiles.width),
    bottom: Math.min(area.bottom, y + tiles.height),
  };
}

/** Walks from tile part to tile part. A file that ends early has the parts that it has. Throws `format`. */
export async function findTileParts(
  source: ByteSource,
  codestream: Codestream,
  signal?: AbortSignal,
): Promise<TileParts> {
  const parts = new Map<number, { offset: number; length: number }[]>();
  const { start, length, header } = codestream;
  for (let at = header.length, count = 0; at + SOT_BYTES <= length; count++) {
    const bytes = await readExactly(source, start + at, SOT_BYTES, signal);
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    if (view.getUint16(0) !== SOT) break;
    if (count > MAX_PARTS) throw damagedFile(source.name, 'has endless JPEG 2000 tile parts');
    const stated = view.getUint32(6);
    // 0: up to the end of the codestream.
    const own = stated === 0 ? length - at : Math.min(stated, length - at);
    if (own < SOT_BYTES) throw damagedFile(source.name, 'has a damaged JPEG 2000 tile part');
    const tile = view.getUint16(4);
    parts.set(tile, [...(parts.get(tile) ?? []), { offset: start + at, length: own }]);
    at += own;
  }
  return parts;
}

/**
 * A codestream of one tile alone: the header with the image area cut to the tile, and the tile's parts, which become those of tile 0.
 * Positions on the reference grid stay, so that the wavelets stay in step.
 */
export async function tileStream(
  source: ByteSource,
  codestream: Codestream,
  tile: { readonly col: number; readonly row: number },
  places: readonly { readonly offset: number; readonly length: number }[],
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const { header, siz, tiles } = codestream;
  const box = tileBox(codestream, tile.col, tile.row);
  const parts: Uint8Array[] = [];
  for (const { offset, length } of places) parts.push(await readExactly(source, offset, length, signal));
  const size = header.length + parts.reduce((sum, part) => sum + part.length, 0) + 2;
  const stream = new Uint8Array(size);
  stream.set(header);
  const view = new DataView(stream.buffer);
  const origin = [tiles.x + tile.col * tiles.width, tiles.y + tile.row * tiles.height];
  const grid = [box.right, box.bottom, box.left, box.top, tiles.width, tiles.height, ...origin];
  for (const [i, value] of grid.entries()) view.setUint32(siz + 6 + 4 * i, value);
  let at = header.length;
  for (const part of parts) {
    stream.set(part, at);
    view.setUint16(at + 4, 0);
    view.setUint32(at + 6, part.length);
    at += part.length;
  }
  view.setUint16(at, 0xffd9);
  return stream;
}
