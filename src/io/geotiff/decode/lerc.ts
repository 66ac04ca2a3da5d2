import type { DType } from '../../../core/band.js';
import { CuestaError } from '../../../core/errors.js';
import type { Codecs } from '../codecs.js';
import { corruptBlock } from './corrupt.js';

type Lerc = typeof import('lerc');

let loading: Promise<Lerc> | undefined;

/** Compression around LERC, from the tag LercParameters. */
export type LercPacking = 'none' | 'deflate' | 'zstd';

/** The shape and type that a block must have. */
interface Expected {
  readonly width: number;
  readonly rows: number;
  readonly samples: number;
  readonly dtype: DType;
}

const TYPES: Readonly<Partial<Record<DType, string>>> = {
  int8: 'S8',
  uint8: 'U8',
  int16: 'S16',
  uint16: 'U16',
  int32: 'S32',
  uint32: 'U32',
  float32: 'F32',
  float64: 'F64',
};

/**
 * Decodes a LERC block (Esri, Limited Error Raster Compression; libtiff's tags) with Esri's decoder, loaded at first use. Samples that
 * its mask leaves out become NaN in floats. Blocks of another size or type than the tags say are refused before they are decoded. The
 * result has the samples pixel by pixel. Throws `format`.
 */
export async function decodeLerc(
  stored: Uint8Array,
  packing: LercPacking,
  size: number,
  expected: Expected,
  codecs: Codecs,
): Promise<Uint8Array> {
  const blob =
    packing === 'none'
      ? stored
      : await codecs[packing === 'zstd' ? 'zstd' : 'inflate'](stored, packedSize(size));
  loading ??= load();
  const lerc = await loading;
  try {
    checkBlob(lerc, blob, expected);
    return interleaved(lerc.decode(blob, { returnInterleaved: true }), expected);
  } catch (cause) {
    throw corruptBlock('LERC', cause);
  }
}

/** Its WebAssembly is a file of its own, which bundlers may lose. */
async function load(): Promise<Lerc> {
  try {
    const lerc = await import('lerc');
    await lerc.load();
    return lerc;
  } catch (cause) {
    loading = undefined;
    throw new CuestaError('backend', 'The LERC decoder cannot be loaded (lerc-wasm.wasm)', { cause });
  }
}

/** LERC stores what it cannot compress as it is, with headers for each band. */
function packedSize(size: number): number {
  return size + Math.ceil(size / 8) + 64 * 1024;
}

function checkBlob(lerc: Lerc, blob: Uint8Array, { width, rows, samples, dtype }: Expected): void {
  const info = lerc.getBlobInfo(blob);
  const type = ['S8', 'U8', 'S16', 'U16', 'S32', 'U32', 'F32', 'F64'][info.dataType];
  const fits = info.width === width && info.height === rows && info.bandCount * info.depthCount === samples;
  if (!fits || type !== TYPES[dtype]) throw new Error('it does not fit its tags');
}

function interleaved(data: ReturnType<Lerc['decode']>, { width, rows, samples }: Expected): Uint8Array {
  const { pixels, mask, bandMasks } = data;
  const count = width * rows;
  const isFloat = pixels[0] instanceof Float32Array || pixels[0] instanceof Float64Array;
  const perBand = samples / pixels.length;
  const out =
    pixels.length === 1
      ? pixels[0].slice()
      : new (pixels[0].constructor as Float32ArrayConstructor)(count * samples);
  for (const [band, plane] of pixels.entries()) {
    const valid = bandMasks?.[band] ?? mask;
    for (let i = 0; i < count; i++) {
      const missing = isFloat && valid !== null && valid[i] === 0;
      for (let s = 0; s < perBand; s++) {
        const to = i * samples + band * perBand + s;
        if (missing) out[to] = Number.NaN;
        else if (pixels.length > 1) out[to] = plane[i * perBand + s];
      }
    }
  }
  return new Uint8Array(out.buffer, out.byteOffset, out.byteLength);
}
