import { CuestaError } from '../../core/errors.js';
import { type BlockArea, type BlockEncoder, createBlockEncoder } from './block.js';
import { MOMENT_FIELDS, writeBlockMoments } from './block-statistics.js';
import type { BlockCodec } from './codecs.js';
import { bytesOf, type CogSamples, missingValue } from './cog-samples.js';
import type { CogSpec } from './cog-spec.js';
import { pyramid, type TileAddress, type TilePart, tileParts } from './pyramid.js';
import { reduceByTwo } from './reduce.js';
import { packTileTree } from './tile-tree-blob.js';

/**
 * Encodes everything a COG needs from one processing tile: the compressed blocks of all levels that lie inside the tile, the
 * statistics of its full-resolution blocks, and the samples that it contributes to the first level above. A pure function for
 * worker threads; {@link packTileTree} describes the result, `CogWriter.addTree` takes it.
 *
 * `bands` holds one array per band of the tile's valid pixels, row-major (see `tileParts`), of the type that the spec names. They
 * are not changed. For floats NaN and nodata are missing, for integers nodata is.
 * Throws `config` for a tile outside the raster or arrays of another size or type.
 */
export function encodeTileTree(
  bands: readonly CogSamples[],
  spec: CogSpec,
  tile: TileAddress,
  codec: BlockCodec,
): Uint8Array {
  const levels = pyramid(spec);
  const parts = tileParts(spec, levels, tile);
  checkBands(bands, spec, parts[0]);
  const encoder = createBlockEncoder(spec, codec);
  const blocks: Uint8Array[] = [];
  let samples = bands;
  for (const part of parts) {
    encodePart(samples, spec, part, encoder, blocks);
    if (part.level + 1 < levels.length) {
      samples = samples.map((band) => reduceByTwo(band, part.width, part.height, spec));
    }
  }
  const hasRemainder = parts.length < levels.length;
  return packTileTree({
    tile,
    bands: spec.bands,
    blocks,
    moments: partMoments(bands, spec, parts[0]),
    remainder: hasRemainder ? samples.map(bytesOf) : [],
  });
}

function checkBands(bands: readonly CogSamples[], spec: CogSpec, part: TilePart): void {
  const expected = part.width * part.height;
  const fits =
    bands.length === spec.bands &&
    bands.every((band) => band.length === expected && typeName(band) === spec.dtype);
  if (fits) return;
  const got = bands.map((band) => `${band.length} x ${typeName(band)}`).join(', ');
  throw new CuestaError(
    'config',
    `A tile needs ${spec.bands} x ${expected} samples of ${spec.dtype}, but got ${got}.`,
    {
      subject: 'samples',
      hint: `The tile has ${part.width} x ${part.height} valid pixels: pass one array per band of exactly those.`,
    },
  );
}

/** `float32` for a Float32Array. */
function typeName(samples: CogSamples): string {
  return samples[Symbol.toStringTag].replace('Array', '').toLowerCase();
}

function encodePart(
  bands: readonly CogSamples[],
  spec: CogSpec,
  part: TilePart,
  encoder: BlockEncoder,
  blocks: Uint8Array[],
): void {
  for (const area of blockAreas(spec, part)) blocks.push(encoder.encode(bands, part.width, area));
}

function partMoments(bands: readonly CogSamples[], spec: CogSpec, part: TilePart): Float64Array {
  const moments = new Float64Array(part.blockCols * part.blockRows * spec.bands * MOMENT_FIELDS);
  const missing = missingValue(spec.dtype, spec.nodata);
  let at = 0;
  for (const area of blockAreas(spec, part)) {
    for (const band of bands) {
      writeBlockMoments(band, part.width, area, missing, moments, at);
      at += MOMENT_FIELDS;
    }
  }
  return moments;
}

/** The blocks of a part in row-major order, relative to the part's first pixel. */
function* blockAreas(spec: CogSpec, part: TilePart): Generator<BlockArea> {
  const { blockSize } = spec;
  for (let row = 0; row < part.height; row += blockSize) {
    for (let col = 0; col < part.width; col += blockSize) {
      const width = Math.min(blockSize, part.width - col);
      const height = Math.min(blockSize, part.height - row);
      yield { col, row, width, height };
    }
  }
}
