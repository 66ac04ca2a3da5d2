import { drawEarthScene, type EarthSceneOptions } from '../../simulate/earth/earth-scene.js';
import { projectedCrs } from './block-of.js';
import type { SimulateConfig } from './config.js';
import { type SceneGrids, sceneGrids } from './scene-grids.js';

/** What a command makes of ground of Earth. */
export interface EarthJob extends SceneGrids {
  readonly options: EarthSceneOptions;
  /** Pixels along the side of a cell of the global model. */
  readonly factor: number;
}

const DEFAULT_SIZE = 1024;
const DEFAULT_PIXEL = 2;
/** Cells of the global model, rounded to whole pixels, metres. */
const CELL = 30;

/** The scene of a command, around the natural origin of its CRS. Throws `geometry`. */
export function earthJob({ size = DEFAULT_SIZE, ...config }: SimulateConfig): EarthJob {
  const crs = projectedCrs(config.crs ?? 'EPSG:32632');
  const pixel = config.pixel ?? DEFAULT_PIXEL;
  const factor = Math.max(1, Math.round(CELL / pixel));
  const grids = sceneGrids({ size, width: config.width, height: config.height }, crs, pixel, factor);
  const drawn = drawEarthScene(config.seed, grids.grid);
  return { ...grids, factor, options: { ...drawn, pixel, dem: { ...drawn.dem, cell: factor * pixel } } };
}
