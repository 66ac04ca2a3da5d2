import { gridWindow } from '../../core/raster.js';
import { crop } from '../../mosaic/crop.js';
import type { JobContext } from '../../product/job-context.js';
import type { RasterContent } from '../../product/write-raster.node.js';
import { marsAlbedo } from '../../simulate/mars/mars-albedo.js';
import { type MarsImageOptions, marsImage } from '../../simulate/mars/mars-image.js';
import { marsReference } from '../../simulate/mars/mars-reference.js';
import { marsTerrain } from '../../simulate/mars/mars-terrain.js';
import type { SimulateConfig } from './config.js';
import type { MarsJob } from './mars-scene.js';
import { plainJson } from './plain-json.js';
import { cellGrid } from './scene-grids.js';
import { type SceneResult, writeScene } from './write-scene.node.js';

/** Makes a scene in memory and writes truth.tif (unless it is not wanted), reference.tif, the images and scene.json. */
export function runMars(config: SimulateConfig, job: MarsJob, context: JobContext): Promise<SceneResult> {
  const images = job.options.images.map((_, i) => `image-${i + 1}`);
  return writeScene(
    {
      folder: config.output,
      names: [...(config.truth ? ['truth'] : []), 'reference', ...images],
      rasters: contents(config, job),
      description: describeScene(job),
    },
    context,
  );
}

function* contents(
  { truth, seed }: SimulateConfig,
  { options, grid, window }: MarsJob,
): Generator<RasterContent> {
  const terrain = marsTerrain(options.terrain);
  const heights = { unit: 'metre', description: 'height', seed };
  const inside = gridWindow(grid, window);
  if (truth) {
    const samples = crop(terrain.heights, terrain.width, window);
    yield { ...heights, path: 'truth.tif', grid: inside, samples, config: plainJson(options.terrain) };
  }
  const reference = marsReference(terrain, options.reference);
  yield {
    ...heights,
    ...{ path: 'reference.tif', grid: cellGrid(grid, options.reference.factor) },
    ...{ samples: reference.heights, config: plainJson(options.reference) },
  };
  const albedo = marsAlbedo(terrain.width, terrain.height, terrain.sand, options.albedo);
  for (const [i, image] of options.images.entries()) {
    const samples = Uint16Array.from(crop(marsImage(terrain, albedo, image), terrain.width, window));
    yield { ...imageFacts(image, i), grid: inside, samples, seed };
  }
}

function imageFacts(
  options: MarsImageOptions,
  index: number,
): Omit<RasterContent, 'grid' | 'samples' | 'seed'> {
  const { azimuth, elevation } = options.sun;
  return {
    path: `image-${index + 1}.tif`,
    ...{ description: 'image', unit: 'DN' },
    metadata: { SUN_AZIMUTH: `${azimuth}`, SUN_ELEVATION: `${elevation}` },
    config: { ...plainJson(options), sunAzimuth: azimuth, sunElevation: elevation },
  };
}

/** Azimuths count clockwise from grid north, towards the Sun. */
function describeScene({ options }: MarsJob): object {
  return {
    truth: 'truth.tif',
    reference: 'reference.tif',
    images: options.images.map(({ sun }, i) => ({
      path: `image-${i + 1}.tif`,
      sunAzimuth: sun.azimuth,
      sunElevation: sun.elevation,
    })),
    options,
  };
}
