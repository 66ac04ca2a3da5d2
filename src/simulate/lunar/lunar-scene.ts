import { createRng, type Rng } from '../../core/rng.js';
import { evenIn, type Range, type SceneSize, sceneSeeds } from '../scene-draw.js';
import type { CoarseOptions } from './coarse-dtm.js';
import { type CoarseDtm, coarseDtm } from './coarse-dtm.js';
import { type LunarImageOptions, lunarAlbedo, lunarImage } from './lunar-image.js';
import { type LunarTerrain, type LunarTerrainOptions, lunarTerrain } from './lunar-terrain.js';

/** What a scene is drawn from; every range is even unless said otherwise. Lengths in metres unless said otherwise. */
export interface LunarRanges {
  readonly pixel: number;
  /** Share of scenes in highlands. */
  readonly highlands: number;
  readonly mare: LunarProvince;
  readonly highland: LunarProvince;
  readonly largest: number;
  readonly smallestPx: number;
  readonly boulders: Range;
  /** Degrees; azimuths are even around the circle. */
  readonly sunElevation: Range;
  /** Spread of the logarithm of the albedo. */
  readonly albedo: Range;
  readonly spread: Range;
  readonly snr: Range;
  readonly exposure: Range;
  /** Pixels per coarse cell. */
  readonly factor: number;
  readonly smoothing: number;
  readonly noise: Range;
  /** Share of scenes with a step, and its standard deviation. */
  readonly steps: number;
  readonly stepHeight: number;
}

export interface LunarProvince {
  /** See {@link LunarTerrainOptions}. */
  readonly slope: Range;
  readonly hurst: Range;
  readonly saturation: Range;
  readonly equilibrium: Range;
}

/**
 * The documented default. Slopes and Hurst exponents after Rosenburg et al. (2011, JGR 116, E02001: median slopes at 17 m of 2.0 deg in
 * maria and 7.5 deg in highlands, craters included, so that less is left for the ground between them; H 0.76 and 0.95). Craters:
 * {@link ../lunar/crater-population.js}. Point spread and noise as of calibrated NAC images; coarse model: SLDEM2015's posting of 60 m
 * under images of 1.5 m.
 */
export const LUNAR_DEFAULTS: LunarRanges = {
  pixel: 1.5,
  highlands: 0.5,
  mare: { slope: [0.6, 2], hurst: [0.7, 0.85], saturation: [0.4, 1], equilibrium: [100, 300] },
  highland: { slope: [1.5, 6], hurst: [0.85, 0.97], saturation: [0.5, 1], equilibrium: [200, 800] },
  largest: 3000,
  smallestPx: 2,
  boulders: [0, 150],
  sunElevation: [6, 60],
  albedo: [0.02, 0.09],
  spread: [0.45, 0.75],
  snr: [40, 120],
  exposure: [500, 1400],
  factor: 40,
  smoothing: 0.6,
  noise: [1, 2],
  steps: 0.15,
  stepHeight: 2,
};

/** All parameters of one scene, as drawn. */
export interface LunarSceneOptions {
  readonly terrain: LunarTerrainOptions;
  readonly albedo: { readonly seed: number; readonly contrast: number };
  readonly images: readonly LunarImageOptions[];
  readonly coarse: CoarseOptions;
}

export interface LunarScene {
  readonly options: LunarSceneOptions;
  readonly terrain: LunarTerrain;
  readonly images: readonly Float32Array[];
  readonly coarse: CoarseDtm;
}

/** Draws the parameters of a scene of `width` x `height` pixels with `images` pictures under different Suns. */
export function drawLunarScene(
  seed: number,
  { width, height, images }: SceneSize,
  ranges: LunarRanges = LUNAR_DEFAULTS,
): LunarSceneOptions {
  const rng = createRng(seed);
  const seeds = sceneSeeds(seed);
  const even = (range: Range, r: Rng = rng): number => evenIn(range, r);
  const province = rng.next() < ranges.highlands ? ranges.highland : ranges.mare;
  const terrain = {
    seed: seeds.terrain,
    ...{ width, height, pixel: ranges.pixel },
    slope: even(province.slope),
    hurst: even(province.hurst),
    saturation: even(province.saturation),
    equilibrium: even(province.equilibrium),
    ...{ smallestPx: ranges.smallestPx, largest: ranges.largest },
    boulders: even(ranges.boulders),
  };
  const coarse = {
    seed: seeds.coarse,
    ...{ factor: ranges.factor, smoothing: ranges.smoothing },
    noise: even(ranges.noise),
    step: rng.next() < ranges.steps ? ranges.stepHeight * rng.normal() : 0,
  };
  const picture = (i: number): LunarImageOptions => {
    const own = rng.fork(i);
    return {
      seed: seeds.image(i),
      sun: { azimuth: 360 * own.next(), elevation: even(ranges.sunElevation, own) },
      spread: even(ranges.spread, own),
      snr: even(ranges.snr, own),
      exposure: even(ranges.exposure, own),
    };
  };
  return {
    terrain,
    coarse,
    albedo: { seed: seeds.albedo, contrast: even(ranges.albedo) },
    images: Array.from({ length: images }, (_, i) => picture(i)),
  };
}

/** Makes the terrain, its images and its coarse model: a pure function of the options. */
export function makeLunarScene(options: LunarSceneOptions): LunarScene {
  const terrain = lunarTerrain(options.terrain);
  const { width, height } = terrain;
  const albedo = lunarAlbedo(options.albedo.seed, width, height, options.albedo.contrast);
  const images = options.images.map((image) => lunarImage(terrain, albedo, image));
  return { options, terrain, images, coarse: coarseDtm(terrain, options.coarse) };
}
