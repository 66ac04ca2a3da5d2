import { z } from 'zod';
import type { Compute } from '../../core/kernel.js';
import { createRng, hash32, type Rng } from '../../core/rng.js';
import { crop } from '../../mosaic/crop.js';
import { flipped } from '../../networks/chen2022/samples/chen-sample.js';
import { type ChenTile, TILE_HEIGHT, TILE_WIDTH } from '../../networks/chen2022/samples/tile.js';
import type { TileReader } from '../../networks/chen2022/samples/tile-source.js';
import { mirrorForSun } from '../../networks/chen2022/sun-mirror.js';
import {
  drawLunarScene,
  LUNAR_DEFAULTS,
  type LunarScene,
  makeLunarScene,
} from '../../simulate/lunar/lunar-scene.js';
import { upsampleCoarse } from '../../simulate/lunar/upsample-coarse.js';
import { keptScenes } from './kept-scenes.js';

const noiseSchema = z.number().min(0).max(100);

export const simulatedMoonSchema = z.strictObject({
  type: z.literal('simulated-moon'),
  /** Scenes at hand during one epoch; every epoch makes new ones. A scene holds 12 MB. */
  scenes: z.number().int().min(1).max(1000).default(12),
  /** Samples cut from each of them, at random places under one of its Suns. */
  tiles: z.number().int().min(1).max(1000).default(32),
  seed: z.number().int().min(0).max(0x7fffffff).default(1),
  /** What scales the target: mean, sigma and minimum of the coarse tile (invertible) or its own (the paper), or the pixel size. */
  target: z.enum(['coarse', 'own', 'pixel']).default('coarse'),
  /**
   * Standard deviation of the coarse model's noise in metres, or the two ends of a range to draw it from; 0 takes its steps away, too.
   * Drawn from 1 to 2 m when left out.
   */
  noise: z.union([noiseSchema, z.tuple([noiseSchema, noiseSchema])]).optional(),
  /**
   * any: mirror tiles differently in every epoch if `augment` says so; upper-left: mirror each so that its Sun stands there, which is then
   * to be done in use, too.
   */
  sun: z.enum(['any', 'upper-left']).default('any'),
  augment: z.boolean().default(true),
});

export type SimulatedMoonConfig = z.output<typeof simulatedMoonSchema>;

const SCENE_SIZE = 1024;
const SUNS = 2;

/** Cubic convolution needs two whole coarse cells around a tile; shadows from outside the scene do not reach that far in, either. */
const EDGE = 2 * LUNAR_DEFAULTS.factor;

/**
 * Tiles of simulated lunar scenes. A scene serves many samples of its epoch, so that one sample costs a small part of it.
 */
export function simulatedMoon(config: SimulatedMoonConfig, compute: Compute): TileReader {
  const sceneOf = keptScenes(config, (seed) => makeScene(config, seed));
  return {
    count: config.scenes * config.tiles,
    async read(index, rng, epoch) {
      const scene = sceneOf(Math.floor(index / config.tiles), epoch);
      const places = rng ?? createRng(hash32(config.seed ^ hash32(index)));
      const tile = await cutTile(scene, places, compute);
      return config.sun === 'any' ? tile : turnedToSun(tile);
    },
    close: () => compute.close(),
  };
}

function makeScene({ noise }: SimulatedMoonConfig, seed: number): LunarScene {
  const quiet = noise === 0 ? { steps: 0 } : {};
  const range = typeof noise === 'number' ? ([noise, noise] as const) : noise;
  const ranges = range ? { ...LUNAR_DEFAULTS, ...quiet, noise: range } : LUNAR_DEFAULTS;
  return makeLunarScene(
    drawLunarScene(seed, { width: SCENE_SIZE, height: SCENE_SIZE, images: SUNS }, ranges),
  );
}

interface LitTile extends ChenTile {
  /** Where the Sun of its image stands, degrees. */
  readonly azimuth: number;
}

function turnedToSun({ azimuth, ...planes }: LitTile): ChenTile {
  const { upDown, leftRight } = mirrorForSun(azimuth);
  const mirrored = (plane: Float32Array): Float32Array => flipped(plane, TILE_WIDTH, upDown, leftRight);
  return {
    pixel: planes.pixel,
    image: mirrored(planes.image),
    coarse: mirrored(planes.coarse),
    truth: mirrored(planes.truth),
  };
}

async function cutTile(scene: LunarScene, rng: Rng, compute: Compute): Promise<LitTile> {
  const window = {
    col: EDGE + rng.int(SCENE_SIZE - 2 * EDGE - TILE_WIDTH + 1),
    row: EDGE + rng.int(SCENE_SIZE - 2 * EDGE - TILE_HEIGHT + 1),
    ...{ width: TILE_WIDTH, height: TILE_HEIGHT },
  };
  const picture = rng.int(scene.images.length);
  return {
    pixel: LUNAR_DEFAULTS.pixel,
    azimuth: scene.options.images[picture]!.sun.azimuth,
    image: crop(scene.images[picture], SCENE_SIZE, window),
    coarse: await upsampleCoarse(scene.coarse, window, compute),
    truth: crop(scene.terrain.heights, SCENE_SIZE, window),
  };
}
