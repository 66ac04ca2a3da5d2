import { throwIfAborted } from '../../core/errors.js';
import type { Grid } from '../../core/georef.js';
import type { RasterSource } from '../../core/raster-source.js';
import { createRng } from '../../core/rng.js';
import { expand, uniformMargin, type Window } from '../../core/window.js';
import { groundPixelSize } from '../../geo/ground-size.js';
import { openRaster } from '../../io/open.node.js';
import { fitVariogram } from '../../math/variogram/fit-variogram.js';
import {
  addGridPairs,
  addPointPairs,
  createLagPairs,
  empiricalVariogram,
  type VariogramPoint,
} from '../../math/variogram/lag-pairs.js';
import { createTileGrid, listTiles } from '../../plan/tile-grid.js';
import type { JobContext } from '../../product/job-context.js';
import { withBoth } from './dem-reader.node.js';
import { addPoints, addTerrain, type ErrorPoints, type ErrorWindow, standardised } from './error-samples.js';
import type { PlannedComparison } from './plan-compare.node.js';
import { type Spread, spreadOf, type TerrainSamples } from './spread.js';
import { type Uncertainty, uncertaintyOfMeans } from './uncertainty.js';

/** Side of the windows that are read. */
const WINDOW = 1024;
/**
 * Draws over the whole raster: places with their terrain, pairs within windows, points for pairs across windows, such pairs. A bin of the
 * variogram has some 50,000 pairs, which tell its value to 1 %: that is what two nested ranges need to be told apart.
 */
const DRAWS = { terrain: 200_000, windowPairs: 3_000_000, points: 20_000, pointPairs: 1_000_000 } as const;

/** Goes through the compared area by windows, the same ones every time. */
type Walk = (stage: string, use: (window: ErrorWindow, draws: Draws, index: number) => void) => Promise<void>;
/** A window's share of a number of draws. */
type Draws = (total: number) => number;

/**
 * How errors grow with slope and curvature, the variogram of dh that was standardised by that, and the uncertainty of means: two passes over
 * the dh raster and the reference, which keep a bounded number of samples. They are drawn by window of the compared grid, so that
 * the result depends on the seed alone. With a mask only stable terrain is sampled, but means are those of all terrain.
 *
 * @param compared samples with a height in both
 */
export async function uncertaintyOf(
  { definition }: PlannedComparison,
  compared: number,
  seed: number,
  { signal, settings, progress }: JobContext,
): Promise<Uncertainty> {
  const { grid } = definition.config;
  const maskPath = definition.outputs.find(({ name }) => name === 'mask')?.path;
  const dh = await openRaster(definition.outputs[0].path);
  const mask = maskPath === undefined ? null : await openRaster(maskPath);
  const tiles = listTiles(createTileGrid(grid, WINDOW));
  try {
    return await withBoth(definition.config, settings.backend, async (_, reference) => {
      const walk: Walk = async (stage, use) => {
        for (const { window, index } of tiles) {
          throwIfAborted(signal);
          const data = (await dh.readRaster(window, { signal })).data;
          const terrain = await reference.read(expand(window, uniformMargin(1)), signal);
          const isStable = await stableAt(mask, window, signal);
          const share = (window.width * window.height) / (grid.width * grid.height);
          use({ grid, window, dh: data, isStable, terrain }, (total) => Math.ceil(total * share), index);
          progress({ stage, done: index + 1, total: tiles.length });
        }
      };
      const spread = await measureSpread(walk, seed);
      const variogram = spread === null ? [] : await measureVariogram(walk, grid, spread, tiles.length, seed);
      const model = fitVariogram(variogram);
      const { x, y } = groundPixelSize(grid);
      const mean = spread === null ? [] : uncertaintyOfMeans(model, spread.meanSigma, x * y, compared);
      return { seed, stableOnly: mask !== null, spread, variogram, model, mean };
    });
  } finally {
    await dh.close();
    await mask?.close();
  }
}

/** First pass. */
async function measureSpread(walk: Walk, seed: number): Promise<Spread | null> {
  const samples: TerrainSamples = { dh: [], slope: [], curvature: [] };
  await walk('errors by terrain', (errors, draws, index) =>
    addTerrain(samples, errors, draws(DRAWS.terrain), createRng(seed).fork(index)),
  );
  return spreadOf(samples);
}

/** Second pass. */
async function measureVariogram(
  walk: Walk,
  grid: Grid,
  spread: Spread,
  windows: number,
  seed: number,
): Promise<VariogramPoint[]> {
  const spacing = groundPixelSize(grid);
  const longest = Math.hypot(grid.width * spacing.x, grid.height * spacing.y) / 2;
  const shortest = Math.min(spacing.x, spacing.y);
  const within = windows === 1 ? longest : (WINDOW / 2) * shortest;
  const pairs = createLagPairs(shortest, longest);
  const points: ErrorPoints = { x: [], y: [], value: [] };
  await walk('variogram', (errors, draws, index) => {
    const z = standardised(errors, spread);
    // Other numbers than those that drew the terrain.
    const rng = createRng(seed).fork(windows + 1 + index);
    addGridPairs(pairs, z, spacing, within, draws(DRAWS.windowPairs), rng);
    if (windows > 1) addPoints(points, errors, z, draws(DRAWS.points), rng);
  });
  if (points.x.length > 1)
    addPointPairs(pairs, points, within, DRAWS.pointPairs, createRng(seed).fork(windows));
  return empiricalVariogram(pairs);
}

/** 1 where the ground is stable; null where all of it is. */
async function stableAt(
  mask: RasterSource | null,
  window: Window,
  signal: AbortSignal,
): Promise<Uint8Array | null> {
  if (mask === null) return null;
  const classes = (await mask.readBand(window, { signal })).data as Uint8Array;
  return classes.map((value) => (value === 0 ? 1 : 0));
}
