import type { Crs } from '../../core/crs.js';
import { northUp } from '../../core/geo-transform.js';
import type { Grid } from '../../core/georef.js';
import type { Window } from '../../core/window.js';
import { definitionOfCrs } from '../../geo/crs.js';
import type { SimulateConfig } from './config.js';

const DEFAULT_SIZE = 2048;

/** Where a scene with a coarse model lies. */
export interface SceneGrids {
  /** The scene with a margin of two coarse cells, which only the coarse model shows; whole cells. */
  readonly grid: Grid;
  /** What truth and images cover. */
  readonly window: Window;
}

/** A scene around the natural origin of its CRS, with cells of `factor` pixels. */
export function sceneGrids(
  config: Pick<SimulateConfig, 'width' | 'height' | 'size'>,
  crs: Crs,
  pixel: number,
  factor: number,
): SceneGrids {
  const width = config.width ?? config.size ?? DEFAULT_SIZE;
  const height = config.height ?? config.size ?? DEFAULT_SIZE;
  const window = { col: 2 * factor, row: 2 * factor, width, height };
  const whole = (size: number): number => (Math.ceil(size / factor) + 4) * factor;
  const { x_0 = 0, y_0 = 0 } = definitionOfCrs(crs).params;
  const west = x_0 - (window.col + width / 2) * pixel;
  const north = y_0 + (window.row + height / 2) * pixel;
  const transform = northUp(west, north, pixel, pixel);
  return { grid: { width: whole(width), height: whole(height), transform, crs }, window };
}

/** The grid of a coarse model with cells of `factor` pixels of a scene. */
export function cellGrid({ width, height, transform, crs }: Grid, factor: number): Grid {
  const [a, b, c, d, e, f] = transform;
  return {
    width: width / factor,
    height: height / factor,
    transform: [a * factor, b * factor, c, d * factor, e * factor, f],
    crs,
  };
}
