import { craterProfile, EJECTA_REACH, erasedShare } from '../crater.js';

/** Fresh and worn-out depth over diameter: bowl-shaped craters (Pike 1977), and the shallowest that counts still find. */
export const FRESH_DEPTH = 0.2;
export const WORN_DEPTH = 0.04;

/** States of wear that are told apart, and radial samples of each. */
export const WEAR_LEVELS = 40;
export const PROFILE_SAMPLES = 2048;

/** Radial sample of a distance of one radius. */
export const SAMPLES_PER_RADIUS = PROFILE_SAMPLES / EJECTA_REACH;

export interface CraterProfiles {
  /** Height over the ground before, in radii, level after level; the last sample of each is 0. */
  readonly heights: Float32Array;
  /** Share of older relief that the impact removed, per radial sample. */
  readonly erased: Float32Array;
  /** Depth over diameter (highest point of the rim to the centre), per level, from fresh to worn. */
  readonly depths: Float64Array;
}

const SPACING = 1 / 64;
const NODES = 6 / SPACING;
/** Largest stable explicit step of the radial diffusion, times a margin. */
const STEP = 0.2 * SPACING * SPACING;

let made: CraterProfiles | null = null;

/**
 * Profiles of a crater that wears by diffusion of its slopes (Fassett and Thomson 2014, JGR Planets 119, 2255): the fresh bowl with
 * rim and ejecta blanket as initial state, z_t = kappa (z_rr + z_r / r). The levels are equally far apart in wear, kappa t / R^2,
 * from 0 to where depth over diameter has fallen to {@link WORN_DEPTH}. Made once.
 */
export function craterProfiles(): CraterProfiles {
  made ??= makeProfiles();
  return made;
}

function makeProfiles(): CraterProfiles {
  const fresh = { depth: 2 * FRESH_DEPTH, rimHeight: 0.072, softness: 0.06 };
  const start = Float64Array.from({ length: NODES }, (_, i) => {
    const r = i * SPACING;
    return craterProfile(fresh, r, Math.min(1, (r / EJECTA_REACH) ** 2));
  });
  const perLevel = Math.ceil(stepsUntilWorn(start) / (WEAR_LEVELS - 1));
  const heights = new Float32Array(WEAR_LEVELS * (PROFILE_SAMPLES + 1));
  const depths = new Float64Array(WEAR_LEVELS);
  const z = start.slice();
  for (let level = 0; level < WEAR_LEVELS; level++) {
    depths[level] = depthOverDiameter(z);
    for (let i = 0; i < PROFILE_SAMPLES; i++) {
      const r = i / SAMPLES_PER_RADIUS;
      heights[level * (PROFILE_SAMPLES + 1) + i] = taper(r) * interpolate(z, r / SPACING);
    }
    for (let i = 0; i < perLevel; i++) diffuse(z);
  }
  const erased = Float32Array.from({ length: PROFILE_SAMPLES + 1 }, (_, i) =>
    erasedShare(i / SAMPLES_PER_RADIUS),
  );
  return { heights, erased, depths };
}

function stepsUntilWorn(start: Float64Array): number {
  const z = start.slice();
  let steps = 0;
  for (; depthOverDiameter(z) > WORN_DEPTH; steps++) diffuse(z);
  return steps;
}

function depthOverDiameter(z: Float64Array): number {
  return (z.reduce((a, b) => Math.max(a, b)) - z[0]) / 2;
}

/** One explicit step in place; the Laplacian at the centre is 2 z_rr. */
function diffuse(z: Float64Array): void {
  const f = STEP / (SPACING * SPACING);
  let before = z[0];
  z[0] += 4 * f * (z[1] - z[0]);
  for (let i = 1; i < NODES - 1; i++) {
    const here = z[i];
    z[i] += f * (z[i + 1] - 2 * here + before + (z[i + 1] - before) / (2 * i));
    before = here;
  }
}

/** Lets wear that has spread beyond the reach of the ejecta end there without a step. */
function taper(r: number): number {
  const t = Math.min(Math.max((r - 2) / (EJECTA_REACH - 2), 0), 1);
  return 1 - t * t * (3 - 2 * t);
}

/** Catmull-Rom, so that slopes are continuous. */
function interpolate(z: Float64Array, position: number): number {
  const i = Math.floor(position);
  const t = position - i;
  const a = z[Math.abs(i - 1)];
  const [b, c, d] = [z[i], z[i + 1], z[i + 2]];
  return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
}
