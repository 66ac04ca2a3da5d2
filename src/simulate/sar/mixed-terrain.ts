import { hash32 } from '../../core/rng.js';
import { fractalSurface } from '../fractal.js';
import { gradientNoise } from '../gradient-noise.js';

/** Octaves of a mountain range, from `LONGEST` metres down, with relief that shrinks by `DECAY` from each to the next. */
const OCTAVES = 8;
const LONGEST = 3600;
const DECAY = 0.47;
/** Metres from valley to crest, of the first octaves together. */
const RELIEF = 620;

/** How much of each kind of ground a place has; the shares add up to 1. */
export interface Kinds {
  readonly mountain: number;
  readonly hill: number;
  readonly flat: number;
}

/** Mountains in the northern part of the unit square, hills in the south-west, plain in the south-east, with slopes between them. */
export function kindsAt(east: number, north: number): Kinds {
  const mountain = smoothStep(0.4, 0.6, north);
  const hill = (1 - mountain) * (1 - smoothStep(0.42, 0.58, east));
  return { mountain, hill, flat: 1 - mountain - hill };
}

/** Bare ground in metres above the plain, as a function of position (metres) and kind. */
export function mixedTerrain(seed: number): (x: number, y: number, kinds: Kinds) => number {
  const hills = fractalSurface(
    { seed: hash32(seed + 1), rms: 35, longest: 1800, shortest: 40, hurst: 0.9 },
    1,
  );
  const plain = fractalSurface(
    { seed: hash32(seed + 2), rms: 1.5, longest: 1500, shortest: 60, hurst: 0.8 },
    1,
  );
  const rock = fractalSurface(
    { seed: hash32(seed + 3), rms: 2.5, longest: 120, shortest: 12, hurst: 0.8 },
    1,
  );
  return (x, y, { mountain, hill }) => {
    let h = plain.coarse(x, y);
    if (hill > 0) h += hill * (60 + hills.coarse(x, y));
    if (mountain > 0) h += mountain * (120 + RELIEF * ridges(x, y, seed) + rock.coarse(x, y));
    return h;
  };
}

/**
 * Crests and valleys, about 0 to 1: octaves of folded noise, each rough only where those before are high, so that valleys are smooth and
 * crests are sharp.
 *
 * Source: Musgrave, in Ebert et al. (2003), Texturing and Modeling, chapter 16 (ridged multifractal).
 */
function ridges(x: number, y: number, seed: number): number {
  let sum = 0;
  let share = 1;
  let gain = 1;
  for (let i = 0; i < OCTAVES; i++) {
    const scale = 2 ** i / LONGEST;
    const [cos, sin] = [Math.cos(i * 0.7) * scale, Math.sin(i * 0.7) * scale];
    const noise = gradientNoise(cos * x - sin * y, sin * x + cos * y, hash32(seed + 31 * i));
    const fold = Math.max(0, 1 - 1.4 * Math.abs(noise)) ** 2;
    sum += gain * share * fold;
    share = Math.min(1, 1.3 * fold);
    gain *= DECAY;
  }
  return sum * (1 - DECAY);
}

export function smoothStep(low: number, high: number, v: number): number {
  const t = Math.min(Math.max((v - low) / (high - low), 0), 1);
  return t * t * (3 - 2 * t);
}
