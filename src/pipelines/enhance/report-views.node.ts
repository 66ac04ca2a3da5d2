import { scale, toMap } from '../../core/geo-transform.js';
import type { Grid } from '../../core/georef.js';
import { gridWindow, type Raster } from '../../core/raster.js';
import { expand, fullWindow, uniformMargin, type Window } from '../../core/window.js';
import type { Picture } from '../../report/png.js';
import { type Profile, sampleProfile } from '../../terrain/profile.js';
import type { DtmFiles } from './dtm-files.node.js';
import type { Product } from './enhance-task.js';

/** Pictures are at most this wide and high; so is the part that is shown pixel by pixel. */
const PREVIEW = 1024;
const DETAIL = 384;

/** The area of a grid in at most {@link PREVIEW} pixels a side. */
export function previewOf(grid: Grid): Grid {
  const factor = Math.max(1, grid.width / PREVIEW, grid.height / PREVIEW);
  if (factor === 1) return grid;
  const width = Math.max(1, Math.round(grid.width / factor));
  const height = Math.max(1, Math.round(grid.height / factor));
  const transform = scale(grid.transform, grid.width / width, grid.height / height);
  return { width, height, transform, crs: grid.crs };
}

/** Whether a grid has more than its {@link middleOf}. */
export const isLarge = ({ width, height }: Grid): boolean => Math.max(width, height) > DETAIL;

/** The middle of a grid, pixel by pixel. */
export function middleOf(grid: Grid): Grid {
  const [width, height] = [Math.min(DETAIL, grid.width), Math.min(DETAIL, grid.height)];
  const col = (grid.width - width) >> 1;
  return gridWindow(grid, { col, row: (grid.height - height) >> 1, width, height });
}

/** Heights on a grid. */
export async function heightsOn(
  files: DtmFiles,
  grid: Grid,
  name: Product | 'truth',
  signal: AbortSignal,
): Promise<Raster> {
  const { width, height, transform, crs } = grid;
  const data = await files.on(grid, name)(fullWindow(grid), signal);
  return { width, height, data, georef: { transform, crs } };
}

/** The orthoimage on a grid; transparent where missing. */
export async function imageOn(files: DtmFiles, grid: Grid, signal: AbortSignal): Promise<Picture> {
  const planes = await files.on(grid, 'image')(fullWindow(grid), signal);
  const pixels = grid.width * grid.height;
  const data = new Uint8Array(4 * pixels);
  for (let i = 0; i < pixels; i++) {
    for (let c = 0; c < 3; c++) data[4 * i + c] = Math.min(255, Math.max(0, planes[c * pixels + i]!));
    data[4 * i + 3] = Number.isNaN(planes[i]!) ? 0 : 255;
  }
  return { width: grid.width, height: grid.height, channels: 4, data };
}

/** Most places along a profile. */
const MOST_PLACES = 2000;

/** Heights along the middle row or column of a grid. */
export async function profileAlong(
  direction: 'row' | 'column',
  files: DtmFiles,
  grid: Grid,
  name: Product | 'truth',
  signal: AbortSignal,
): Promise<Profile> {
  const { width, height, transform } = grid;
  const isRow = direction === 'row';
  const line: Window = isRow
    ? { col: 0, row: height >> 1, width, height: 1 }
    : { col: width >> 1, row: 0, width: 1, height };
  const [first, last] = isRow
    ? [toMap(transform, 0.5, line.row + 0.5), toMap(transform, width - 0.5, line.row + 0.5)]
    : [toMap(transform, line.col + 0.5, 0.5), toMap(transform, line.col + 0.5, height - 0.5)];
  const count = Math.min(MOST_PLACES, Math.max(2, isRow ? width : height));
  // Bilinear sampling between pixel centres looks at the neighbours.
  const around = gridWindow(grid, expand(line, uniformMargin(1)));
  return sampleProfile(await heightsOn(files, around, name, signal), first, last, count);
}
