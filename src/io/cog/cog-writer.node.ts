import { writeAtomically } from '../../core/atomic-file.node.js';
import { CuestaError, throwIfAborted } from '../../core/errors.js';
import type { Moments } from '../../math/moments.js';
import { assemble } from './assemble.node.js';
import { type BlockEncoder, createBlockEncoder } from './block.js';
import { bandMoments, MOMENT_FIELDS } from './block-statistics.js';
import { type BlockTable, createBlockTable, missingBlocks, setBlock } from './block-table.js';
import type { BlockCodec } from './codecs.js';
import { createBlockCodec } from './codecs.node.js';
import { layoutCog } from './cog-layout.js';
import { bytesOf, type CogSamples } from './cog-samples.js';
import type { CogSpec } from './cog-spec.js';
import { type PyramidLevel, pyramid, type TileAddress, type TilePart, tileParts } from './pyramid.js';
import { reduceByTwo } from './reduce.js';
import { encodeTileTree } from './tile-tree.js';
import {
  BLOCK_FRAME_BYTES,
  frameBlock,
  readTreeHeader,
  readTreeIndex,
  TREE_HEADER_BYTES,
  type TreeHeader,
  type TreeIndex,
} from './tile-tree-blob.js';
import { type Extent, TreeStore } from './tree-store.node.js';
import { blockSizeAt, joinQuadrants, quadrants, remainderBytes } from './upper-block.js';

export interface CogResult {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  /** Per band, over the valid samples of the full resolution. */
  readonly statistics: readonly Moments[];
}

/** An encoded tile in a file, or in a part of one (`offset`, `length`, bytes). */
export interface TreeFile {
  readonly path: string;
  readonly offset?: number;
  readonly length?: number;
}

export interface CogWriterOptions {
  readonly signal?: AbortSignal;
}

/**
 * Writes a Cloud-Optimised GeoTIFF tile by tile, in any order, from tiles of any size of the lattice: the bytes of the file
 * depend on the spec and the samples alone. Memory: a few tables and one block at a time, whatever the size of the raster.
 *
 * Tiles come encoded ({@link encodeTileTree}, in worker threads) or as samples. Blocks of levels above the tiles are made
 * here, as soon as everything below them is there. Until `finish` nothing stands under the final name.
 */
export class CogWriter {
  readonly #path: string;
  readonly #spec: CogSpec;
  readonly #codec: BlockCodec;
  readonly #encoder: BlockEncoder;
  readonly #signal: AbortSignal | undefined;
  readonly #levels: readonly PyramidLevel[];
  readonly #tables: readonly BlockTable[];
  readonly #store: TreeStore;
  readonly #moments: Float64Array;
  /** Per level: reduced samples of blocks whose upper block is not yet made, by block number. */
  readonly #remainders: readonly Map<number, Extent>[];
  #ended = false;

  private constructor(path: string, spec: CogSpec, codec: BlockCodec, options: CogWriterOptions) {
    this.#path = path;
    this.#spec = spec;
    this.#codec = codec;
    this.#encoder = createBlockEncoder(spec, codec);
    this.#signal = options.signal;
    this.#levels = pyramid(spec);
    this.#tables = this.#levels.map(createBlockTable);
    this.#store = new TreeStore(path);
    this.#moments = new Float64Array(this.#tables[0]!.length.length * spec.bands * MOMENT_FIELDS);
    this.#remainders = this.#levels.map(() => new Map());
  }

  /** Prepares a COG that {@link finish} puts at `path`, replacing what is there. */
  static async create(path: string, spec: CogSpec, options: CogWriterOptions = {}): Promise<CogWriter> {
    return new CogWriter(path, spec, await createBlockCodec(spec), options);
  }

  /** Encodes and adds a tile; `bands` as {@link encodeTileTree} takes them. */
  async writeTile(tile: TileAddress, bands: readonly CogSamples[]): Promise<void> {
    await this.addTree(encodeTileTree(bands, this.#spec, tile, this.#codec));
  }

  /**
   * Adds an encoded tile. Bytes go to a spool file beside the output; a file is only referenced and has to stay until
   * the end. Throws `format` for bytes that are no tile of this raster, `config` for a tile that is already there, `io`.
   */
  async addTree(tree: Uint8Array | TreeFile): Promise<void> {
    this.#checkOpen();
    if (tree instanceof Uint8Array) {
      const { header, index, parts } = this.#parse(tree, tree.length, 'the tile');
      await this.#register(header, index, parts, await this.#store.append(tree));
    } else {
      const at = { source: this.#store.addFile(tree.path), offset: tree.offset ?? 0 };
      const bytes = Math.min(
        tree.length ?? Number.POSITIVE_INFINITY,
        (await this.#store.size(at.source)) - at.offset,
      );
      const start = await this.#store.readNew(at, Math.min(bytes, TREE_HEADER_BYTES));
      const { indexBytes } = readTreeHeader(start, tree.path);
      const head = await this.#store.readNew(at, Math.min(bytes, TREE_HEADER_BYTES + indexBytes));
      const { header, index, parts } = this.#parse(head, bytes, tree.path);
      await this.#register(header, index, parts, at);
    }
  }

  /**
   * Puts the file together and gives it its name. Throws `partial` when tiles are missing, `config` when a classic TIFF was
   * demanded and is too small, `io`. Whatever happens, no temporary file stays.
   */
  async finish(): Promise<CogResult> {
    this.#checkOpen();
    this.#ended = true;
    try {
      this.#checkComplete();
      const spec = this.#spec;
      const statistics = Array.from({ length: spec.bands }, (_, band) =>
        bandMoments(this.#moments, spec.bands, band),
      );
      const lengths = this.#tables.map((table) => table.length);
      const { header, bytes } = layoutCog(spec, this.#levels, lengths, statistics);
      let sha256 = '';
      await writeAtomically(this.#path, async (file) => {
        sha256 = await assemble(file, header, this.#tables.toReversed(), this.#store, this.#signal);
      });
      return { path: this.#path, bytes, sha256, statistics };
    } finally {
      await this.#store.close();
    }
  }

  /** Gives up: removes the spool. Files that were referenced stay. */
  async abort(): Promise<void> {
    this.#ended = true;
    await this.#store.close();
  }

  #checkOpen(): void {
    throwIfAborted(this.#signal);
    if (!this.#ended) return;
    throw new CuestaError('config', `${this.#path} was already finished or given up.`, {
      subject: this.#path,
      hint: 'Create a new writer.',
    });
  }

  /** Reads header and index, and checks that they and the size of the whole are those of a tile of this raster. */
  #parse(
    head: Uint8Array,
    bytes: number,
    name: string,
  ): { header: TreeHeader; index: TreeIndex; parts: readonly TilePart[] } {
    const header = readTreeHeader(head, name);
    const parts = tileParts(this.#spec, this.#levels, header.tile);
    const moments = parts[0]!.blockCols * parts[0]!.blockRows * this.#spec.bands * MOMENT_FIELDS;
    const fits =
      header.bands === this.#spec.bands &&
      header.blockCount === parts.reduce((sum, part) => sum + part.blockCols * part.blockRows, 0) &&
      header.momentCount === moments &&
      header.totalBytes === bytes;
    if (fits) {
      const index = readTreeIndex(
        header,
        head.subarray(TREE_HEADER_BYTES, TREE_HEADER_BYTES + header.indexBytes),
      );
      const framed = index.lengths.reduce((sum, length) => sum + length + BLOCK_FRAME_BYTES, 0);
      if (index.blocksAt + framed === bytes) return { header, index, parts };
    }
    throw new CuestaError('format', `${name} is damaged or belongs to another raster.`, {
      subject: name,
      hint: 'Delete the work folder and run again.',
    });
  }

  async #register(
    header: TreeHeader,
    index: TreeIndex,
    parts: readonly TilePart[],
    { source, offset: start }: Extent,
  ): Promise<void> {
    let offset = start + index.blocksAt;
    let i = 0;
    for (const part of parts) {
      for (let row = part.blockRow; row < part.blockRow + part.blockRows; row++) {
        for (let col = part.blockCol; col < part.blockCol + part.blockCols; col++) {
          const length = index.lengths[i++]!;
          setBlock(this.#tables[part.level]!, col, row, source, offset, length);
          offset += length + BLOCK_FRAME_BYTES;
        }
      }
    }
    this.#keepMoments(parts[0]!, index.moments);
    if (parts.length < this.#levels.length) {
      const { col, row, depth } = header.tile;
      await this.#passUp(depth, col, row, { source, offset: start + index.remainderAt });
    }
  }

  #keepMoments(part: TilePart, moments: Float64Array): void {
    const rowLength = part.blockCols * this.#spec.bands * MOMENT_FIELDS;
    for (let y = 0; y < part.blockRows; y++) {
      const block = (part.blockRow + y) * this.#levels[0]!.cols + part.blockCol;
      this.#moments.set(
        moments.subarray(y * rowLength, (y + 1) * rowLength),
        block * this.#spec.bands * MOMENT_FIELDS,
      );
    }
  }

  /** Notes the reduced samples of a block; makes the block above when they were the last it waited for. */
  async #passUp(level: number, col: number, row: number, remainder: Extent): Promise<void> {
    const waiting = this.#remainders[level]!;
    const { cols } = this.#levels[level]!;
    waiting.set(row * cols + col, remainder);
    const above = this.#levels[level + 1]!;
    const upperCol = col >> 1;
    const upperRow = row >> 1;
    const below = quadrants(this.#spec, above, upperCol, upperRow);
    const sources = below.map((q) => waiting.get(q.row * cols + q.col));
    if (sources.includes(undefined)) return;
    for (const q of below) waiting.delete(q.row * cols + q.col);

    const size = blockSizeAt(this.#spec, above, upperCol, upperRow);
    const parts = await Promise.all(
      below.map(async (quadrant, i) => {
        const remainder = await this.#store.readNew(sources[i]!, remainderBytes(this.#spec, quadrant));
        return { quadrant, remainder };
      }),
    );
    await this.#addUpperBlock(level + 1, upperCol, upperRow, size, joinQuadrants(this.#spec, size, parts));
  }

  async #addUpperBlock(
    level: number,
    col: number,
    row: number,
    size: { readonly width: number; readonly height: number },
    bands: readonly CogSamples[],
  ): Promise<void> {
    const block = this.#encoder.encode(bands, size.width, { col: 0, row: 0, ...size });
    const top = level + 1 === this.#levels.length;
    const reduced = top
      ? []
      : bands.map((band) => bytesOf(reduceByTwo(band, size.width, size.height, this.#spec)));
    const framedBytes = block.length + BLOCK_FRAME_BYTES;
    const record = new Uint8Array(framedBytes + reduced.reduce((sum, band) => sum + band.length, 0));
    let position = frameBlock(block, record, 0);
    for (const band of reduced) {
      record.set(band, position);
      position += band.length;
    }
    const { source, offset } = await this.#store.append(record);
    setBlock(this.#tables[level]!, col, row, source, offset, block.length);
    if (!top) await this.#passUp(level, col, row, { source, offset: offset + framedBytes });
  }

  #checkComplete(): void {
    const missing = missingBlocks(this.#tables[0]!);
    if (missing === 0) return;
    throw new CuestaError(
      'partial',
      `${this.#path} lacks ${missing} of its ${this.#tables[0]!.length.length} blocks.`,
      {
        subject: this.#path,
        hint: 'Add every tile before finishing.',
      },
    );
  }
}
