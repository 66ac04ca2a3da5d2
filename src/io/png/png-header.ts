import { damagedFile, unsupportedFile } from '../format-error.js';
import { type ByteSource, readExactly } from '../source/byte-source.js';

export interface PngHeader {
  readonly width: number;
  readonly height: number;
  /** Bits per sample: 1, 2, 4, 8 or 16. */
  readonly bits: number;
  /** Samples per pixel; 1 for palettes, whose indices are the samples. */
  readonly bands: number;
  /** The grey level that is transparent. */
  readonly transparentGrey: number | null;
  /** First compressed chunk. */
  readonly data: number;
}

/** Colour types: samples per pixel and the bit depths that go with them (PNG 3rd edition, section 11.2.1). */
const COLOURS: Readonly<Record<number, readonly [bands: number, bits: readonly number[]]>> = {
  0: [1, [1, 2, 4, 8, 16]],
  2: [3, [8, 16]],
  3: [1, [1, 2, 4, 8]],
  4: [2, [8, 16]],
  6: [4, [8, 16]],
};

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const CHUNK_HEAD = 8;
const CRC = 4;
/** Chunks before the image; real files have a handful. */
const MAX_CHUNKS = 1000;

export function isPng(head: Uint8Array): boolean {
  return SIGNATURE.every((byte, i) => head[i] === byte);
}

/** Reads the chunks before the image. Throws `format` or `unsupported`. */
export async function readPngHeader(source: ByteSource, signal?: AbortSignal): Promise<PngHeader> {
  const { name } = source;
  const first = await chunkAt(source, SIGNATURE.length, signal);
  if (first.type !== 'IHDR' || first.length !== 13) throw damagedFile(name, 'is a PNG without a header');
  const bytes = await readExactly(source, first.start, first.length, signal);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  const [bits, colour, , , interlace] = bytes.subarray(8);
  const [bands, depths] = COLOURS[colour] ?? [0, []];
  if (width === 0 || height === 0 || !depths.includes(bits)) {
    throw damagedFile(
      name,
      `is a PNG of ${width} x ${height} pixels, colour type ${colour} and ${bits} bits`,
    );
  }
  if (interlace !== 0) throw unsupportedFile(name, 'PNG interlacing');
  let transparentGrey: number | null = null;
  let at = first.start + first.length + CRC;
  for (let i = 0; i < MAX_CHUNKS; i++) {
    const chunk = await chunkAt(source, at, signal);
    if (chunk.type === 'IDAT') return { width, height, bits, bands, transparentGrey, data: at };
    if (chunk.type === 'tRNS' && colour === 0 && chunk.length === 2) {
      const [high, low] = await readExactly(source, chunk.start, 2, signal);
      transparentGrey = 256 * high + low;
    }
    at = chunk.start + chunk.length + CRC;
  }
  throw damagedFile(name, 'is a PNG without an image');
}

/** Type, length and start of the content of the chunk at a position. */
export async function chunkAt(
  source: ByteSource,
  at: number,
  signal?: AbortSignal,
): Promise<{ type: string; length: number; start: number }> {
  const head = await readExactly(source, at, CHUNK_HEAD, signal);
  const view = new DataView(head.buffer, head.byteOffset);
  return {
    length: view.getUint32(0),
    type: String.fromCharCode(...head.subarray(4, 8)),
    start: at + CHUNK_HEAD,
  };
}

/** Position of the chunk after one. */
export function nextChunk({ start, length }: { start: number; length: number }): number {
  return start + length + CRC;
}
