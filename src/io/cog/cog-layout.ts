import { CuestaError } from '../../core/errors.js';
import type { Moments } from '../../math/moments.js';
import { COMPRESSION } from '../geotiff/compression.js';
import { sampleType } from './cog-samples.js';
import type { CogCompression, CogSpec } from './cog-spec.js';
import { gdalMetadata } from './gdal-metadata.js';
import { geoFields } from './geo-fields.js';
import type { PyramidLevel } from './pyramid.js';
import { asciiField, directoryBytes, type TiffField, writeDirectory, writeOffset } from './tiff-directory.js';
import { BLOCK_FRAME_BYTES, BLOCK_LEADER_BYTES } from './tile-tree-blob.js';

const COMPRESSION_CODE: Readonly<Record<CogCompression, number>> = {
  none: COMPRESSION.none,
  lzw: COMPRESSION.lzw,
  deflate: COMPRESSION.adobeDeflate,
  zstd: COMPRESSION.zstd,
};

/** What GDAL reads as a promise about the order of things in the file (its COG driver's documentation, "Header ghost area"). */
const PROMISES =
  'LAYOUT=IFDS_BEFORE_DATA\nBLOCK_ORDER=ROW_MAJOR\nBLOCK_LEADER=SIZE_AS_UINT4\nBLOCK_TRAILER=LAST_4_BYTES_REPEATED\n' +
  'KNOWN_INCOMPATIBLE_EDITION=NO\n ';
const GHOST = `GDAL_STRUCTURAL_METADATA_SIZE=${String(PROMISES.length).padStart(6, '0')} bytes\n${PROMISES}`;

/** Black is zero, or red, green and blue first. */
const PHOTOMETRIC: Readonly<Record<CogSpec['colours'], number>> = { grey: 1, rgba: 2 };
const UNASSOCIATED_ALPHA = 2;

/** Above this many uncompressed bytes `if-safer` chooses BigTIFF, as GDAL does. */
const SAFE_BYTES = 2e9;
const CLASSIC_LIMIT = 2 ** 32;

export interface CogLayout {
  /** Everything before the first block. */
  readonly header: Uint8Array;
  /** Size of the whole file. */
  readonly bytes: number;
}

/**
 * Lays out a COG: header, ghost area, directories from the largest level to the smallest, then the blocks from the smallest level
 * to the largest, each level row by row. `lengths` holds the size of every block (without leader and trailer) per level.
 * Throws `config` when a classic TIFF was demanded and does not suffice.
 */
export function layoutCog(
  spec: CogSpec,
  levels: readonly PyramidLevel[],
  lengths: readonly Uint32Array[],
  statistics: readonly Moments[],
): CogLayout {
  const flavour = { big: isBig(spec, levels) };
  const offsets = lengths.map((level) => new Float64Array(level.length));
  const directories = levels.map((level, i) =>
    levelFields(spec, level, i, flavour.big, offsets[i], lengths[i], statistics),
  );

  const starts: number[] = [];
  let position = padTo8((flavour.big ? 16 : 8) + GHOST.length);
  for (const fields of directories) {
    starts.push(position);
    position += directoryBytes(fields, flavour);
  }
  const header = new Uint8Array(position);
  for (let level = levels.length - 1; level >= 0; level--) {
    position = placeBlocks(lengths[level], offsets[level], position);
  }
  if (!flavour.big && position >= CLASSIC_LIMIT) {
    throw new CuestaError('config', `The file needs ${position} bytes, more than a classic TIFF can hold.`, {
      subject: 'bigtiff',
      hint: 'Write a BigTIFF (yes or if-safer).',
    });
  }

  const view = new DataView(header.buffer);
  writeStart(view, flavour.big, starts[0]);
  new TextEncoder().encodeInto(GHOST, header.subarray(flavour.big ? 16 : 8));
  directories.forEach((fields, i) => {
    writeDirectory(view, fields, flavour, starts[i], starts[i + 1] ?? 0);
  });
  return { header, bytes: position };
}

function isBig(spec: CogSpec, levels: readonly PyramidLevel[]): boolean {
  if (spec.bigtiff !== 'if-safer') return spec.bigtiff === 'yes';
  const samples = levels.reduce((sum, level) => sum + level.width * level.height, 0);
  return samples * spec.bands * sampleType(spec.dtype).bytes > SAFE_BYTES;
}

function placeBlocks(lengths: Uint32Array, offsets: Float64Array, start: number): number {
  let position = start;
  for (let i = 0; i < lengths.length; i++) {
    offsets[i] = position + BLOCK_LEADER_BYTES;
    position += lengths[i] + BLOCK_FRAME_BYTES;
  }
  return position;
}

function writeStart(view: DataView, big: boolean, firstDirectory: number): void {
  view.setUint16(0, 0x4949, true);
  view.setUint16(2, big ? 43 : 42, true);
  if (big) view.setUint16(4, 8, true);
  writeOffset(view, big ? 8 : 4, firstDirectory, { big });
}

function levelFields(
  spec: CogSpec,
  level: PyramidLevel,
  index: number,
  big: boolean,
  offsets: Float64Array,
  lengths: Uint32Array,
  statistics: readonly Moments[],
): TiffField[] {
  const { bands, dtype, nodata, compression, predictor, blockSize } = spec;
  const { bytes, format } = sampleType(dtype);
  const perBand = (value: number): number[] => new Array<number>(bands).fill(value);
  const fields: TiffField[] = [
    { tag: 256, type: 'long', values: [level.width] },
    { tag: 257, type: 'long', values: [level.height] },
    { tag: 258, type: 'short', values: perBand(bytes * 8) },
    { tag: 259, type: 'short', values: [COMPRESSION_CODE[compression]] },
    { tag: 262, type: 'short', values: [PHOTOMETRIC[spec.colours]] },
    { tag: 277, type: 'short', values: [bands] },
    { tag: 284, type: 'short', values: [1] },
    { tag: 322, type: 'short', values: [blockSize] },
    { tag: 323, type: 'short', values: [blockSize] },
    { tag: 324, type: big ? 'long8' : 'long', values: offsets },
    { tag: 325, type: 'long', values: lengths },
    { tag: 339, type: 'short', values: perBand(format) },
  ];
  if (index > 0) fields.push({ tag: 254, type: 'long', values: [1] });
  if (predictor !== 1) fields.push({ tag: 317, type: 'short', values: [predictor] });
  const extra = spec.colours === 'rgba' ? [UNASSOCIATED_ALPHA] : new Array<number>(bands - 1).fill(0);
  if (extra.length > 0) fields.push({ tag: 338, type: 'short', values: extra });
  if (index === 0) {
    if (spec.georef !== null) fields.push(...geoFields(spec.georef));
    fields.push(asciiField(42112, gdalMetadata(spec, statistics)));
  }
  if (nodata !== null) fields.push(asciiField(42113, Number.isNaN(nodata) ? 'nan' : String(nodata)));
  return fields;
}

function padTo8(n: number): number {
  return Math.ceil(n / 8) * 8;
}
