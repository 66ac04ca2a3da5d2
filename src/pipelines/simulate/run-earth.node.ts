import { gridWindow } from '../../core/raster.js';
import { crop } from '../../mosaic/crop.js';
import { LAND_USE_CLASSES } from '../../networks/jspsr/config.js';
import type { JobContext } from '../../product/job-context.js';
import type { RasterContent, Samples } from '../../product/write-raster.node.js';
import { makeEarthScene } from '../../simulate/earth/earth-scene.js';
import { surfaceOf } from '../../simulate/earth/surface.js';
import type { SimulateConfig } from './config.js';
import type { EarthJob } from './earth-scene.js';
import { plainJson } from './plain-json.js';
import { cellGrid } from './scene-grids.js';
import { type SceneResult, writeScene } from './write-scene.node.js';

const RASTERS = ['truth', 'surface', 'image', 'land-use', 'canopy', 'dem'] as const;

/** Makes a scene in memory and writes its rasters, the truth unless it is not wanted, and scene.json. */
export function runEarth(
  { output, truth }: SimulateConfig,
  job: EarthJob,
  context: JobContext,
): Promise<SceneResult> {
  const names = RASTERS.filter((name) => truth || name !== 'truth');
  const description = {
    files: names.map((name) => `${name}.tif`),
    landUseClasses: LAND_USE_CLASSES,
    options: job.options,
  };
  return writeScene({ folder: output, names, rasters: contents(job, names), description }, context);
}

function* contents(
  { grid, window, factor, options }: EarthJob,
  names: readonly (typeof RASTERS)[number][],
): Generator<RasterContent> {
  const { field, image, dem } = makeEarthScene(options);
  const cut = <T extends Samples>(samples: T): T => crop(samples, grid.width, window);
  const metres = { unit: 'metre', grid: gridWindow(grid, window) };
  const all = {
    truth: { ...metres, samples: cut(field.ground), description: 'height of the ground' },
    surface: { ...metres, samples: cut(surfaceOf(field)), description: 'height of what is seen from above' },
    image: {
      ...metres,
      samples: image.map((plane) => Uint8Array.from(cut(plane), Math.round)),
      description: ['red', 'green', 'blue'],
      unit: 'DN',
    },
    'land-use': { ...metres, samples: cut(field.landUse), description: 'class of land use', unit: null },
    canopy: { ...metres, samples: cut(field.canopy), description: 'height of trees' },
    dem: { ...metres, grid: cellGrid(grid, factor), samples: dem.heights, description: 'height' },
  } as const;
  const config = plainJson(options);
  for (const name of names) yield { ...all[name], path: `${name}.tif`, config, seed: options.seed };
}
