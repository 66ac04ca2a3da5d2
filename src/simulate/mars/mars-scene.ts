import { createRng, type Rng } from '../../core/rng.js';
import type { CoarseDtm } from '../lunar/coarse-dtm.js';
import { evenIn, type Range, type SceneSize, sceneSeeds } from '../scene-draw.js';
import { drawLandforms, MARS_LANDFORMS, type MarsLandforms } from './draw-landforms.js';
import { type AlbedoOptions, marsAlbedo } from './mars-albedo.js';
import { type MarsImageOptions, marsImage } from './mars-image.js';
import { marsReference, type ReferenceOptions } from './mars-reference.js';
import { MARS_REFERENCES, MARS_SENSORS, type MarsReferenceModel, type MarsSensor } from './mars-sensors.js';
import { type MarsTerrain, type MarsTerrainOptions, marsTerrain } from './mars-terrain.js';

/** What a scene is drawn from; every range is even. Lengths in metres unless said otherwise. */
export interface MarsRanges {
  readonly sensor: MarsSensor;
  readonly reference: MarsReferenceModel;
  readonly landforms: MarsLandforms;
  /** Degrees. */
  readonly sunAzimuth: Range;
  readonly sunElevation: Range;
  /** See {@link MarsImageOptions} and {@link AlbedoOptions}. */
  readonly lunar: Range;
  readonly sky: Range;
  readonly clouds: Range;
  readonly exposure: Range;
  readonly contrast: Range;
  readonly streaks: Range;
  readonly tracks: Range;
  readonly strength: Range;
  readonly sand: Range;
}

/**
 * The documented default: CaSSIS-like images over an HRSC-like model. Suns of any azimuth (CaSSIS and HRSC look at all hours; CTX and HiRISE
 * in the afternoon), incidence of 30 to 75 degrees. Half of the light in shadows is a usual share under a dusty sky (Tomasko et al. 1999).
 */
export const MARS_DEFAULTS: MarsRanges = {
  sensor: MARS_SENSORS.cassis,
  reference: MARS_REFERENCES.hrsc,
  landforms: MARS_LANDFORMS,
  ...{ sunAzimuth: [0, 360], sunElevation: [15, 60] },
  ...{ lunar: [0.3, 0.8], sky: [0.15, 0.4], clouds: [0, 0.15], exposure: [80, 150] },
  ...{ contrast: [0.02, 0.1], streaks: [0, 3], tracks: [0, 4], strength: [0.05, 0.3], sand: [0.6, 1] },
};

/** All parameters of one scene, as drawn. */
export interface MarsSceneOptions {
  readonly terrain: MarsTerrainOptions;
  readonly albedo: AlbedoOptions;
  readonly images: readonly MarsImageOptions[];
  readonly reference: ReferenceOptions;
}

export interface MarsScene {
  readonly options: MarsSceneOptions;
  readonly terrain: MarsTerrain;
  readonly images: readonly Float32Array[];
  readonly reference: CoarseDtm;
}

/** Draws the parameters of a scene of `width` x `height` pixels with `images` pictures under different Suns. */
export function drawMarsScene(
  seed: number,
  { width, height, images }: SceneSize,
  ranges: MarsRanges = MARS_DEFAULTS,
): MarsSceneOptions {
  const rng = createRng(seed);
  const seeds = sceneSeeds(seed);
  const even = (range: Range, r: Rng = rng): number => evenIn(range, r);
  const { sensor, reference } = ranges;
  const { pixel } = sensor;
  const wind = 2 * Math.PI * rng.next();
  const size = { width, height, pixel };
  const terrain = {
    seed: seeds.terrain,
    ...size,
    ...drawLandforms(rng, size, wind, ranges.landforms),
  };
  const picture = (i: number): MarsImageOptions => {
    const own = rng.fork(i);
    return {
      seed: seeds.image(i),
      sun: { azimuth: even(ranges.sunAzimuth, own), elevation: even(ranges.sunElevation, own) },
      lunar: even(ranges.lunar, own),
      sky: even(ranges.sky, own),
      haze: even(sensor.haze, own),
      clouds: even(ranges.clouds, own),
      spread: even(sensor.spread, own),
      snr: even(sensor.snr, own),
      exposure: even(ranges.exposure, own),
    };
  };
  return {
    terrain,
    albedo: {
      seed: seeds.albedo,
      contrast: even(ranges.contrast),
      streaks: even(ranges.streaks),
      tracks: even(ranges.tracks),
      strength: even(ranges.strength),
      wind,
      sand: even(ranges.sand),
    },
    reference: {
      seed: seeds.coarse,
      factor: Math.max(1, Math.round(reference.cell / pixel)),
      smoothing: reference.smoothing,
      noise: even(reference.noise),
      blotches: even(reference.blotches),
    },
    images: Array.from({ length: images }, (_, i) => picture(i)),
  };
}

/** Makes the terrain, its images and its coarse model: a pure function of the options. */
export function makeMarsScene(options: MarsSceneOptions): MarsScene {
  const terrain = marsTerrain(options.terrain);
  const { width, height, sand } = terrain;
  const albedo = marsAlbedo(width, height, sand, options.albedo);
  const images = options.images.map((image) => marsImage(terrain, albedo, image));
  return { options, terrain, images, reference: marsReference(terrain, options.reference) };
}
