import { throwIfAborted } from '../../core/errors.js';
import { pixelSize, scale } from '../../core/geo-transform.js';
import type { Raster } from '../../core/raster.js';
import type { RasterSource } from '../../core/raster-source.js';
import { fullWindow } from '../../core/window.js';
import { openRaster } from '../../io/open.node.js';
import { type Footprint, footprintOf, type Lattice } from '../../match/footprint.js';
import { windowBounds } from '../../resample/bounds.js';
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
  for (const { id, path } of scenes) {
    const source = await openRaster(path, { signal });
    try {
      footprints.push(footprintOf(id, await readReduced(source, signal), lattice));
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
