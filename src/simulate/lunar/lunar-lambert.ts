import type { HeightField } from './stamp-crater.js';
import { type Sun, sunVector } from './sun.js';

/**
 * Weight of the Lommel-Seeliger term in the lunar-Lambert law by phase angle in degrees: the cubic of McEwen (1996, LPSC XXVII, 841)
 * fitted to Hapke's model for the Moon, limited to 0 to 1.
 */
export function lunarLambertWeight(phase: number): number {
  const l = 1 + phase * (-0.019 + phase * (2.42e-4 - 1.46e-6 * phase));
  return Math.min(Math.max(l, 0), 1);
}

/**
 * Radiance factor over normal albedo (McEwen 1991, Icarus 92, 298): `2 L mu0 / (mu0 + mu) + (1 - L) mu0`; 0 where the Sun or the
 * camera is below the surface.
 *
 * @param mu0 cosine of the incidence angle
 * @param mu cosine of the emission angle
 */
export function lunarLambert(mu0: number, mu: number, weight: number): number {
  return mu0 > 0 && mu > 0 ? (2 * weight * mu0) / (mu0 + mu) + (1 - weight) * mu0 : 0;
}

/**
 * Reflectance of every pixel for a camera in the zenith, 1 for normal albedo 1 seen from the Sun; shadows are not cast. Slopes are
 * central differences, one-sided at the edges.
 */
export function shadeLunarLambert({ width, height, pixel, heights }: HeightField, sun: Sun): Float32Array {
  const [sunCol, sunRow, sunUp] = sunVector(sun);
  const weight = lunarLambertWeight(90 - sun.elevation);
  const shade = new Float32Array(width * height);
  for (let r = 0; r < height; r++) {
    const up = r > 0 ? width : 0;
    const down = r < height - 1 ? width : 0;
    const perRow = up + down > 0 ? width / ((up + down) * pixel) : 0;
    for (let c = 0, i = r * width; c < width; c++, i++) {
      const left = c > 0 ? 1 : 0;
      const right = c < width - 1 ? 1 : 0;
      const p = (heights[i + right] - heights[i - left]) / (Math.max(left + right, 1) * pixel);
      const q = (heights[i + down] - heights[i - up]) * perRow;
      const mu = 1 / Math.sqrt(1 + p * p + q * q);
      shade[i] = lunarLambert((sunUp - p * sunCol - q * sunRow) * mu, mu, weight);
    }
  }
  return shade;
}
