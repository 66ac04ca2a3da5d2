/**
 * Inputs of the large mosaic: overlapping DEMs on one lattice, smooth and rounded to 1/16 m so that they need little disk, each moved by some metres and
 * with a hole; and a small raster of weights and one of standard errors for each.
 *
 * As a program: node mosaic-inputs.mjs FOLDER SIDE COUNT FIRST STEP writes every STEP-th input from FIRST on.
 */
import { join } from 'node:path';
import { parseCrs } from '../dist/geo/parse-crs.js';
import { cogSpec } from '../dist/io/cog/cog-spec.js';
import { CogWriter } from '../dist/io/cog/cog-writer.node.js';

export const WEST = 300000;
export const NORTH = 5000000;
/** Of their distance, over which neighbours overlap. */
const OVERLAP = 0.1;
/** Pixels of the companions along a side. */
const COARSE = 20;

const crs = parseCrs('EPSG:32633');

/** Names of the three rasters of an input. */
export function inputFiles(index) {
  return { dem: `dem${index}.tif`, weight: `weight${index}.tif`, sigma: `sigma${index}.tif` };
}

/** Writes the input `index` of `count` x `count` over a square of `side` pixels of 1 m. */
async function writeInput(folder, side, count, index) {
  const step = Math.round(side / count);
  const size = Math.round(step * (1 + OVERLAP));
  const [col, row] = [(index % count) * step, Math.floor(index / count) * step];
  const files = inputFiles(index);
  const place = { west: WEST + col, north: NORTH - row };
  await writeRaster(join(folder, files.dem), size, 1, place, heightsAt(col, row, size, index));
  const pixel = size / COARSE;
  await writeRaster(
    join(folder, files.weight),
    COARSE,
    pixel,
    place,
    (c, r) => 1 + ((c + r + index) % 4) / 4,
  );
  await writeRaster(join(folder, files.sigma), COARSE, pixel, place, (c, r) => 1 + ((c * r + index) % 5) / 3);
}

function heightsAt(col, row, size, index) {
  const wave = (at, length) => Float64Array.from({ length: size }, (_, i) => Math.sin((at + i) / length));
  const [x, y, fineX, fineY] = [wave(col, 731), wave(row, 517), wave(col, 83), wave(row, 97)];
  const offset = 400 + ((index * 37) % 11);
  const hole = size * 0.4;
  const radius = Math.max(4, size / 60);
  return (c, r) => {
    if (Math.abs(c - hole) < radius && Math.abs(r - hole) < radius) return -9999;
    return Math.round(16 * (offset + 60 * x[c] * y[r] + 5 * fineX[c] * fineY[r])) / 16;
  };
}

async function writeRaster(path, size, pixel, { west, north }, at) {
  const georef = { crs, transform: [pixel, 0, west, 0, -pixel, north] };
  const layout = { width: size, height: size, dtype: 'float32', georef, nodata: -9999 };
  const writer = await CogWriter.create(path, cogSpec({ ...layout, level: 1, overviews: 'none' }));
  for (let row = 0; row < size; row += 512) {
    for (let col = 0; col < size; col += 512) {
      const [width, height] = [Math.min(512, size - col), Math.min(512, size - row)];
      const samples = new Float32Array(width * height);
      for (let r = 0, i = 0; r < height; r++) {
        for (let c = 0; c < width; c++, i++) samples[i] = at(col + c, row + r);
      }
      await writer.writeTile({ col: col / 512, row: row / 512, depth: 0 }, [samples]);
    }
  }
  await writer.finish();
}

if (process.argv[1] === import.meta.filename) {
  const [folder, ...numbers] = process.argv.slice(2);
  const [side, count, first, step] = numbers.map(Number);
  for (let i = first; i < count * count; i += step) await writeInput(folder, side, count, i);
}
