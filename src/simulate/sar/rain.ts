import { createRng } from '../../core/rng.js';

/** A shower: attenuation falls from its middle as a Gaussian. Pixels of the DEM; two-way decibels. */
export interface RainCell {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly decibels: number;
}

/**
 * Draws showers over a DEM, with radii of a tenth to a fifth of its width and 5 to 12 dB of two-way attenuation, as heavy rain at X band
 * may have it.
 *
 * Source: Danklmayer et al. (2009), Assessment of atmospheric propagation effects in SAR images, IEEE TGRS 47(10).
 */
export function drawRain(seed: number, count: number, width: number, height: number): RainCell[] {
  const rng = createRng(seed);
  return Array.from({ length: count }, () => ({
    x: rng.next() * width,
    y: rng.next() * height,
    radius: (0.1 + 0.1 * rng.next()) * width,
    decibels: 5 + 7 * rng.next(),
  }));
}

/** Share of the power that comes back through the rain from a point of the ground. */
export function rainFactor(cells: readonly RainCell[], x: number, y: number): number {
  let decibels = 0;
  for (const cell of cells) {
    const [dx, dy] = [x - cell.x, y - cell.y];
    decibels += cell.decibels * Math.exp((-0.5 * (dx * dx + dy * dy)) / (cell.radius * cell.radius));
  }
  return cells.length === 0 ? 1 : 10 ** (-decibels / 10);
}
