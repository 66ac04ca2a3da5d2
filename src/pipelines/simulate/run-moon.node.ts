import type { Compute } from '../../core/kernel.js';
import { createNodeCompute } from '../../kernels/select.node.js';
import { crop } from '../../mosaic/crop.js';
import type { JobContext } from '../../product/job-context.js';
import type { RasterContent } from '../../product/write-raster.node.js';
import { coarseDtm } from '../../simulate/lunar/coarse-dtm.js';
import { lunarAlbedo, lunarImage } from '../../simulate/lunar/lunar-image.js';
import { type LunarTerrain, lunarTerrain } from '../../simulate/lunar/lunar-terrain.js';
import { misregisteredWindow } from '../../simulate/lunar/misregister.js';
import type { SimulateConfig } from './config.js';
import { coarseGrid, imageGrid, type MoonImage, type MoonScene } from './moon-scene.js';
import { plainJson } from './plain-json.js';
import { type SceneResult, writeScene } from './write-scene.node.js';

/** Makes a scene in memory and writes truth.tif (unless it is not wanted), coarse.tif, the images and scene.json. */
export async function runMoon(
  config: SimulateConfig,
  scene: MoonScene,
  context: JobContext,
): Promise<SceneResult> {
  const compute = await createNodeCompute(context.settings.backend);
  try {
    return await writeScene(
      {
        folder: config.output,
        names: [...(config.truth ? ['truth'] : []), 'coarse', ...scene.images.map(({ name }) => name)],
        rasters: contents(config, scene, compute),
        description: describeScene(scene),
      },
      context,
    );
  } finally {
    await compute.close();
  }
}

async function* contents(
  config: SimulateConfig,
  scene: MoonScene,
  compute: Compute,
): AsyncGenerator<RasterContent> {
  const { options, window } = scene;
  const { seed } = config;
  const terrain = lunarTerrain(options.terrain);
  const heights = { unit: 'metre', seed };
  if (config.truth) {
    const grid = imageGrid(scene, window);
    const samples = crop(terrain.heights, terrain.width, window);
    yield {
      ...heights,
      path: 'truth.tif',
      grid,
      samples,
      description: 'height',
      config: plainJson(options.terrain),
    };
  }
  const coarse = coarseDtm(terrain, options.coarse);
  const coarseConfig = plainJson(options.coarse);
  const common = { ...heights, description: 'height', config: coarseConfig };
  yield { ...common, path: 'coarse.tif', grid: coarseGrid(scene), samples: coarse.heights };
  const albedo = lunarAlbedo(options.albedo.seed, terrain.width, terrain.height, options.albedo.contrast);
  for (const image of scene.images) yield await imageContent(scene, image, terrain, albedo, compute, seed);
}

async function imageContent(
  scene: MoonScene,
  { name, options, window, misregistration }: MoonImage,
  terrain: LunarTerrain,
  albedo: Float32Array,
  compute: Compute,
  seed: number,
): Promise<RasterContent> {
  const whole = lunarImage(terrain, albedo, options);
  const samples =
    misregistration === null
      ? crop(whole, terrain.width, window)
      : await misregisteredWindow(whole, terrain, window, misregistration, compute);
  const { azimuth, elevation } = options.sun;
  return {
    path: `${name}.tif`,
    grid: imageGrid(scene, window),
    samples: Uint16Array.from(samples),
    description: 'image',
    unit: 'DN',
    metadata: { SUN_AZIMUTH: `${azimuth}`, SUN_ELEVATION: `${elevation}` },
    config: {
      ...plainJson(options),
      sunAzimuth: azimuth,
      sunElevation: elevation,
      misregistration: misregistration ?? null,
    },
    seed,
  };
}

/** Azimuths count clockwise from grid north, towards the Sun. */
function describeScene({ options, images, window }: MoonScene): object {
  return {
    truth: 'truth.tif',
    coarse: 'coarse.tif',
    images: images.map(({ name, options: image, window: part, misregistration }) => ({
      path: `${name}.tif`,
      sunAzimuth: image.sun.azimuth,
      sunElevation: image.sun.elevation,
      col: part.col - window.col,
      misregistration,
    })),
    options,
  };
}
