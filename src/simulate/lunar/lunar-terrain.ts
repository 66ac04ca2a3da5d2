import { CuestaError } from '../../core/errors.js';
import { hash32 } from '../../core/rng.js';
import { addBoulders } from './boulders.js';
import { craterPopulation, EQUILIBRIUM_DENSITY, type LunarCrater } from './crater-population.js';
import { craterProfiles } from './crater-profiles.js';
import { rmsDifference, splineNoise } from './spline-noise.js';
import { type HeightField, stampCrater } from './stamp-crater.js';

/** A piece of the Moon. Lengths in metres unless said otherwise. */
export interface LunarTerrainOptions {
  readonly seed: number;
  /** Size in pixels. */
  readonly width: number;
  readonly height: number;
  readonly pixel: number;
  /** Root mean square slope of the ground between the craters over 17 m, degrees. */
  readonly slope: number;
  /** Self-affinity of that ground (Hurst exponent). */
  readonly hurst: number;
  /** Density of craters as a share of equilibrium (Trask 1966). */
  readonly saturation: number;
  /** Craters up to this diameter are in equilibrium. */
  readonly equilibrium: number;
  /** Smallest crater in pixels, largest in metres. */
  readonly smallestPx: number;
  readonly largest: number;
  /** Boulders per square kilometre away from fresh craters. */
  readonly boulders: number;
}

export interface LunarTerrain extends HeightField {
  readonly options: LunarTerrainOptions;
  /** In the order of impact; those that only reach the raster with their ejecta are among them. */
  readonly craters: readonly LunarCrater[];
}

/** Slopes are given for LOLA's shortest baseline. */
const BASELINE = 17;

/** Ground shorter than this is regolith, smoothed by small impacts: its relief falls faster with wavelength than the ground's. */
const REGOLITH = 16;
const REGOLITH_HURST = 1.25;

/** Levels of the ground up to this spacing in pixels lie over the craters, as young regolith. */
const TEXTURE_LEVELS = 3;

const MOST_CRATERS = 3_000_000;

/**
 * Heights of a seed: rolling ground, craters from the oldest to the youngest, the texture of the regolith, boulders. The same options
 * give the same heights.
 *
 * @throws `config` when the options ask for more craters than can be held
 */
export function lunarTerrain(options: LunarTerrainOptions): LunarTerrain {
  const { seed, width, height, pixel, smallestPx, saturation } = options;
  const expected = (EQUILIBRIUM_DENSITY * saturation * width * height) / smallestPx ** 2;
  if (expected > MOST_CRATERS) {
    throw new CuestaError('config', `The scene asks for about ${Math.round(expected)} craters.`, {
      hint: 'Make it smaller, or raise the smallest crater.',
    });
  }
  const gains = groundGains(options);
  const noise = (part: readonly number[], label: number): Float32Array =>
    splineNoise({ seed: hash32(seed ^ label), width, height, gains: part });
  const heights = noise(
    gains.map((g, k) => (k < TEXTURE_LEVELS ? 0 : g)),
    0x1b56c4e9,
  );
  const field = { width, height, pixel, heights };
  const craters = craterPopulation({
    seed: hash32(seed ^ 0x3c2ab1f7),
    width: width * pixel,
    height: height * pixel,
    density: EQUILIBRIUM_DENSITY * saturation,
    equilibrium: options.equilibrium,
    smallest: smallestPx * pixel,
    largest: options.largest,
  });
  const profiles = craterProfiles();
  for (const crater of craters) stampCrater(field, crater, profiles);
  const texture = noise(gains.slice(0, TEXTURE_LEVELS), 0x52dce729);
  for (let i = 0; i < heights.length; i++) heights[i] += texture[i];
  addBoulders(field, craters, {
    seed: hash32(seed ^ 0x71374491),
    background: options.boulders,
    freshWear: 0.08,
  });
  return { options, ...field, craters };
}

/** Spread per level of the noise: `wavelength^hurst`, with the slope of the options over {@link BASELINE}. */
function groundGains({ width, height, pixel, slope, hurst }: LunarTerrainOptions): number[] {
  const levels = Math.max(TEXTURE_LEVELS + 1, Math.floor(Math.log2(Math.max(width, height))));
  const relative = Array.from({ length: levels }, (_, k) => {
    const spacing = 2 ** k * pixel;
    const below = Math.min(1, spacing / REGOLITH);
    return (Math.max(spacing, REGOLITH) / REGOLITH) ** hurst * below ** REGOLITH_HURST;
  });
  const scale = (Math.tan((slope * Math.PI) / 180) * BASELINE) / rmsDifference(relative, BASELINE / pixel);
  return relative.map((g) => g * scale);
}
