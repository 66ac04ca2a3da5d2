import { z } from 'zod';
import type { Compute } from '../../core/kernel.js';
import { createRng, hash32, type Rng } from '../../core/rng.js';
import { crop } from '../../mosaic/crop.js';
import type { Guidance } from '../../networks/jspsr/config.js';
import { heightScaleSchema } from '../../networks/jspsr/height-scale.js';
import {
  type JspsrTile,
  jspsrSample,
  jspsrShapes,
  oneHot,
} from '../../networks/jspsr/samples/jspsr-sample.js';
import { dihedral } from '../../nn/train/dihedral.js';
import { augmented, type SampleSource } from '../../nn/train/sample-source.js';
import { drawEarthScene, makeEarthScene } from '../../simulate/earth/earth-scene.js';
import { type EarthLayers, onTargetGrid } from '../../simulate/earth/target-grid.js';
import { keptScenes } from './kept-scenes.js';

/** Pixels of a scene and how many of them, along a side, make one of the samples, by the samples' pixel in metres. */
const FINE: Readonly<Record<number, { readonly pixel: number; readonly factor: number }>> = {
  8: { pixel: 2, factor: 4 },
  3: { pixel: 1.5, factor: 2 },
};

/** Pixels along the side of a scene. */
const SCENE_SIZE = 1024;

export const simulatedEarthSchema = z.strictObject({
  type: z.literal('simulated-earth'),
  /** Scenes at hand during one epoch; every epoch makes new ones. */
  scenes: z.number().int().min(1).max(1000).default(12),
  /** Samples cut from each of them, at random places. */
  tiles: z.number().int().min(1).max(1000).default(16),
  /** Side of the samples in pixels. A scene has 240 of 8 m, or 472 of 3 m. */
  size: z.number().int().min(16).max(232).multipleOf(8).default(128),
  /** Pixels of the samples, metres. */
  pixel: z.union([z.literal(8), z.literal(3)]).default(8),
  /** What enters the network besides the global model, in this order. */
  guidance: z
    .array(z.enum(['image', 'mask', 'canopy']))
    .max(2)
    .default(['image']),
  heights: heightScaleSchema,
  seed: z.number().int().min(0).max(0x7fffffff).default(1),
  /** Turn and mirror the samples differently in every epoch. */
  augment: z.boolean().default(true),
});

export type SimulatedEarthConfig = z.output<typeof simulatedEarthSchema>;

/**
 * Samples of simulated ground of Earth: the global model interpolated to the samples' pixels, the guidance, and the bare earth as the target.
 * A scene serves many samples of its epoch, so that one sample costs a small part of it.
 */
export function simulatedEarth(config: SimulatedEarthConfig, compute: Compute): SampleSource {
  const { scenes, tiles, size, guidance, heights } = config;
  const layersOf = keptScenes(config, (seed) => makeLayers(config, seed, compute));
  const source: SampleSource = {
    count: scenes * tiles,
    shapes: jspsrShapes(size, guidance),
    async read(index, rng, epoch) {
      const layers = await layersOf(Math.floor(index / tiles), epoch);
      const places = rng ?? createRng(hash32(config.seed ^ hash32(index)));
      return jspsrSample(cutTile(layers, size, guidance, places), guidance, heights);
    },
    close: () => compute.close(),
  };
  return config.augment ? augmented(source, dihedral) : source;
}

/** The layers of a scene on the samples' grid. */
async function makeLayers(
  { pixel }: Pick<SimulatedEarthConfig, 'pixel'>,
  seed: number,
  compute: Compute,
): Promise<EarthLayers> {
  const fine = FINE[pixel]!;
  const drawn = drawEarthScene(seed, { width: SCENE_SIZE, height: SCENE_SIZE });
  return onTargetGrid(makeEarthScene({ ...drawn, pixel: fine.pixel }), fine.factor, compute);
}

function cutTile(layers: EarthLayers, size: number, guidance: readonly Guidance[], rng: Rng): JspsrTile {
  const window = {
    col: rng.int(layers.width - size + 1),
    row: rng.int(layers.height - size + 1),
    ...{ width: size, height: size },
  };
  const cut = (plane: Float32Array): Float32Array => crop(plane, layers.width, window);
  const dem = cut(layers.dem);
  return {
    ...{ dem, whole: dem, truth: cut(layers.truth) },
    guidance: {
      ...(guidance.includes('image') ? { image: layers.image.map(cut) } : {}),
      ...(guidance.includes('mask') ? { mask: oneHot(cut(Float32Array.from(layers.landUse))) } : {}),
      ...(guidance.includes('canopy') ? { canopy: [cut(layers.canopy)] } : {}),
    },
  };
}
