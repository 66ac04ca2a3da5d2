import { CuestaError } from '../core/errors.js';
import type { RasterSource } from '../core/raster-source.js';
import { isCosar, openCosar } from './cosar/cosar-source.js';
import type { BlockContext } from './geotiff/block-reader.js';
import { openGeotiff } from './geotiff/geotiff-source.js';
import { isTiff } from './geotiff/structure.js';

/** A file format that is told by its first bytes. */
interface RasterFormat {
  readonly matches: (head: Uint8Array) => boolean;
  readonly open: (context: BlockContext, signal?: AbortSignal) => Promise<RasterSource>;
}

const FORMATS: readonly RasterFormat[] = [
  { matches: isTiff, open: openGeotiff },
  { matches: isCosar, open: ({ source }, signal) => openCosar(source, signal) },
];

/** Enough to tell every format. */
const HEAD_BYTES = 32;

/** Opens a raster of any known format; closes the byte source when that fails. */
export async function openSource(context: BlockContext, signal?: AbortSignal): Promise<RasterSource> {
  const { source } = context;
  try {
    const head = await source.read(0, HEAD_BYTES, signal);
    const format = FORMATS.find((f) => f.matches(head));
    if (format === undefined) throw unknownFormat(source.name, head);
    return await format.open(context, signal);
  } catch (error) {
    await source.close();
    throw error;
  }
}

function unknownFormat(name: string, head: Uint8Array): CuestaError {
  if (head.length === 0) {
    return new CuestaError('format', `${name} is empty.`, {
      subject: name,
      hint: 'Copy or download it again.',
    });
  }
  return new CuestaError('unsupported', `${name} is of no format that Cuesta reads.`, {
    subject: name,
    hint: 'Convert it to GeoTIFF, e.g. with gdal_translate.',
  });
}
