import { northUp } from '../core/geo-transform.js';
import type { Grid } from '../core/georef.js';
import { createRng } from '../core/rng.js';
import { drawCorrections } from './stripe-draw.js';
import { placeScenes } from './stripe-layout.js';
import type { Stripes, StripesOptions } from './stripe-scene.js';
import { createTerrain, type TerrainOptions } from './terrain.js';

/** Craters per square metre times D², and the most that a block may have. */
const CRATER_DENSITY = 0.006;
const MOST_CRATERS = 250_000;

/**
 * Lays out the block, makes its terrain and draws the errors of its scenes. The same options give the same block.
 *
 * @throws `config` when the height error leaves no room for a polynomial beside noise and position errors
 */
export function createStripes(options: StripesOptions): Stripes {
  const rng = createRng(options.seed);
  const placed = placeScenes(options, rng.fork(1));
  const grid = unionGrid(
    placed.map((scene) => scene.grid),
    options.pixel,
  );
  const terrain = createTerrain(terrainOptions(options, grid));
  const corrections = drawCorrections(options, placed, terrain, rng.fork(2));
  const scenes = placed.map((scene, i) => ({ ...scene, correction: corrections[i] }));
  return { options, terrain, scenes, grid };
}

function unionGrid(grids: readonly Grid[], pixel: number): Grid {
  const west = Math.min(...grids.map(({ transform }) => transform[2]));
  const north = Math.max(...grids.map(({ transform }) => transform[5]));
  const east = Math.max(...grids.map(({ width, transform }) => transform[2] + width * pixel));
  const south = Math.min(...grids.map(({ height, transform }) => transform[5] - height * pixel));
  return {
    width: Math.round((east - west) / pixel),
    height: Math.round((north - south) / pixel),
    transform: northUp(west, north, pixel, pixel),
    crs: grids[0].crs,
  };
}

/**
 * Rough plains with craters: slopes of about 0.08 over a few pixels whatever the extent, so that the relief grows with it.
 * In large blocks the finest detail is limited by the number of craters.
 */
function terrainOptions({ seed, pixel }: StripesOptions, grid: Grid): TerrainOptions {
  const width = grid.width * pixel;
  const height = grid.height * pixel;
  const hurst = 0.85;
  const longest = Math.max(width, height) / 1.5;
  const detail = Math.max(2.5 * pixel, Math.sqrt((CRATER_DENSITY * width * height) / MOST_CRATERS));
  return {
    seed,
    west: grid.transform[2],
    south: grid.transform[5] - height,
    width,
    height,
    relief: 57 * (longest / 10_000) ** hurst,
    hurst,
    craterDensity: CRATER_DENSITY,
    largestDiameter: detail * 2 ** Math.floor(Math.log2(Math.min(4000, longest / 4) / detail)),
    detail,
  };
}
