import { hash32 } from '../../core/rng.js';
import { addBoulders } from '../lunar/boulders.js';
import { craterPopulation, EQUILIBRIUM_DENSITY, type LunarCrater } from '../lunar/crater-population.js';
import { craterProfiles } from '../lunar/crater-profiles.js';
import { rmsDifference, splineNoise } from '../lunar/spline-noise.js';
import { type HeightField, stampCrater } from '../lunar/stamp-crater.js';
import { type ChannelOptions, carveChannels } from './channels.js';
import { addDunes, type DuneOptions } from './dunes.js';
import { type LandslideOptions, slideLand } from './landslides.js';
import { limitSlopes } from './limit-slopes.js';
import { type PlateauOptions, raisePlateaus } from './plateaus.js';
import { cutYardangs, type YardangOptions } from './yardangs.js';

/** A piece of Mars. Lengths in metres unless said otherwise; landforms that are null are absent. */
export interface MarsTerrainOptions {
  readonly seed: number;
  /** Size in pixels. */
  readonly width: number;
  readonly height: number;
  readonly pixel: number;
  /** Root mean square slope of the rolling ground over {@link BASELINE}, degrees. */
  readonly slope: number;
  /** Self-affinity of that ground (Hurst exponent). */
  readonly hurst: number;
  /** Spread of its relief shorter than about 20 pixels, as a share of what self-affinity would give. */
  readonly texture: number;
  readonly craters: CraterOptions;
  readonly plateaus: PlateauOptions | null;
  readonly channels: ChannelOptions | null;
  readonly landslides: LandslideOptions | null;
  readonly yardangs: YardangOptions | null;
  readonly dunes: DuneOptions | null;
  readonly ripples: DuneOptions | null;
  /** Boulders per square kilometre away from fresh craters. */
  readonly boulders: number;
}

export interface CraterOptions {
  /** Share of the Moon's equilibrium (Trask 1966): Mars is renewed by wind, lava and ice, and loses small craters. */
  readonly saturation: number;
  /** Craters up to this diameter are in equilibrium with their destruction. */
  readonly equilibrium: number;
  /** Smallest crater in pixels, largest in metres. */
  readonly smallestPx: number;
  readonly largest: number;
}

export interface MarsTerrain extends HeightField {
  readonly options: MarsTerrainOptions;
  /** In the order of impact. */
  readonly craters: readonly LunarCrater[];
  /** Share of sand on the ground, 0 to 1; null where there are neither dunes nor ripples. */
  readonly sand: Float32Array | null;
}

const BASELINE = 20;

/** Levels of the ground up to this spacing in pixels (2^k) lie over all landforms, as texture. */
const TEXTURE_LEVELS = 3;

/** Craters older than this share of the surface's age are older than its plateaus, channels and slides. */
const OLD = 0.5;

/** Rise over run of the steepest rock, 50 degrees. */
const STEEPEST = Math.tan((50 * Math.PI) / 180);

/** Share of the texture that shows through sand. */
const UNDER_SAND = 0.25;

/**
 * Heights of a seed, from the oldest landform to the youngest: rolling ground, plateaus, old craters, channels, landslides, yardangs, young
 * craters, dunes, texture, boulders. The same options give the same heights.
 */
export function marsTerrain(options: MarsTerrainOptions): MarsTerrain {
  const { seed, width, height, pixel, texture } = options;
  const gains = groundGains(options);
  const noise = (part: readonly number[]): Float32Array =>
    splineNoise({ seed: hash32(seed ^ 0x1b56c4e9), width, height, gains: part });
  const heights = noise(gains.map((g, k) => (k < TEXTURE_LEVELS ? 0 : g)));
  const field = { width, height, pixel, heights };
  const craters = marsCraters(options);
  const profiles = craterProfiles();
  const impacts = (isOld: boolean): void => {
    for (const crater of craters) if (crater.age > OLD === isOld) stampCrater(field, crater, profiles);
  };
  if (options.plateaus !== null) raisePlateaus(field, options.plateaus);
  impacts(true);
  if (options.channels !== null) carveChannels(field, options.channels);
  if (options.landslides !== null) slideLand(field, options.landslides);
  if (options.yardangs !== null) cutYardangs(field, options.yardangs);
  limitSlopes(field, STEEPEST);
  impacts(false);
  const sand = layDunes(field, options);
  const fine = noise(gains.slice(0, TEXTURE_LEVELS).map((g) => g * texture));
  for (let i = 0; i < heights.length; i++) {
    heights[i] += sand === null ? fine[i] : fine[i] * (1 - (1 - UNDER_SAND) * sand[i]);
  }
  const background = options.boulders;
  if (background > 0)
    addBoulders(field, craters, { seed: hash32(seed ^ 0x71374491), background, freshWear: 0.08 });
  return { options, ...field, craters, sand };
}

function marsCraters({ seed, width, height, pixel, craters }: MarsTerrainOptions): LunarCrater[] {
  return craterPopulation({
    seed: hash32(seed ^ 0x3c2ab1f7),
    width: width * pixel,
    height: height * pixel,
    density: EQUILIBRIUM_DENSITY * craters.saturation,
    equilibrium: craters.equilibrium,
    smallest: craters.smallestPx * pixel,
    largest: craters.largest,
  });
}

/** Sand of dunes and ripples together. */
function layDunes(field: HeightField, { dunes, ripples }: MarsTerrainOptions): Float32Array | null {
  const [first, second] = [dunes, ripples].flatMap((options) =>
    options === null ? [] : [addDunes(field, options)],
  );
  if (first === undefined || second === undefined) return first ?? null;
  return first.map((share, i) => Math.max(share, second[i]));
}

/** Spread per level of the noise: `wavelength^hurst`, with the slope of the options over {@link BASELINE}. */
function groundGains({ width, height, pixel, slope, hurst }: MarsTerrainOptions): number[] {
  const levels = Math.max(TEXTURE_LEVELS + 1, Math.floor(Math.log2(Math.max(width, height))));
  const relative = Array.from({ length: levels }, (_, k) => (2 ** k * pixel) ** hurst);
  // Where a pixel is longer than the baseline, the slope over it follows from self-affinity.
  const lag = Math.max(BASELINE, pixel);
  const rise = Math.tan((slope * Math.PI) / 180) * BASELINE * (lag / BASELINE) ** hurst;
  const scale = rise / rmsDifference(relative, lag / pixel);
  return relative.map((g) => g * scale);
}
