import { createRng, hash32, type Rng } from '../../core/rng.js';
import type { CoarseDtm } from '../lunar/coarse-dtm.js';
import { splineNoise } from '../lunar/spline-noise.js';
import type { Sun } from '../lunar/sun.js';
import { evenIn, type Range } from '../scene-draw.js';
import { buildHouses } from './buildings.js';
import { type EarthField, earthField } from './earth-field.js';
import { type GlobalDemOptions, globalDem } from './global-dem.js';
import { orthoImage } from './ortho-image.js';
import { layParcels, type ParcelOptions } from './parcels.js';
import { carveRiver, type RiverOptions } from './river.js';
import { layRoad, type RoadOptions } from './road.js';
import { cutTerraces } from './terraces.js';
import { growTrees } from './trees.js';

/** What a scene is drawn from; ranges are even. Lengths in metres. */
export interface EarthRanges {
  readonly pixel: number;
  /** Spread of the heights over a kilometre, drawn evenly in its logarithm, and self-affinity. */
  readonly relief: Range;
  readonly hurst: Range;
  readonly rivers: number;
  readonly roads: number;
  readonly parcel: Range;
  readonly urban: Range;
  readonly forest: Range;
  readonly terraces: Range;
  /** Degrees above the horizon; azimuths are those of late morning. */
  readonly sunElevation: Range;
  readonly penetration: Range;
  readonly noise: Range;
  readonly drift: Range;
}

/**
 * The documented default: central Europe at 2 m. GLO-30's noise and bias after Guth and Geoffroy (2021, doi 10.1111/tgis.12825): a surface
 * model that lies between ground and tree tops.
 */
const EARTH_DEFAULTS: EarthRanges = {
  pixel: 2,
  ...{ relief: [4, 70], hurst: [0.8, 0.95], rivers: 1.2, roads: 3 },
  ...{ parcel: [70, 180], urban: [0, 0.5], forest: [0.05, 0.5], terraces: [0, 0.25] },
  sunElevation: [30, 62],
  ...{ penetration: [0.15, 0.45], noise: [0.3, 0.9], drift: [0.1, 0.5] },
};

/** All parameters of one scene, as drawn. */
export interface EarthSceneOptions {
  readonly seed: number;
  readonly width: number;
  readonly height: number;
  readonly pixel: number;
  readonly relief: number;
  readonly hurst: number;
  /** Of the ground above the datum, metres. */
  readonly elevation: number;
  readonly rivers: readonly RiverOptions[];
  readonly roads: readonly RoadOptions[];
  readonly parcels: ParcelOptions;
  readonly terraces: number;
  readonly sun: Sun;
  readonly dem: GlobalDemOptions;
}

export interface EarthScene {
  readonly options: EarthSceneOptions;
  readonly field: EarthField;
  /** Red, green, blue, 0 … 255, at the field's pixel. */
  readonly image: readonly [Float32Array, Float32Array, Float32Array];
  readonly dem: CoarseDtm;
}

/** Draws the parameters of a scene of `width` x `height` pixels. */
export function drawEarthScene(
  seed: number,
  { width, height }: { readonly width: number; readonly height: number },
  ranges: EarthRanges = EARTH_DEFAULTS,
): EarthSceneOptions {
  const rng = createRng(seed);
  const even = (range: Range): number => evenIn(range, rng);
  const [low, high] = ranges.relief;
  return {
    ...{ seed, width, height, pixel: ranges.pixel },
    relief: low * (high / low) ** rng.next(),
    hurst: even(ranges.hurst),
    elevation: even([0, 500]),
    rivers: several(ranges.rivers, rng, () => ({
      width: even([8, 60]),
      plain: even([40, 180]),
      depth: even([1.5, 3]),
    })),
    roads: several(ranges.roads, rng, () => ({
      ...{ width: even([6, 24]), following: even([30, 250]), embankment: even([0, 3]) },
    })),
    parcels: {
      seed: hash32(seed ^ 0x9a1c),
      ...{ size: even(ranges.parcel), urban: even(ranges.urban), forest: even(ranges.forest) },
    },
    terraces: even(ranges.terraces),
    sun: { azimuth: even([120, 200]), elevation: even(ranges.sunElevation) },
    dem: {
      ...{ seed: hash32(seed ^ 0x51e7), cell: 30, penetration: even(ranges.penetration) },
      ...{ smoothing: 0.4, noise: even(ranges.noise), drift: even(ranges.drift) },
    },
  };
}

/** As many as twice the mean at most, evenly. */
function several<T>(mean: number, rng: Rng, make: () => T): T[] {
  return Array.from({ length: Math.round(2 * mean * rng.next()) }, make);
}

/** Makes ground, what stands on it, its image and its global model: a pure function of the options. */
export function makeEarthScene(options: EarthSceneOptions): EarthScene {
  const { seed, width, height, pixel } = options;
  const rng = createRng(hash32(seed ^ 0x1f83d9ab));
  const field = earthField(width, height, pixel, rollingGround(options));
  for (const [i, river] of options.rivers.entries()) carveRiver(field, river, rng.fork(i));
  const parcels = layParcels(field, options.parcels);
  cutTerraces(field, parcels, options.terraces);
  for (const [i, road] of options.roads.entries()) layRoad(field, road, rng.fork(100 + i));
  buildHouses(field, parcels);
  growTrees(field, parcels, hash32(seed ^ 0x5be0cd19));
  const image = orthoImage(field, parcels, { seed: hash32(seed ^ 0x3c6ef372), sun: options.sun });
  return { options, field, image, dem: globalDem(field, options.dem) };
}

/** Ground below this wavelength is ploughed and washed smooth, metres. */
const SMOOTH = 30;

function rollingGround({
  seed,
  width,
  height,
  pixel,
  relief,
  hurst,
  elevation,
}: EarthSceneOptions): Float32Array {
  const levels = Math.max(4, Math.floor(Math.log2(Math.max(width, height))));
  const gains = Array.from({ length: levels }, (_, k) => {
    const spacing = 2 ** k * pixel;
    return relief * (Math.max(spacing, SMOOTH) / 1000) ** hurst * Math.min(1, spacing / SMOOTH) ** 2;
  });
  return splineNoise({ seed: hash32(seed ^ 0x6a09e667), width, height, gains }).map((h) => h + elevation);
}
