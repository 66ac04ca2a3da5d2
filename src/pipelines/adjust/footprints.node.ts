import { throwIfAborted } from '../../core/errors.js';
import { pixelSize, scale } from '../../core/geo-transform.js';
import type { Grid } from '../../core/georef.js';
import type { Raster } from '../../core/raster.js';
import type { RasterSource } from '../../core/raster-source.js';
import { fullWindow } from '../../core/window.js';
import { openRaster } from '../../io/open.node.js';
import { type Footprint, footprintOf, type Lattice } from '../../match/footprint.js';
import { windowBounds } from '../../resample/bounds.js';
import { createWarp } from '../../resample/create-warp.js';
import type { BlockScene } from './block.js';

/** Cells across the largest scene, and pixels per cell at least. */
const CELLS = 400;
const FEWEST_PIXELS = 2;

/** Size of the reduced scenes that footprints are taken from. */
const REDUCED = 1024;

/** Footprints of the valid data of all scenes on one lattice, one scene in memory at a time. */
export async function readFootprints(
  scenes: readonly BlockScene[],
  signal: AbortSignal,
  onProgress: (done: number) => void,
): Promise<Footprint[]> {
  const lattice = latticeOf(scenes);
  const footprints: Footprint[] = [];
  for (const { id, path, grid, own } of scenes) {
    const source = await openRaster(path, { signal });
    try {
      const reduced = await readReduced(source, signal);
      const inBlock = own === null ? begunAt(reduced, grid) : ontoGrid(reduced, coarsened(grid, reduced));
      footprints.push(footprintOf(id, inBlock, lattice));
    } finally {
      await source.close();
    }
    onProgress(footprints.length);
  }
  return footprints;
}

function latticeOf(scenes: readonly BlockScene[]): Lattice {
  const bounds = scenes.map(({ grid }) => windowBounds(grid.transform, fullWindow(grid)));
  const extent = Math.max(...bounds.map((b) => Math.max(b.xmax - b.xmin, b.ymax - b.ymin)));
  const pixel = Math.max(...scenes.map(({ grid }) => Math.max(...pixelSize(grid.transform))));
  return {
    x: Math.min(...bounds.map((b) => b.xmin)),
    y: Math.max(...bounds.map((b) => b.ymax)),
    cell: Math.max(FEWEST_PIXELS * pixel, extent / CELLS),
  };
}

/** Whole turns of longitude may lie between the file and the block. */
function begunAt(raster: Raster, { transform }: Grid): Raster {
  const [a, b, , d, e, f] = raster.georef.transform;
  return { ...raster, georef: { ...raster.georef, transform: [a, b, transform[2], d, e, f] } };
}

/** The area of a grid in about as many pixels as a raster has. */
function coarsened({ width, height, transform, crs }: Grid, like: Pick<Raster, 'width' | 'height'>): Grid {
  return {
    width: like.width,
    height: like.height,
    transform: scale(transform, width / like.width, height / like.height),
    crs,
  };
}

/** The nearest samples on a grid of another CRS: which of them are missing is all that counts. */
function ontoGrid({ width, height, data, georef }: Raster, grid: Grid): Raster {
  const { x, y } = createWarp({ width, height, ...georef }, grid).positions(fullWindow(grid));
  const samples = Float32Array.from(x, (col, i) => {
    const [c, r] = [Math.floor(col), Math.floor(y[i]!)];
    return c >= 0 && r >= 0 && c < width && r < height ? data[r * width + c]! : Number.NaN;
  });
  return { ...grid, data: samples, georef: grid };
}

/** A raster of at most {@link REDUCED} pixels a side: every n-th sample, from an overview where there is one. */
async function readReduced(source: RasterSource, signal: AbortSignal): Promise<Raster> {
  const { info } = source;
  const level = info.overviews.findLastIndex((size) => Math.max(size.width, size.height) >= REDUCED);
  const { width, height } = info.overviews[level] ?? info;
  const options = { signal, ...(level < 0 ? {} : { overview: level }) };
  const step = Math.ceil(Math.max(width, height) / REDUCED);
  const columns = Math.ceil(width / step);
  const data = new Float32Array(columns * Math.ceil(height / step));
  let georef: Raster['georef'] | null = null;
  for (let row = 0, to = 0; row < height; row += step) {
    throwIfAborted(signal);
    const line = await source.readRaster({ col: 0, row, width, height: 1 }, options);
    georef ??= line.georef;
    for (let col = 0; col < width; col += step) data[to++] = line.data[col]!;
  }
  const { crs, transform } = georef!;
  return {
    width: columns,
    height: data.length / columns,
    data,
    georef: { crs, transform: scale(transform, step, step) },
  };
}
