import { CuestaError, throwIfAborted } from '../../core/errors.js';
import type { ByteSource } from '../source/byte-source.js';
import { readGeojson } from './geojson-points.js';
import { createPointParser, type PointChunk, type PointParserOptions } from './point-parser.js';

export interface ReadPointsOptions extends Omit<PointParserOptions, 'name'> {
  /** Most points per chunk. */
  readonly chunkPoints?: number;
  readonly signal?: AbortSignal;
}

export interface PointReader {
  /** The points of the file, in its order, in chunks. */
  readonly chunks: AsyncIterable<PointChunk>;
  /** Lines without a height so far; they are left out. */
  withoutHeight(): number;
  /** Read so far, for progress. */
  bytesRead(): number;
}

const PIECE_BYTES = 1 << 20;
const CHUNK_POINTS = 1 << 18;

/**
 * Reads control points from a text file of any size with bounded memory: CSV with names in its first line (`lon lat height`
 * or `x y height`, and variants), separated by commas, semicolons, tabs or blanks, or columns by ASP's `format`. Lines
 * that start with `#` are comments. Points of a GeoJSON file are read as a whole. Throws `format`, naming file and line, `config` for a bad format, or `io`.
 */
export function readPoints(source: ByteSource, options: ReadPointsOptions = {}): PointReader {
  const { chunkPoints = CHUNK_POINTS, signal, ...rest } = options;
  const parser = createPointParser({ name: source.name, ...rest }, chunkPoints);
  let bytesRead = 0;
  let withoutHeight = (): number => parser.withoutHeight;
  const onBytes = (count: number): void => {
    bytesRead += count;
  };
  async function* chunks(): AsyncGenerator<PointChunk> {
    if (options.format === undefined && (await isJson(source, signal))) {
      const found = await readGeojson(source, signal);
      withoutHeight = () => found.withoutHeight;
      yield* pieces(found.chunk, chunkPoints);
      return;
    }
    for await (const lines of linesOf(source, signal, onBytes)) {
      for (const line of lines) {
        parser.add(line);
        if (parser.count === chunkPoints) yield parser.take()!;
      }
    }
    const last = parser.take();
    if (last !== null && last.x.length > 0) yield last;
  }
  return { chunks: chunks(), withoutHeight: () => withoutHeight(), bytesRead: () => bytesRead };
}

/** No table starts with a brace. */
async function isJson(source: ByteSource, signal: AbortSignal | undefined): Promise<boolean> {
  const head = new TextDecoder().decode(await source.read(0, 64, signal));
  return head.trimStart().startsWith('{');
}

function* pieces(chunk: PointChunk, size: number): Generator<PointChunk> {
  for (let from = 0; from < chunk.x.length; from += size) {
    const cut = (values: Float64Array): Float64Array => values.slice(from, from + size);
    yield { ...chunk, x: cut(chunk.x), y: cut(chunk.y), h: cut(chunk.h), sigma: cut(chunk.sigma) };
  }
}

/** In batches, since awaiting every line by itself would cost more than parsing it. */
async function* linesOf(
  source: ByteSource,
  signal: AbortSignal | undefined,
  onBytes: (count: number) => void,
): AsyncGenerator<string[]> {
  const decoder = new TextDecoder();
  let rest = '';
  for (let offset = 0; ; ) {
    throwIfAborted(signal);
    const bytes = await source.read(offset, PIECE_BYTES, signal);
    offset += bytes.length;
    onBytes(bytes.length);
    const isLast = bytes.length === 0;
    const lines = (rest + decoder.decode(bytes, { stream: !isLast })).split(/\r?\n/);
    rest = isLast ? '' : lines.pop()!;
    if (rest.length > PIECE_BYTES) throw noText(source.name);
    yield lines;
    if (isLast) return;
  }
}

function noText(name: string): CuestaError {
  return new CuestaError('format', `${name} is no table of points: it has lines of more than 1 MiB.`, {
    subject: name,
    hint: 'Give control points as a CSV file, or a reference DEM as a GeoTIFF.',
  });
}
