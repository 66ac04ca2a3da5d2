/**
 * Image and heights of data/mars-valles-marineris as rasters:
 *
 *   node bench/accuracy/mars-ground.mjs FOLDER        writes {train,validation}-{image,heights}.tif into the folder
 *
 * CUESTA_TEST_DATA names the folder that holds the data.
 */
import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseCrs } from '../../dist/index.js';
import { writeRaster } from './rasters.mjs';

const DATA = join(
  process.env.CUESTA_TEST_DATA ?? join(import.meta.dirname, '../../../shared/data'),
  'mars-valles-marineris',
);
/** Sides of the patches, which lie side by side. */
export const SIZE = 128;
/** Metres, inferred; only slopes depend on it. */
export const PIXEL = 200;

/** Patches of a part with their places in the grid that they come from, and heights (m) and grey levels, row-major. */
export async function readPatches(part) {
  const heights = await readNpy(`${part}_dem_m_u16.npy`, 2);
  const [grey, red] = await Promise.all(
    ['gray', 'viking_red'].map((name) => readNpy(`${part}_${name}_u8.npy`, 1)),
  );
  const index = (await readFile(join(DATA, `${part}_index.csv`), 'utf8')).trim().split('\n').slice(1);
  return index.map((line, k) => {
    const [, , row, col] = line.split(',').map(Number);
    const cut = (samples) => Float32Array.from(samples.subarray(k * SIZE ** 2, (k + 1) * SIZE ** 2));
    return { row, col, layers: { heights: cut(heights), grey: cut(grey), red: cut(red) } };
  });
}

/** The samples of a little-endian array file of unsigned integers (NumPy format 1.0). */
async function readNpy(name, bytes) {
  const file = await readFile(join(DATA, name));
  const start = 10 + file.readUInt16LE(8);
  const samples = file.buffer.slice(file.byteOffset + start, file.byteOffset + file.length);
  return bytes === 2 ? new Uint16Array(samples) : new Uint8Array(samples);
}

/** Writes grey image and heights of a part, patches where they belong, nothing between them; also returns them. */
export async function writeMarsGround(folder, part) {
  const read = await readPatches(part);
  const [top, left] = [Math.min(...read.map((p) => p.row)), Math.min(...read.map((p) => p.col))];
  const rows = 1 + Math.max(...read.map((p) => p.row)) - top;
  const cols = 1 + Math.max(...read.map((p) => p.col)) - left;
  const patches = read.map(({ row, col }) => ({
    ...{ row: (row - top) * SIZE, col: (col - left) * SIZE, width: SIZE, height: SIZE },
  }));
  const georef = {
    crs: parseCrs('IAU_2015:49910'),
    transform: [PIXEL, 0, 0, 0, -PIXEL, rows * SIZE * PIXEL],
  };
  const laid = (layer) => {
    const width = cols * SIZE;
    const data = new Float32Array(width * rows * SIZE).fill(Number.NaN);
    for (const [k, { row, col }] of patches.entries())
      for (let r = 0; r < SIZE; r++) {
        const from = read[k].layers[layer].subarray(r * SIZE, (r + 1) * SIZE);
        data.set(from, (row + r) * width + col);
      }
    return { width, height: rows * SIZE, georef, data };
  };
  const [heights, grey] = [laid('heights'), laid('grey')];
  await writeRaster(join(folder, `${part}-heights.tif`), heights);
  const image = await writeRaster(join(folder, `${part}-image.tif`), grey);
  return { heights, grey, image, patches };
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const folder = process.argv[2];
  if (folder === undefined) {
    console.log('Usage: node bench/accuracy/mars-ground.mjs FOLDER');
    process.exit(2);
  }
  mkdirSync(folder, { recursive: true });
  for (const part of ['train', 'validation']) await writeMarsGround(folder, part);
}
