import { type ImageDecoder, type SharedModule, sharedModule, startModule } from '../emscripten-decoder.js';
import { damagedFile } from '../format-error.js';
import type { Codestream } from './codestream.js';

interface TileDecoder extends ImageDecoder {
  decodeSubResolution(reduction: number, layer: number): void;
}

/** Samples of up to 16 bits. */
export type PictureSamples = Int8Array | Uint8Array | Int16Array | Uint16Array;

/** OpenJPEG. */
export interface Jpeg2000Module {
  readonly J2KDecoder: new () => TileDecoder;
}

/** OpenJPEG for any platform. */
export const openJpegScript = sharedModule(() =>
  import('@cornerstonejs/codec-openjpeg/decode').then(startModule<Jpeg2000Module>),
);

/**
 * Decodes a codestream of one tile to samples, pixel by pixel, halved in size `reduction` times. Throws `format`, naming the file, for
 * damaged data and for a result of another size than `width` x `height`.
 */
export async function decodeTile(
  openJpeg: SharedModule<Jpeg2000Module>,
  stream: Uint8Array,
  { components, bits, signed }: Codestream,
  size: { readonly width: number; readonly height: number; readonly reduction: number },
  name: string,
): Promise<PictureSamples> {
  const { J2KDecoder } = await openJpeg.get();
  const decoder = new J2KDecoder();
  try {
    decoder.getEncodedBuffer(stream.length).set(stream);
    decoder.decodeSubResolution(size.reduction, 0);
    const info = decoder.getFrameInfo();
    const count = size.width * size.height * components;
    const decoded = decoder.getDecodedBuffer();
    const bytes = bits > 8 ? 2 : 1;
    if (info.componentCount !== components || decoded.byteLength !== count * bytes) {
      throw new Error('the size is another');
    }
    const { buffer } = decoded.slice();
    if (bytes === 1) return signed ? new Int8Array(buffer) : new Uint8Array(buffer);
    return signed ? new Int16Array(buffer) : new Uint16Array(buffer);
  } catch (cause) {
    openJpeg.forget();
    throw damagedFile(name, 'has damaged JPEG 2000 data', cause);
  } finally {
    decoder.delete();
  }
}
