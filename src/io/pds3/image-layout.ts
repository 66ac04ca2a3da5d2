import { damagedFile, unsupportedFile } from '../format-error.js';
import { numberOf, type PvlGroup, textOf } from '../pvl/pvl-label.js';
import { type Interleave, packedLayout, type RawLayout, type RawType } from '../raw/raw-layout.js';

const INTERLEAVES: Readonly<Record<string, Interleave>> = {
  BAND_SEQUENTIAL: 'band',
  LINE_INTERLEAVED: 'line',
  SAMPLE_INTERLEAVED: 'pixel',
  PIXEL_INTERLEAVED: 'pixel',
};

/**
 * How the samples of an object IMAGE are stored (PDS Standards Reference 3.8, appendices A.20 and C), from byte `offset` of the file
 * on. Throws `format` or `unsupported`.
 */
export function imageLayout(image: PvlGroup, offset: number, name: string): RawLayout {
  const encoding = textOf(image, 'ENCODING_TYPE') ?? 'N/A';
  if (!['N/A', 'NONE', 'DCT_DECOMPRESSED'].includes(encoding))
    throw unsupportedFile(name, `${encoding} compression`);
  const width = numberOf(image, 'LINE_SAMPLES') ?? 0;
  const height = numberOf(image, 'LINES') ?? 0;
  const bands = numberOf(image, 'BANDS') ?? 1;
  const storage = textOf(image, 'BAND_STORAGE_TYPE') ?? 'BAND_SEQUENTIAL';
  const interleave = INTERLEAVES[storage.replaceAll(' ', '_')];
  if (bands > 1 && interleave === undefined) throw unsupportedFile(name, `the band storage ${storage}`);
  const type = sampleType(image, name);
  const packed = packedLayout({ ...type, width, height, bands, offset }, interleave ?? 'band');
  const prefix = numberOf(image, 'LINE_PREFIX_BYTES') ?? 0;
  const extra = prefix + (numberOf(image, 'LINE_SUFFIX_BYTES') ?? 0);
  if (prefix < 0 || extra < prefix) throw damagedFile(name, 'claims line prefixes of negative size');
  if (extra === 0) return packed;
  const rowStride = packed.rowStride + extra;
  const bandStride = interleave === 'band' ? rowStride * height : packed.bandStride;
  return { ...packed, offset: offset + prefix, rowStride, bandStride };
}

/** Types without LSB, PC or VAX in their name are most significant byte first. */
function sampleType(image: PvlGroup, name: string): { dtype: RawType; littleEndian: boolean } {
  const type = (textOf(image, 'SAMPLE_TYPE') ?? '').toUpperCase();
  const bits = numberOf(image, 'SAMPLE_BITS') ?? 0;
  const littleEndian = /^(LSB|PC|VAX)/.test(type);
  const isReal = /REAL|FLOAT|IEEE/.test(type);
  if (isReal && type.startsWith('VAX')) throw unsupportedFile(name, `samples of the type ${type}`);
  const unsigned = type.includes('UNSIGNED');
  const integers: Readonly<Record<number, RawType>> = {
    // What claims to be signed in 8 bits are raw counts of cameras.
    8: 'uint8',
    16: unsigned ? 'uint16' : 'int16',
    32: unsigned ? 'uint32' : 'int32',
  };
  const reals: Readonly<Record<number, RawType>> = { 32: 'float32', 64: 'float64' };
  const dtype = (isReal ? reals : integers)[bits];
  if (dtype === undefined || /COMPLEX|BIT_STRING/.test(type)) {
    throw unsupportedFile(name, `samples of ${bits} bits and the type ${type || 'unknown'}`);
  }
  return { dtype, littleEndian };
}
