import { hash32 } from '../core/rng.js';
import type { Window } from '../core/window.js';

/** Neighbours are weighted 1 : 4 : 1 along both axes: correlation 4/9 with the next pixel, 1/18 with the one after. */
const CENTRE = 4;
const SCALE = 1 / (CENTRE * CENTRE + 2);

/**
 * Standard normal noise on an endless lattice of pixels, a little correlated from pixel to pixel as the speckle of a
 * multilooked interferogram is: white noise under a 3 x 3 filter. Samples of `window`, row-major; any window of it
 * gives the same ones.
 */
export function correlatedNoise(seed: number, { col, row, width, height }: Window): Float64Array {
  const padded = { col: col - 1, row: row - 1, width: width + 2, height: height + 2 };
  const white = whiteNoise(seed, padded);
  const stride = padded.width;
  const across = new Float64Array(width * padded.height);
  for (let r = 0; r < padded.height; r++) {
    for (let c = 0; c < width; c++) {
      const i = r * stride + c;
      across[r * width + c] = white[i] + CENTRE * white[i + 1] + white[i + 2];
    }
  }
  const noise = new Float64Array(width * height);
  for (let i = 0; i < noise.length; i++) {
    noise[i] = (across[i] + CENTRE * across[i + width] + across[i + 2 * width]) * SCALE;
  }
  return noise;
}

/** Independent standard normals on an endless lattice of pixels, hashed from position and seed. */
export function whiteNoise(seed: number, { col, row, width, height }: Window): Float64Array {
  const noise = new Float64Array(width * height);
  for (let r = 0; r < height; r++) {
    const rowHash = hash32(hash32(seed) + Math.imul(row + r, 0x27d4eb2f));
    for (let c = 0; c < width; c++) {
      const u = hash32(rowHash + Math.imul(col + c, 0x165667b1));
      const v = hash32(u ^ rowHash ^ 0x68bc21eb);
      // Box and Muller; the half keeps the logarithm finite.
      const radius = Math.sqrt(-2 * Math.log((u + 0.5) / 4294967296));
      noise[r * width + c] = radius * Math.cos((2 * Math.PI * v) / 4294967296);
    }
  }
  return noise;
}
