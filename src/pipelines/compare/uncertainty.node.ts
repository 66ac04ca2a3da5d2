import { throwIfAborted } from '../../core/errors.js';
import type { Grid } from '../../core/georef.js';
import type { RasterSource } from '../../core/raster-source.js';
import { createRng, type Rng } from '../../core/rng.js';
import { expand, uniformMargin, type Window } from '../../core/window.js';
import { groundPixelSize } from '../../geo/ground-size.js';
import { openRaster } from '../../io/open.node.js';
import { fitVariogram } from '../../math/variogram/fit-variogram.js';
import {
  addGridPairs,
  addPointPairs,
  createLagPairs,
  empiricalVariogram,
  type LagPairs,
  type Spacing,
} from '../../math/variogram/lag-pairs.js';
import { createTileGrid, listTiles } from '../../plan/tile-grid.js';
import type { JobContext } from '../../product/job-context.js';
import { cellSizeAt } from '../../terrain/cell-size.js';
import { errorByTerrain } from '../../terrain/error-by-terrain.js';
import { reliefAt } from '../../terrain/relief-at.js';
import type { CompareTask } from './compare-task.js';
import { withBoth } from './dem-reader.node.js';
import type { PlannedComparison } from './plan-compare.node.js';
import { type Uncertainty, uncertaintyOfMeans } from './uncertainty.js';

/** Side of the windows that are read. */
const WINDOW = 1024;
/** Draws over the whole raster: pairs within windows, points for pairs across windows, such pairs, and points with their relief. */
const DRAWS = { windowPairs: 600_000, points: 20_000, pointPairs: 1_000_000, relief: 200_000 } as const;

interface Samples {
  readonly pairs: LagPairs;
  readonly points: { readonly x: number[]; readonly y: number[]; readonly value: number[] };
  readonly relief: { readonly dh: number[]; readonly slope: number[]; readonly curvature: number[] };
}

/**
 * Variogram of dh with its model, uncertainty of the mean, and the spread by slope and curvature of the reference: one pass over the dh
 * raster and the reference, which keeps a bounded number of samples. They are drawn by window of the compared grid, so that the result
 * depends on the seed alone. With a mask only stable terrain is sampled.
 *
 * @param compared samples with a height in both
 */
export async function uncertaintyOf(
  { definition }: PlannedComparison,
  compared: number,
  seed: number,
  context: JobContext,
): Promise<Uncertainty> {
  const maskPath = definition.outputs.find(({ name }) => name === 'mask')?.path;
  const dh = await openRaster(definition.outputs[0].path);
  const mask = maskPath === undefined ? null : await openRaster(maskPath);
  try {
    const { pairs, relief } = await drawSamples(definition.config, dh, mask, seed, context);
    const variogram = empiricalVariogram(pairs);
    const model = fitVariogram(variogram);
    const { x, y } = groundPixelSize(definition.grid);
    return {
      seed,
      stableOnly: mask !== null,
      variogram,
      model,
      mean: uncertaintyOfMeans(model, x * y, compared),
      byTerrain: errorByTerrain({
        dh: Float32Array.from(relief.dh),
        slope: Float32Array.from(relief.slope),
        curvature: Float32Array.from(relief.curvature),
      }),
    };
  } finally {
    await dh.close();
    await mask?.close();
  }
}

async function drawSamples(
  task: CompareTask,
  source: RasterSource,
  mask: RasterSource | null,
  seed: number,
  { signal, settings, progress }: JobContext,
): Promise<Samples> {
  const { grid } = task;
  const spacing = groundPixelSize(grid);
  const tiles = listTiles(createTileGrid(grid, WINDOW));
  const longest = Math.hypot(grid.width * spacing.x, grid.height * spacing.y) / 2;
  const shortest = Math.min(spacing.x, spacing.y);
  const within = tiles.length === 1 ? longest : (WINDOW / 2) * shortest;
  const pairs = createLagPairs(shortest, longest);
  const points: Samples['points'] = { x: [], y: [], value: [] };
  const relief: Samples['relief'] = { dh: [], slope: [], curvature: [] };
  await withBoth(task, settings.backend, async (_, reference) => {
    for (const { window, index } of tiles) {
      throwIfAborted(signal);
      const dh = await stableErrors(source, mask, window, signal);
      const padded = await reference.read(expand(window, uniformMargin(1)), signal);
      const rng = createRng(seed).fork(index);
      const share = (window.width * window.height) / (grid.width * grid.height);
      const draws = (total: number): number => Math.ceil(total * share);
      addGridPairs(pairs, dh, window.width, spacing, within, draws(DRAWS.windowPairs), rng);
      addPoints(points, dh, window, spacing, draws(DRAWS.points), rng);
      addRelief(relief, dh, padded, window, grid, draws(DRAWS.relief), rng);
      progress({ stage: 'uncertainty', done: index + 1, total: tiles.length });
    }
  });
  if (tiles.length > 1 && points.x.length > 1) {
    addPointPairs(pairs, points, within, DRAWS.pointPairs, createRng(seed).fork(tiles.length));
  }
  return { pairs, points, relief };
}

/** Differences of a window, NaN where there is none or the ground is not stable. */
async function stableErrors(
  dh: RasterSource,
  mask: RasterSource | null,
  window: Window,
  signal: AbortSignal,
): Promise<Float32Array> {
  const { data } = await dh.readRaster(window, { signal });
  if (mask === null) return data;
  const classes = (await mask.readBand(window, { signal })).data as Uint8Array;
  return data.map((value, i) => (classes[i] === 0 ? value : Number.NaN));
}

function addPoints(
  { x, y, value }: Samples['points'],
  dh: Float32Array,
  window: Window,
  spacing: Spacing,
  draws: number,
  rng: Rng,
): void {
  for (let n = 0; n < draws; n++) {
    const i = rng.int(dh.length);
    if (Number.isNaN(dh[i])) continue;
    x.push((window.col + (i % window.width)) * spacing.x);
    y.push((window.row + Math.floor(i / window.width)) * spacing.y);
    value.push(dh[i]);
  }
}

function addRelief(
  relief: Samples['relief'],
  dh: Float32Array,
  padded: Float32Array,
  window: Window,
  grid: Grid,
  draws: number,
  rng: Rng,
): void {
  const stride = window.width + 2;
  for (let n = 0; n < draws; n++) {
    const i = rng.int(dh.length);
    if (Number.isNaN(dh[i])) continue;
    const row = Math.floor(i / window.width);
    const { cellX, cellY } = cellSizeAt(grid, window.row + row);
    const at = (row + 1) * stride + (i % window.width) + 1;
    const { slope, curvature } = reliefAt(padded, stride, at, { cellX, cellY });
    relief.dh.push(dh[i]);
    relief.slope.push(slope);
    relief.curvature.push(curvature);
  }
}
