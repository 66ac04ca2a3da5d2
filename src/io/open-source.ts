import { CuestaError } from '../core/errors.js';
import type { RasterSource } from '../core/raster-source.js';
import { FORMATS, HEAD_BYTES } from './formats.js';
import type { BlockContext } from './geotiff/block-reader.js';
import type { OpenContext } from './open-context.js';
import type { ByteSource } from './source/byte-source.js';

/** What an entry point knows: the bytes, what decoding takes, and how to find files beside these. */
export interface SourceContext extends BlockContext {
  /** Finds a file that another one, named as its byte source is, refers to. */
  readonly find: (from: string, name: string, signal?: AbortSignal) => Promise<ByteSource>;
}

/** A VRT of VRTs, or an archive in an archive, may be this deep: one that holds itself must end. */
const MAX_DEPTH = 8;

/** Opens a raster of any known format; closes the byte source when that fails. */
export function openSource(context: SourceContext, signal?: AbortSignal): Promise<RasterSource> {
  return openAt(context, 0, signal);
}

async function openAt(context: SourceContext, depth: number, signal?: AbortSignal): Promise<RasterSource> {
  const { source } = context;
  const others: ByteSource[] = [];
  try {
    if (depth > MAX_DEPTH) throw tooDeep(source.name);
    const head = await source.read(0, HEAD_BYTES, signal);
    for (const format of FORMATS) {
      if (!(await format.matches(head, source, signal))) continue;
      const open = await format.load();
      return await open(innerContext(context, depth + 1, others), signal);
    }
    throw unknownFormat(source.name, head);
  } catch (error) {
    for (const opened of [source, ...others]) await opened.close();
    throw error;
  }
}

/** `opened` receives what the format opens beside its file: it is closed when the format fails. */
function innerContext(context: SourceContext, depth: number, opened: ByteSource[]): OpenContext {
  const { source, find } = context;
  return {
    ...context,
    async beside(name, signal) {
      const other = await find(source.name, name, signal);
      opened.push(other);
      return other;
    },
    async locate(name, signal) {
      const other = await find(source.name, name, signal);
      await other.close();
      return other.name;
    },
    openBeside: async (name, signal) =>
      openAt({ ...context, source: await find(source.name, name, signal) }, depth, signal),
    openInside: (inner, beside, signal) =>
      openAt({ ...context, source: inner, find: (_, name, s) => beside(name, s) }, depth, signal),
  };
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
    hint: 'Of an image with a detached label open the label (.lbl, .xml); convert others to GeoTIFF with gdal_translate.',
  });
}

function tooDeep(name: string): CuestaError {
  return new CuestaError('format', `${name} lies in files that refer to each other without end.`, {
    subject: name,
    hint: 'A VRT must not contain itself.',
  });
}
