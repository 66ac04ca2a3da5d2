import { damagedFile, unsupportedFile } from '../format-error.js';
import { type ByteSource, readExactly } from '../source/byte-source.js';

/** The main header of a JPEG 2000 codestream (ISO/IEC 15444-1, annex A): reference grid, tiles and components. */
export interface Codestream {
  /** Position in the file, and the bytes up to the end of the file or box. */
  readonly start: number;
  readonly length: number;
  /** From the marker SOC up to the first tile part. */
  readonly header: Uint8Array;
  /** Position of the segment SIZ in `header`. */
  readonly siz: number;
  /** Image area on the reference grid. */
  readonly area: Box;
  /** Of the first tile, and the size of all. */
  readonly tiles: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  readonly components: number;
  readonly bits: number;
  readonly signed: boolean;
  /** Times the size can be halved. */
  readonly reductions: number;
}

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const MARKER = { soc: 0xff4f, siz: 0xff51, cod: 0xff52, ppm: 0xff60, sot: 0xff90 } as const;
/** Main headers with comments and tile-part tables. */
const MAX_HEADER = 2 ** 20;
const FIRST_PIECE = 16 * 1024;

/** Throws `format` or `unsupported`. */
export async function readCodestream(
  source: ByteSource,
  start: number,
  length: number,
  signal?: AbortSignal,
): Promise<Codestream> {
  for (let piece = FIRST_PIECE; ; piece *= 8) {
    const wanted = Math.min(piece, length);
    const bytes = await readExactly(source, start, wanted, signal);
    const found = parseHeader(bytes, source.name);
    if (found !== null) return { start, length, ...found };
    if (wanted === length || piece > MAX_HEADER) throw damagedFile(source.name, 'has no JPEG 2000 tiles');
  }
}

/** Null when the header is longer than the bytes. */
function parseHeader(bytes: Uint8Array, name: string): Omit<Codestream, 'start' | 'length'> | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 4 || view.getUint16(0) !== MARKER.soc)
    throw damagedFile(name, 'has no JPEG 2000 codestream');
  let siz = 0;
  let reductions = 0;
  for (let at = 2; at + 14 <= bytes.length; ) {
    const marker = view.getUint16(at);
    if (marker === MARKER.sot) {
      if (siz === 0) throw damagedFile(name, 'has a JPEG 2000 header without a size');
      return { header: bytes.subarray(0, at), siz, reductions, ...readSize(view, siz, name) };
    }
    if (marker < 0xff00) throw damagedFile(name, 'has a damaged JPEG 2000 header');
    if (marker === MARKER.ppm) throw unsupportedFile(name, 'packed packet headers');
    if (marker === MARKER.siz) siz = at;
    if (marker === MARKER.cod) reductions = Math.min(32, bytes[at + 9]);
    at += 2 + view.getUint16(at + 2);
  }
  return null;
}

function readSize(
  view: DataView,
  siz: number,
  name: string,
): Pick<Codestream, 'area' | 'tiles' | 'components' | 'bits' | 'signed'> {
  if (siz + 40 > view.byteLength) throw damagedFile(name, 'has a damaged JPEG 2000 header');
  const [right, bottom, left, top, width, height, x, y] = Array.from({ length: 8 }, (_, i) =>
    view.getUint32(siz + 6 + 4 * i),
  );
  const components = view.getUint16(siz + 38);
  if (siz + 40 + 3 * components > view.byteLength) throw damagedFile(name, 'has a damaged JPEG 2000 header');
  const depth = view.getUint8(siz + 40);
  for (let i = 0; i < components; i++) {
    const at = siz + 40 + 3 * i;
    const same = view.getUint8(at) === depth && view.getUint16(at + 1) === 0x0101;
    if (!same) throw unsupportedFile(name, 'JPEG 2000 components of different types or sizes');
  }
  const area = { left, top, right, bottom };
  const sound =
    right > left && bottom > top && width > 0 && height > 0 && x <= left && y <= top && components > 0;
  const reached = x + width > left && y + height > top;
  if (!sound || !reached) throw damagedFile(name, 'claims an impossible JPEG 2000 image');
  const bits = (depth & 0x7f) + 1;
  if (bits > 16) throw unsupportedFile(name, `JPEG 2000 with ${bits} bits`);
  return { area, tiles: { x, y, width, height }, components, bits, signed: (depth & 0x80) !== 0 };
}
