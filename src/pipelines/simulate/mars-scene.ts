import type { Grid } from '../../core/georef.js';
import type { Window } from '../../core/window.js';
import { drawMarsScene, MARS_DEFAULTS, type MarsSceneOptions } from '../../simulate/mars/mars-scene.js';
import { MARS_REFERENCES, MARS_SENSORS } from '../../simulate/mars/mars-sensors.js';
import { projectedCrs } from './block-of.js';
import type { SimulateConfig } from './config.js';
import { sunsOf } from './moon-config.js';
import { sceneGrids } from './scene-grids.js';

/** A scene to make and write. */
export interface MarsJob {
  readonly options: MarsSceneOptions;
  /** The scene with a margin of two coarse cells, which only the reference shows. */
  readonly grid: Grid;
  /** What truth and images cover. */
  readonly window: Window;
}

/** The scene of a command, around the natural origin of its CRS. Throws `config` and `geometry`. */
export function marsScene(config: SimulateConfig): MarsJob {
  const crs = projectedCrs(config.crs ?? 'IAU_2015:49910');
  const preset = MARS_SENSORS[config.sensor];
  const sensor = { ...preset, pixel: config.pixel ?? preset.pixel };
  const reference = MARS_REFERENCES[config.reference ?? sensor.reference];
  const factor = Math.max(1, Math.round(reference.cell / sensor.pixel));
  const { grid, window } = sceneGrids(config, crs, sensor.pixel, factor);
  const suns = sunsOf(config.sun);
  const size = { width: grid.width, height: grid.height, images: suns?.length ?? config.images };
  const drawn = drawMarsScene(config.seed, size, { ...MARS_DEFAULTS, sensor, reference });
  const images = drawn.images.map((image, i) => ({ ...image, sun: suns?.[i] ?? image.sun }));
  return { options: { ...drawn, images }, grid, window };
}
