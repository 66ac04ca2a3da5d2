import type { RasterSource } from '../../core/raster-source.js';
import { damagedFile, unsupportedFile } from '../format-error.js';
import { NOTHING_ELSE } from '../missing.js';
import type { OpenContext } from '../open-context.js';
import { PLAIN_PICTURE } from '../plain-picture.js';
import { checkLayout, packedLayout, type RawType } from '../raw/raw-layout.js';
import { rawSource } from '../raw/raw-source.js';
import { readExactly } from '../source/byte-source.js';

const TYPES: Readonly<Record<string, RawType>> = {
  b1: 'uint8',
  u1: 'uint8',
  i1: 'int8',
  u2: 'uint16',
  i2: 'int16',
  u4: 'uint32',
  i4: 'int32',
  u8: 'uint64',
  i8: 'int64',
  f2: 'float16',
  f4: 'float32',
  f8: 'float64',
};

/** Headers of two and three axes have 128 bytes. */
const MAX_HEADER = 64 * 1024;

export function isNpy(head: Uint8Array): boolean {
  return head[0] === 0x93 && String.fromCharCode(...head.subarray(1, 6)) === 'NUMPY';
}

/**
 * Opens an array of NumPy (numpy.lib.format, versions 1 to 3): `(rows, columns)` or `(bands, rows, columns)` in C order. It has no
 * place on the ground. Throws `format` or `unsupported`.
 */
export async function openNpy({ source }: OpenContext, signal?: AbortSignal): Promise<RasterSource> {
  const { name } = source;
  const start = await readExactly(source, 0, 12, signal);
  const view = new DataView(start.buffer, start.byteOffset);
  const [offset, length] = start[6] === 1 ? [10, view.getUint16(8, true)] : [12, view.getUint32(8, true)];
  if (length > MAX_HEADER) throw damagedFile(name, `claims a header of ${length} bytes`);
  const header = new TextDecoder().decode(await readExactly(source, offset, length, signal));
  const [, order, code] = /'descr'\s*:\s*'([<>|=])(\w+)'/.exec(header) ?? [];
  const dtype = TYPES[code];
  if (dtype === undefined) throw unsupportedFile(name, `elements of the type ${code ?? 'unknown'}`);
  if (/'fortran_order'\s*:\s*True/.test(header)) throw unsupportedFile(name, 'Fortran order');
  const shape = (/'shape'\s*:\s*\(([\d\s,]*)\)/.exec(header)?.[1] ?? '')
    .split(',')
    .filter((text) => text.trim() !== '')
    .map(Number);
  if (shape.length !== 2 && shape.length !== 3)
    throw unsupportedFile(name, `an array of ${shape.length} axes`);
  const [height, width] = shape.slice(-2);
  const bands = shape.length === 3 ? shape[0] : 1;
  const image = { dtype, littleEndian: order !== '>', width, height, bands, offset: offset + length };
  const layout = packedLayout(image);
  await checkLayout(layout, source, signal);
  return rawSource(source, layout, { name, format: 'NumPy', missing: NOTHING_ELSE, ...PLAIN_PICTURE });
}
