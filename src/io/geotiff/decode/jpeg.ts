import { type ImageDecoder, sharedModule, startModule } from '../../emscripten-decoder.js';
import { corruptBlock } from './corrupt.js';

interface JpegModule {
  readonly JPEGDecoder: new () => ImageDecoder;
}

const libjpeg = sharedModule(() =>
  import('@cornerstonejs/codec-libjpeg-turbo-8bit/decode').then(startModule<JpegModule>),
);

/** What a JPEG block needs from its TIFF. Plain data: it travels to worker threads. */
export interface JpegFormat {
  /** Quantisation and Huffman tables that the blocks share (tag JPEGTables); null when every block has its own. */
  readonly tables: Uint8Array | null;
  /** Whether three components are YCbCr, and to be converted to RGB. */
  readonly ycbcr: boolean;
}

/** The size and number of components that a block must have. */
interface Expected {
  readonly width: number;
  readonly rows: number;
  readonly samples: number;
}

const MARKER = { startOfImage: 0xd8, endOfImage: 0xd9, startOfScan: 0xda } as const;

/**
 * Decodes an 8-bit JPEG block (TIFF Technical Note 2) with libjpeg-turbo, loaded at first use. Frames of another size than the block's
 * are refused before they are decoded. Throws `format`.
 */
export async function decodeJpeg(
  stored: Uint8Array,
  format: JpegFormat,
  expected: Expected,
): Promise<Uint8Array> {
  checkFrame(stored, expected);
  const decoder = new (await libjpeg.get()).JPEGDecoder();
  try {
    const stream = withTables(stored, format);
    decoder.getEncodedBuffer(stream.length).set(stream);
    decoder.decode();
    return decoder.getDecodedBuffer().slice();
  } catch (cause) {
    libjpeg.forget();
    throw corruptBlock('JPEG', cause);
  } finally {
    decoder.delete();
  }
}

/** Finds the frame header and compares it with what the tags say. */
function checkFrame(bytes: Uint8Array, { width, rows, samples }: Expected): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes[0] !== 0xff || bytes[1] !== MARKER.startOfImage) throw corruptBlock('JPEG');
  for (let at = 2; at + 10 < bytes.length && bytes[at] === 0xff; ) {
    const marker = bytes[at + 1];
    if (marker === MARKER.startOfScan || marker === MARKER.endOfImage) break;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) {
      const [bits, components] = [bytes[at + 4], bytes[at + 9]];
      const fits = view.getUint16(at + 7) === width && view.getUint16(at + 5) === rows;
      if (bits === 8 && components === samples && fits && marker <= 0xc2) return;
      throw corruptBlock('JPEG');
    }
    at += 2 + view.getUint16(at + 2);
  }
  throw corruptBlock('JPEG');
}

/**
 * A complete stream: the shared tables, and a marker that says how colours are stored. Decoders guess otherwise, and TIFF forbids
 * the marker in its blocks.
 */
function withTables(stored: Uint8Array, { tables, ycbcr }: JpegFormat): Uint8Array {
  const shared = tables === null ? new Uint8Array(0) : tables.subarray(2, tables.length - 2);
  const adobe = [0xff, 0xee, 0, 14, 0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0, ycbcr ? 1 : 0];
  const stream = new Uint8Array(2 + adobe.length + shared.length + stored.length - 2);
  stream.set([0xff, MARKER.startOfImage, ...adobe]);
  stream.set(shared, 2 + adobe.length);
  stream.set(stored.subarray(2), 2 + adobe.length + shared.length);
  return stream;
}
