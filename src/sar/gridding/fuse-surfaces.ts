import { FILLING, fillingClass } from './filling-class.js';
import type { TinGrid } from './tin-grid.js';

export interface FusedSurface {
  readonly height: Float32Array;
  readonly sigma: Float32Array;
  /** {@link FILLING}: the best class of those that take part. */
  readonly classes: Uint8Array;
}

/** Surfaces of one grid to one: means weighted by 1 / sigma^2; missing heights do not take part. */
export function fuseSurfaces(surfaces: readonly TinGrid[]): FusedSurface {
  const length = surfaces[0].height.length;
  const height = new Float32Array(length).fill(Number.NaN);
  const sigma = new Float32Array(length).fill(Number.NaN);
  const classes = new Uint8Array(length);
  for (let i = 0; i < length; i++) {
    let [sum, weights] = [0, 0];
    for (const surface of surfaces) {
      if (Number.isNaN(surface.height[i])) continue;
      const weight = 1 / surface.sigma[i] ** 2;
      sum += weight * surface.height[i];
      weights += weight;
      const found = fillingClass(surface.side[i]);
      if (classes[i] === FILLING.none || found < classes[i]) classes[i] = found;
    }
    if (weights === 0) continue;
    height[i] = sum / weights;
    sigma[i] = 1 / Math.sqrt(weights);
  }
  return { height, sigma, classes };
}
