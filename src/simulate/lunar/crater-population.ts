import { createRng, type Rng } from '../../core/rng.js';
import { EJECTA_REACH } from '../crater.js';

/** A crater of a population. Positions and lengths in metres, x to the right and y DOWN from the top-left corner of the raster. */
export interface LunarCrater {
  readonly x: number;
  readonly y: number;
  readonly diameter: number;
  /** Time since the impact, in units of the surface's age: 1 is as old as the surface. */
  readonly age: number;
  /** 0 fresh to 1 worn out. */
  readonly wear: number;
  /** Deviation of the rim from a circle, as in {@link ../crater.js#Crater}. */
  readonly shape: readonly [c2: number, s2: number, c3: number, s3: number];
}

export interface PopulationOptions {
  readonly seed: number;
  /** Metres. */
  readonly width: number;
  readonly height: number;
  /** Craters at least as large as D per square metre, times D^2, where the surface is in equilibrium. */
  readonly density: number;
  /** Metres: smaller craters are in equilibrium with their own destruction, larger ones still pile up. */
  readonly equilibrium: number;
  /** Metres. */
  readonly smallest: number;
  readonly largest: number;
}

/** Craters at least as large as D per square metre and D^-2 in equilibrium (Trask 1966). */
export const EQUILIBRIUM_DENSITY = 0.079;

/**
 * Cumulative counts follow D^-2 up to the equilibrium diameter (Trask 1966; Xiao and Werner 2015 find -1.8 to -2) and D^-3 of the
 * production above it (Neukum et al. 2001). Equilibrium means that a crater lasts as long as its diameter is large, so ages are
 * even between 0 and that lifetime, and wear is the share of the lifetime that has passed: most large craters are older than
 * most small ones, and larger than the equilibrium diameter none is worn out. From the oldest to the youngest: the order of impact.
 */
export function craterPopulation(options: PopulationOptions): LunarCrater[] {
  const { equilibrium, smallest, largest, seed } = options;
  const rng = createRng(seed);
  const craters: LunarCrater[] = [];
  for (let low = smallest, i = 0; low < largest; i++) {
    const octave = Math.min(2 * low, largest);
    const high = low < equilibrium && octave > equilibrium ? equilibrium : octave;
    addClass(craters, options, low, high, rng.fork(i));
    low = high;
  }
  return craters.sort((a, b) => b.age - a.age);
}

/** Craters with diameters from `low` to `high`, on the raster and as far around it as their ejecta reach. */
function addClass(
  craters: LunarCrater[],
  { width, height, density, equilibrium }: PopulationOptions,
  low: number,
  high: number,
  rng: Rng,
): void {
  const power = low < equilibrium ? 2 : 3;
  const scale = density * (low < equilibrium ? 1 : equilibrium);
  const reach = (EJECTA_REACH * high) / 2;
  const area = (width + 2 * reach) * (height + 2 * reach);
  const count = Math.floor(scale * (low ** -power - high ** -power) * area + rng.next());
  for (let i = 0; i < count; i++) {
    // Inverse of the cumulative distribution between the two diameters.
    const diameter = (high ** -power + rng.next() * (low ** -power - high ** -power)) ** (-1 / power);
    const passed = rng.next();
    const out = () => (rng.next() - 0.5) * 0.1;
    craters.push({
      x: rng.next() * (width + 2 * reach) - reach,
      y: rng.next() * (height + 2 * reach) - reach,
      diameter,
      age: passed * Math.min(1, diameter / equilibrium),
      wear: passed * Math.min(1, equilibrium / diameter),
      shape: [out(), out(), out() * 0.6, out() * 0.6],
    });
  }
}
