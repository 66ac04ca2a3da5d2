import { z } from 'zod';
import { createRng, hash32, type Rng } from '../../core/rng.js';
import { crop } from '../../mosaic/crop.js';
import type { TileReader } from '../../networks/chen2022/samples/tile-source.js';
import { mirrorForSun } from '../../networks/chen2022/sun-mirror.js';
import { MADNET_SCALES } from '../../networks/madnet/config.js';
import { type MadnetTile, madnetSample, madnetShapes } from '../../networks/madnet/samples/madnet-sample.js';
import { slopeOfContrast } from '../../networks/madnet/slope-of-contrast.js';
import { turned } from '../../nn/train/dihedral.js';
import type { SampleSource } from '../../nn/train/sample-source.js';
import { drawMarsScene, MARS_DEFAULTS, makeMarsScene } from '../../simulate/mars/mars-scene.js';
import type { MarsSensor } from '../../simulate/mars/mars-sensors.js';
import { keptScenes } from './kept-scenes.js';
import { groundSchema, hasSuns, type RasterTiles } from './rasters.js';

const metres = z.number().min(0.1).max(100);

/** Real images of 8 bits with heights on the same ground, and the share of the samples for training that are cut from them. */
const realSchema = z.strictObject({
  sites: z.array(groundSchema).min(1),
  share: z.number().min(0).max(1).default(0.25),
});

const plainSchema = z.strictObject({
  type: z.literal('simulated-mars'),
  /** Scenes at hand during one epoch; every epoch makes new ones. A scene holds 6 MB, and as many stay for validation. */
  scenes: z.number().int().min(1).max(1000).default(12),
  /** Samples cut from each of them, at random places under one of its Suns. */
  tiles: z.number().int().min(1).max(1000).default(16),
  /** Side of the tiles in pixels of the image. */
  size: z.number().int().min(64).max(512).multipleOf(64).default(512),
  /** Pixels of the image in metres, or the two ends of a range to draw each scene's from, evenly in the logarithm. */
  pixel: z.union([metres, z.tuple([metres, metres])]).default(4),
  /** Which U-Net the samples are for; image and heights are reduced for the smaller ones alone. The joint network takes fine ones. */
  scale: z.enum(Object.keys(MADNET_SCALES) as [keyof typeof MADNET_SCALES]).default('fine'),
  /** any: as published; upper-left: mirror each tile so that its Sun stands there, which is then to be done in use, too. */
  sun: z.enum(['any', 'upper-left']).default('any'),
  /** See {@link MadnetHeights}. */
  heights: z.enum(['relative', 'pixels']).default('relative'),
  /**
   * Heights in pixels are what the contrasts of the image would stand for under a Sun so high, degrees; in use they are multiplied by
   * {@link slopeOfContrast}. null: they are the true ones, and the network has to guess the Sun. Real tiles are taken to be lit so.
   */
  sunElevation: z.number().min(10).max(65).nullable().default(null),
  seed: z.number().int().min(0).max(0x7fffffff).default(1),
  /** Leave tiles as they are, or mirror them up and down or left and right, each as often, as published. Not where the Sun is turned. */
  augment: z.boolean().default(true),
  /** Validation is simulated in any case. */
  real: realSchema.nullable().default(null),
});

export const simulatedMarsSchema = plainSchema
  .refine(({ sun, real }) => hasSuns({ sun, sites: real?.sites ?? [] }), {
    path: ['real', 'sites'],
    message: 'every site needs its sunAzimuth for sun: upper-left',
  })
  .refine(({ sunElevation, heights }) => sunElevation === null || heights === 'pixels', {
    path: ['sunElevation'],
    message: 'only heights in pixels depend on it',
  });

export type SimulatedMarsConfig = z.output<typeof simulatedMarsSchema>;

/** Pixels along the side of a scene, and its pictures. */
const SCENE_SIZE = 1024;
const SUNS = 2;

/** Slopes at the edge are one-sided, and shadows from outside are missing. */
const EDGE = 16;

/** Any camera: their point spreads, noises and hazes together. The reference is not part of the samples. */
const SENSOR: Omit<MarsSensor, 'pixel'> = {
  ...{ spread: [0.5, 0.9], snr: [50, 150], haze: [0.05, 0.5] },
  reference: 'hrsc',
};

/** Mirrored symmetries of {@link turned}: left and right, up and down. */
const LEFT_RIGHT = 2;
const UP_DOWN = 4;

/** What the data workers get. */
export interface MarsTiles {
  readonly config: SimulatedMarsConfig;
  /** Tiles of the real sites. */
  readonly real: RasterTiles | null;
}

/**
 * Samples of simulated ground of Mars and of the `real` tiles, where there are any. A scene serves many samples of its epoch, so that one
 * sample costs a small part of it.
 */
export function simulatedMars(config: SimulatedMarsConfig, real: TileReader | null): SampleSource {
  const { scenes, tiles, size, scale, augment, sun, heights } = config;
  const make = (seed: number): KeptScene => makeScene(config, seed);
  // Scenes for validation are the same every time, and would push out those of the epoch.
  const [training, validation] = [keptScenes(config, make), keptScenes(config, make)];
  const sceneOf = (slot: number, epoch: number | null): KeptScene =>
    (epoch === null ? validation : training)(slot, epoch);
  return {
    count: scenes * tiles,
    shapes: madnetShapes(size, scale),
    async read(index, rng, epoch) {
      if (real !== null && rng !== null && rng.next() < config.real!.share) {
        const tile = { ...(await real.read(rng.int(real.count), rng, epoch)), contrast: 1 };
        return madnetSample(mirrored(tile, size, symmetryOf(rng)), scale, heights);
      }
      const places = rng ?? createRng(hash32(config.seed ^ hash32(index)));
      const tile = cutTile(sceneOf(Math.floor(index / tiles), epoch), size, places);
      if (sun === 'upper-left')
        return madnetSample(mirrored(tile, size, sunSymmetry(tile.azimuth)), scale, heights);
      return madnetSample(mirrored(tile, size, symmetryOf(rng)), scale, heights);
    },
    ...(real?.close === undefined ? {} : { close: () => real.close!() }),
  };

  function symmetryOf(rng: Rng | null): number {
    return rng !== null && augment && sun === 'any' ? [0, LEFT_RIGHT, UP_DOWN][rng.int(3)]! : 0;
  }
}

/** What samples need of a scene. */
interface KeptScene {
  readonly pixel: number;
  readonly heights: Float32Array;
  readonly images: readonly {
    readonly azimuth: number;
    readonly contrast: number;
    readonly grey: Uint8Array;
  }[];
}

function makeScene({ pixel, sunElevation }: SimulatedMarsConfig, seed: number): KeptScene {
  const [low, high] = typeof pixel === 'number' ? [pixel, pixel] : pixel;
  const drawn = low * (high / low) ** createRng(hash32(seed ^ 0x6d)).next();
  const size = { width: SCENE_SIZE, height: SCENE_SIZE, images: SUNS };
  const ranges = { ...MARS_DEFAULTS, sensor: { ...SENSOR, pixel: drawn } };
  const { terrain, images, options } = makeMarsScene(drawMarsScene(seed, size, ranges));
  return {
    pixel: drawn,
    heights: terrain.heights,
    images: images.map((image, i) => {
      const { azimuth, elevation } = options.images[i]!.sun;
      const contrast = sunElevation === null ? 1 : slopeOfContrast(elevation, sunElevation);
      return { azimuth, contrast, grey: Uint8Array.from(image) };
    }),
  };
}

interface LitTile extends MadnetTile {
  /** Where the Sun of its image stands, degrees. */
  readonly azimuth: number;
}

function cutTile({ images, heights, pixel }: KeptScene, size: number, rng: Rng): LitTile {
  const place = (): number => EDGE + rng.int(SCENE_SIZE - 2 * EDGE - size + 1);
  const window = { col: place(), row: place(), width: size, height: size };
  const { azimuth, contrast, grey } = images[rng.int(images.length)]!;
  return {
    ...{ azimuth, contrast, pixel },
    image: Float32Array.from(crop(grey, SCENE_SIZE, window)),
    truth: crop(heights, SCENE_SIZE, window),
  };
}

function sunSymmetry(azimuth: number): number {
  const { upDown, leftRight } = mirrorForSun(azimuth);
  return (leftRight ? LEFT_RIGHT : 0) + (upDown ? UP_DOWN : 0);
}

function mirrored(tile: MadnetTile, size: number, symmetry: number): MadnetTile {
  if (symmetry === 0) return tile;
  const shape = [size, size];
  const { image, truth } = tile;
  return { ...tile, image: turned(image, shape, symmetry), truth: turned(truth, shape, symmetry) };
}
