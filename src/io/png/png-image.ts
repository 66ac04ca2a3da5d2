import type { RasterInfo, RasterSource } from '../../core/raster-source.js';
import { damagedFile, unsupportedFile } from '../format-error.js';
import { unpackBits } from '../geotiff/decode/unpack-bits.js';
import { inflateExactly } from '../inflate.js';
import { NOTHING_ELSE } from '../missing.js';
import type { OpenContext } from '../open-context.js';
import { PLAIN_PICTURE } from '../plain-picture.js';
import { packedLayout } from '../raw/raw-layout.js';
import { rawInfo } from '../raw/raw-source.js';
import { readRaw } from '../raw/read-raw.js';
import { sampledSource } from '../sampled-source.js';
import { type ByteSource, readExactly } from '../source/byte-source.js';
import { memorySource } from '../source/memory-source.js';
import { chunkAt, nextChunk, type PngHeader, readPngHeader } from './png-header.js';
import { undoFilters } from './undo-filters.js';

/** A PNG is decoded as a whole. */
const MAX_BYTES = 2 ** 30;
/** What deflate can reach (zlib's technical notes). */
const MAX_EXPANSION = 1033;

/**
 * Opens a PNG of 1 to 16 bits, for masks and previews: the samples of a palette image are its indices. It has no place on the ground.
 * The whole image is decoded at the first read and kept. Throws `format` or `unsupported`.
 */
export async function openPng({ source }: OpenContext, signal?: AbortSignal): Promise<RasterSource> {
  const { name } = source;
  const header = await readPngHeader(source, signal);
  const { width, height, bits, bands, transparentGrey } = header;
  const bytes = rowBytes(header) * height;
  const size = await source.size(signal);
  if (size !== null && bytes > size * MAX_EXPANSION) {
    throw damagedFile(name, `claims ${width} x ${height} pixels, but has only ${size} bytes`);
  }
  if (bytes > MAX_BYTES) throw unsupportedFile(name, `a PNG of ${width} x ${height} pixels`);
  const dtype = bits === 16 ? ('uint16' as const) : ('uint8' as const);
  const layout = packedLayout({ dtype, littleEndian: false, width, height, bands, offset: 0 }, 'pixel');
  let decoded: Promise<ByteSource> | undefined;
  const info: RasterInfo = {
    ...rawInfo(layout, { name, format: 'PNG', missing: NOTHING_ELSE, ...PLAIN_PICTURE }),
    ...{ nodata: transparentGrey, compression: 'deflate', blockHeight: height },
  };
  return sampledSource({
    info,
    missing: NOTHING_ELSE,
    async read({ window, band, signal: s }) {
      decoded ??= decode(source, header, s).catch((error: unknown) => {
        decoded = undefined;
        throw error;
      });
      return readRaw(await decoded, layout, band, window, s);
    },
    close: () => source.close(),
  });
}

/** The samples, pixel by pixel. */
async function decode(source: ByteSource, header: PngHeader, signal?: AbortSignal): Promise<ByteSource> {
  const { height, width, bits, bands } = header;
  const compressed = await readData(source, header.data, signal);
  const line = rowBytes(header);
  const lines = await inflateExactly(compressed, 'deflate', (line + 1) * height, source.name);
  const bytes = undoFilters(lines, line, height, Math.max(1, (bits * bands) / 8), source.name);
  return memorySource(bits < 8 ? unpackBits(bytes, height, width, bits) : bytes, source.name);
}

/** The content of the IDAT chunks, which follow each other. */
async function readData(source: ByteSource, first: number, signal?: AbortSignal): Promise<Uint8Array> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for (let at = first; ; ) {
    const chunk = await chunkAt(source, at, signal);
    if (chunk.type !== 'IDAT') break;
    parts.push((await readExactly(source, chunk.start, chunk.length, signal)) as Uint8Array<ArrayBuffer>);
    at = nextChunk(chunk);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

function rowBytes({ width, bits, bands }: PngHeader): number {
  return Math.ceil((width * bits * bands) / 8);
}
