import { northUp, pixelSize } from '../../core/geo-transform.js';
import type { Grid } from '../../core/georef.js';
import { fullWindow } from '../../core/window.js';
import { openRaster } from '../../io/open.node.js';
import { gridOf } from '../../product/inputs.node.js';
import { targetOptionsOf } from '../../product/target-options.js';
import { windowBounds } from '../../resample/bounds.js';
import { unionGrid } from '../../resample/target-grid.js';
import type { MosaicConfig } from './config.js';

/** Centres this close to a multiple of the pixel size (in pixels) lie on it. */
const TOLERANCE = 1e-4;

/** Grid of the whole mosaic. Throws what {@link unionGrid} throws, and what reading the reference throws. */
export async function outputGrid(
  config: MosaicConfig,
  grids: readonly Grid[],
  signal: AbortSignal,
): Promise<Grid> {
  if (config.referenceGrid !== undefined) {
    const source = await openRaster(config.referenceGrid, { signal });
    try {
      return gridOf(source.info);
    } finally {
      await source.close();
    }
  }
  const grid = unionGrid(grids, targetOptionsOf(config));
  return config.tapCentres ? centred(grid, config.bbox) : grid;
}

/** The grid of that pixel size whose centres are multiples of it and whose pixels cover the bounds. */
function centred(grid: Grid, bbox: MosaicConfig['bbox']): Grid {
  const [width, height] = pixelSize(grid.transform);
  const covered = windowBounds(grid.transform, fullWindow(grid));
  const [xmin, ymin, xmax, ymax] = bbox ?? [covered.xmin, covered.ymin, covered.xmax, covered.ymax];
  // Edges lie half a pixel beside multiples.
  const first = (edge: number, size: number) => Math.floor(edge / size + 0.5 + TOLERANCE);
  const last = (edge: number, size: number) => Math.ceil(edge / size - 0.5 - TOLERANCE);
  const [left, right] = [first(xmin, width), last(xmax, width)];
  const [bottom, top] = [first(ymin, height), last(ymax, height)];
  return {
    width: Math.max(1, right - left + 1),
    height: Math.max(1, top - bottom + 1),
    transform: northUp((left - 0.5) * width, (top + 0.5) * height, width, height),
    crs: grid.crs,
  };
}
