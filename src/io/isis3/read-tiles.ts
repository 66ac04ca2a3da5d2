import type { RealSamples } from '../../core/band.js';
import { throwIfAborted } from '../../core/errors.js';
import { intersect, type Window } from '../../core/window.js';
import { damagedFile } from '../format-error.js';
import { type RawLayout, SAMPLE_BYTES } from '../raw/raw-layout.js';
import { samplesFromBytes } from '../raw/samples-from-bytes.js';
import { type ByteSource, readExactly } from '../source/byte-source.js';

/** Parts of a tile's lines are read by themselves where a tile is larger than this. */
const LARGE_TILE = 2 ** 22;

interface TileSize {
  readonly width: number;
  readonly height: number;
}

/** Throws `format` for tiles that the file cannot hold. */
export async function checkTiles(
  raw: RawLayout,
  tile: TileSize,
  source: ByteSource,
  signal?: AbortSignal,
): Promise<void> {
  const { across, down, bytes } = tiling(raw, tile);
  const end = raw.offset + across * down * raw.bands * bytes;
  const counts = [raw.width, raw.height, raw.bands];
  if (!counts.every((n) => Number.isSafeInteger(n) && n > 0) || !Number.isSafeInteger(end)) {
    throw damagedFile(
      source.name,
      `claims an impossible image: ${raw.width} x ${raw.height} pixels, ${raw.bands} bands`,
    );
  }
  const size = await source.size(signal);
  if (size !== null && end > size) {
    throw damagedFile(source.name, `ends early: its tiles need ${end} bytes, the file has ${size}`);
  }
}

/** Samples of a window inside a tiled cube. Tiles follow each other row by row, band after band. */
export async function readTiles(
  source: ByteSource,
  raw: RawLayout,
  tile: TileSize,
  band: number,
  window: Window,
  signal: AbortSignal | undefined,
): Promise<RealSamples> {
  const { across, down, bytes } = tiling(raw, tile);
  const sample = SAMPLE_BYTES[raw.dtype];
  const out = new Uint8Array(window.width * window.height * sample);
  const lastRow = Math.floor((window.row + window.height - 1) / tile.height);
  const lastCol = Math.floor((window.col + window.width - 1) / tile.width);
  for (let tileRow = Math.floor(window.row / tile.height); tileRow <= lastRow; tileRow++) {
    for (let tileCol = Math.floor(window.col / tile.width); tileCol <= lastCol; tileCol++) {
      throwIfAborted(signal);
      const area = { col: tileCol * tile.width, row: tileRow * tile.height, ...tile };
      const part = intersect(area, window)!;
      const start = raw.offset + ((band * down + tileRow) * across + tileCol) * bytes;
      const rowBytes = tile.width * sample;
      const first = (part.row - area.row) * rowBytes;
      const skip = (part.col - area.col) * sample;
      const rowsAtOnce = bytes <= LARGE_TILE ? part.height : 1;
      for (let from = 0; from < part.height; from += rowsAtOnce) {
        const length = (rowsAtOnce - 1) * rowBytes + part.width * sample;
        const lines = await readExactly(source, start + first + from * rowBytes + skip, length, signal);
        for (let row = 0; row < rowsAtOnce; row++) {
          const to = (part.row - window.row + from + row) * window.width + part.col - window.col;
          const at = row * rowBytes;
          out.set(lines.subarray(at, at + part.width * sample), to * sample);
        }
      }
    }
  }
  return samplesFromBytes(out, raw.dtype, raw.littleEndian);
}

function tiling(raw: RawLayout, tile: TileSize): { across: number; down: number; bytes: number } {
  return {
    across: Math.ceil(raw.width / tile.width),
    down: Math.ceil(raw.height / tile.height),
    bytes: tile.width * tile.height * SAMPLE_BYTES[raw.dtype],
  };
}
