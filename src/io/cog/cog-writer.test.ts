import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cutTile, tilesOf } from '../../../test/support/cog.js';
import { createRng } from '../../core/rng.js';
import { createBlockCodec } from './codecs.node.js';
import { type CogSpec, cogSpec } from './cog-spec.js';
import { CogWriter } from './cog-writer.node.js';
import type { TileAddress } from './pyramid.js';
import { encodeTileTree } from './tile-tree.js';

const root = mkdtempSync(join(tmpdir(), 'cuesta-cog-'));
let folder = root;
let n = 0;
beforeEach(() => {
  folder = mkdtempSync(join(root, `${n++}-`));
});
afterEach(() => expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]));
afterAll(() => rmSync(root, { recursive: true }));

function rough(spec: CogSpec, seed: number): Float32Array[] {
  const rng = createRng(seed);
  return Array.from({ length: spec.bands }, () =>
    Float32Array.from({ length: spec.width * spec.height }, (_, i) =>
      rng.next() < 0.1 ? Number.NaN : 100 * Math.sin(i / 37) + rng.normal(),
    ),
  );
}

function shuffled<T>(items: readonly T[], seed: number): T[] {
  const rng = createRng(seed);
  return items
    .map((item) => ({ item, key: rng.next() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}

const spec = cogSpec({ width: 300, height: 211, blockSize: 32, dtype: 'float32', nodata: -9999, level: 1 });

async function writeAll(
  path: string,
  tiles: readonly TileAddress[],
  bands = rough(spec, 5),
  of = spec,
): Promise<string> {
  const writer = await CogWriter.create(path, of);
  try {
    await Promise.all(tiles.map((tile) => writer.writeTile(tile, cutTile(bands, of, tile))));
    const { sha256 } = await writer.finish();
    return sha256;
  } finally {
    await writer.abort();
  }
}

describe('CogWriter', () => {
  it('writes the same bytes for any tile size and order', async () => {
    const property = fc.asyncProperty(
      fc.integer({ min: 1, max: 200 }),
      fc.integer({ min: 1, max: 200 }),
      fc.integer({ min: 1, max: 2 }),
      fc.constantFrom('average' as const, 'nearest' as const, 'none' as const),
      fc.nat(),
      async (width, height, bands, overviews, seed) => {
        const of = cogSpec({
          width,
          height,
          bands,
          overviews,
          blockSize: 16,
          dtype: 'float32',
          nodata: -9999,
          level: 1,
        });
        const samples = rough(of, seed);
        const path = (name: string): string => join(folder, name);
        const hashes = new Set<string>();
        for (const depth of [0, 1, 2, 5])
          hashes.add(await writeAll(path(`${depth}`), shuffled(tilesOf(of, depth), seed), samples, of));
        expect(hashes.size).toBe(1);
      },
    );
    await fc.assert(property, { numRuns: 12 });
  });

  it('mixes tiles of different sizes and sources', async () => {
    const whole = await writeAll(join(folder, 'a.tif'), tilesOf(spec, 4));
    const bands = rough(spec, 5);
    const codec = await createBlockCodec(spec);
    const big = tilesOf(spec, 2);
    const covered = ({ col, row }: TileAddress): boolean =>
      (col >> 2) + (row >> 2) * Math.ceil(300 / 128) === 1;
    const small = tilesOf(spec, 0).filter(covered);
    const writer = await CogWriter.create(join(folder, 'b.tif'), spec);
    for (const [i, tile] of [...big.filter((_, k) => k !== 1), ...small].entries()) {
      const tree = encodeTileTree(cutTile(bands, spec, tile), spec, tile, codec);
      const path = join(folder, `tree-${i}`);
      // As a file, as bytes, and as a part of a file that holds more.
      if (i % 3 === 0) {
        writeFileSync(path, tree);
        await writer.addTree({ path });
      } else if (i % 3 === 1) await writer.addTree(tree);
      else {
        writeFileSync(path, Buffer.concat([tree.subarray(0, 13), tree, tree]));
        await writer.addTree({ path, offset: 13, length: tree.length });
      }
    }
    const { sha256, bytes, path } = await writer.finish();
    expect(sha256).toBe(whole);
    expect(createHash('sha256').update(readFileSync(path)).digest('hex')).toBe(sha256);
    expect(readFileSync(path).length).toBe(bytes);
  });

  it('treats NaN and a numeric nodata alike, and gives every NaN the same bits', async () => {
    const [nan] = rough(spec, 5);
    const marked = nan!.map((v) => (Number.isNaN(v) ? -9999 : v));
    const odd = nan!.slice();
    const bits = new Uint32Array(odd.buffer);
    odd.forEach((v, i) => {
      if (Number.isNaN(v)) bits[i] = 0xffc00001;
    });
    const write = (name: string, band: Float32Array, nodata: number): Promise<string> =>
      writeAll(join(folder, name), tilesOf(spec, 1), [band], { ...spec, nodata });
    expect(await write('a', marked, -9999)).toBe(await write('b', nan!, -9999));
    expect(await write('c', odd, Number.NaN)).toBe(await write('d', nan!, Number.NaN));
  });

  it('leaves the samples it is given alone', async () => {
    const bands = rough(spec, 9);
    const before = bands[0].slice();
    await writeAll(join(folder, 'a.tif'), tilesOf(spec, 4), bands);
    expect(bands[0]).toEqual(before);
  });

  it('says what is missing, and leaves nothing behind', async () => {
    const path = join(folder, 'a.tif');
    const tiles = tilesOf(spec, 1);
    const writer = await CogWriter.create(path, spec);
    for (const tile of tiles.slice(1)) await writer.writeTile(tile, cutTile(rough(spec, 1), spec, tile));
    await expect(writer.finish()).rejects.toMatchObject({
      code: 'partial',
      message: expect.stringContaining('lacks 4 of its 70'),
    });
    expect(readdirSync(folder)).toEqual([]);
    await expect(writer.finish()).rejects.toMatchObject({ code: 'config' });
  });

  it('refuses tiles twice, outside, of the wrong size or type', async () => {
    const writer = await CogWriter.create(join(folder, 'a.tif'), spec);
    const tile = { col: 0, row: 0, depth: 1 };
    const bands = cutTile(rough(spec, 1), spec, tile);
    await writer.writeTile(tile, bands);
    await expect(writer.writeTile(tile, bands)).rejects.toMatchObject({ code: 'config' });
    await expect(writer.writeTile({ ...tile, col: 5 }, bands)).rejects.toMatchObject({ code: 'config' });
    await expect(writer.writeTile({ ...tile, depth: 0 }, bands)).rejects.toMatchObject({ code: 'config' });
    await expect(writer.writeTile(tile, [new Float64Array(64 * 64)])).rejects.toMatchObject({
      code: 'config',
    });
    await writer.abort();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('notices damaged and foreign tiles, naming the file', async () => {
    const path = join(folder, 'tree');
    const tile = { col: 1, row: 1, depth: 1 };
    const codec = await createBlockCodec(spec);
    const tree = encodeTileTree(cutTile(rough(spec, 1), spec, tile), spec, tile, codec);
    const writer = await CogWriter.create(join(folder, 'a.tif'), spec);
    const failure = { code: 'format', subject: path };
    for (const length of [0, 39, 60, tree.length - 1]) {
      writeFileSync(path, tree);
      truncateSync(path, length);
      await expect(writer.addTree({ path })).rejects.toMatchObject(failure);
    }
    writeFileSync(path, tree.fill(7, 0, 4));
    await expect(writer.addTree({ path })).rejects.toMatchObject(failure);
    await expect(writer.addTree({ path: join(folder, 'none') })).rejects.toMatchObject({ code: 'io' });
    await writer.abort();
  });

  it('keeps the old file when the run is cancelled', async () => {
    const path = join(folder, 'a.tif');
    writeFileSync(path, 'old');
    const abort = new AbortController();
    const writer = await CogWriter.create(path, spec, { signal: abort.signal });
    for (const tile of tilesOf(spec, 2)) await writer.writeTile(tile, cutTile(rough(spec, 1), spec, tile));
    abort.abort();
    await expect(writer.finish()).rejects.toMatchObject({ code: 'cancelled' });
    await writer.abort();
    expect(readdirSync(folder)).toEqual(['a.tif']);
    expect(readFileSync(path, 'utf8')).toBe('old');
  });
});

/** A file system of 300 KiB; null where mounting is not allowed. */
function tinyDisk(at: string): string | null {
  const { status } = spawnSync('/bin/mount', ['-t', 'tmpfs', '-o', 'size=300k', 'tmpfs', at], {
    stdio: 'ignore',
  });
  if (status === 0) return at;
  console.warn('skipping tests: a tmpfs cannot be mounted here');
  return null;
}

const disk = tinyDisk(mkdtempSync(join(root, 'disk-')));

describe.skipIf(disk === null)('a full disk', () => {
  afterAll(() => {
    spawnSync('/bin/umount', [disk!]);
  });

  it('is reported while tiles come in, with what to do', async () => {
    const plain = cogSpec({ ...spec, compression: 'none', width: 600 });
    const written = writeAll(join(disk!, 'a.tif'), tilesOf(plain, 4), rough(plain, 5), plain);
    await expect(written).rejects.toMatchObject({
      code: 'io',
      hint: expect.stringContaining('disk is full'),
    });
    expect(readdirSync(disk!)).toEqual([]);
  });

  it('is reported when the file is put together, and nothing half-written stays', async () => {
    const path = join(disk!, 'b.tif');
    const codec = await createBlockCodec(spec);
    const bands = rough(spec, 5);
    const writer = await CogWriter.create(path, spec);
    // The tree lies elsewhere and the spool is small: it is the output that does not fit.
    const tree = join(folder, 'tree');
    writeFileSync(join(disk!, 'ballast'), new Uint8Array(200 * 1024));
    writeFileSync(tree, encodeTileTree(bands, spec, { col: 0, row: 0, depth: 4 }, codec));
    await writer.addTree({ path: tree });
    await expect(writer.finish()).rejects.toMatchObject({ code: 'io', subject: path });
    expect(existsSync(path)).toBe(false);
    expect(readdirSync(disk!)).toEqual(['ballast']);
  });
});
