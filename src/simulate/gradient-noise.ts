/**
 * Gradient noise (Perlin 2002, "Improving Noise", quintic fade) on a hashed lattice: a pure function of position and
 * seed, so any window of it can be computed on its own. Roughly within [-1, 1], mean 0, 0 at lattice points.
 */
export function gradientNoise(x: number, y: number, seed: number): number {
  const col = Math.floor(x);
  const row = Math.floor(y);
  const u = x - col;
  const v = y - row;
  const fu = fade(u);
  const top = seed + Math.imul(row, 0x27d4eb2f);
  const bottom = top + 0x27d4eb2f;
  const a = slopeAt(top, col, u, v);
  const b = slopeAt(top, col + 1, u - 1, v);
  const c = slopeAt(bottom, col, u, v - 1);
  const d = slopeAt(bottom, col + 1, u - 1, v - 1);
  const upper = a + (b - a) * fu;
  return (upper + (c + (d - c) * fu - upper) * fade(v)) * SCALE;
}

/** Standard deviation over the plane, measured. */
export const NOISE_STD = 0.354;

const DIRECTIONS = 256;
const SCALE = Math.SQRT2;
const COS = Float64Array.from({ length: DIRECTIONS }, (_, i) => Math.cos((2 * Math.PI * i) / DIRECTIONS));
const SIN = Float64Array.from({ length: DIRECTIONS }, (_, i) => Math.sin((2 * Math.PI * i) / DIRECTIONS));

function fade(t: number): number {
  return t * t * t * (t * (t * 6 - 15) + 10);
}

/** Value at offset `(u, v)` of the plane through 0 whose direction of ascent is hashed from the lattice point. */
function slopeAt(rowHash: number, col: number, u: number, v: number): number {
  let h = (rowHash + Math.imul(col, 0x165667b1)) | 0;
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
  const i = (h ^ (h >>> 15)) & (DIRECTIONS - 1);
  return COS[i] * u + SIN[i] * v;
}
