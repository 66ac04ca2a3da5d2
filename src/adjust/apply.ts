import type { GeoTransform } from '../core/geo-transform.js';
import { evaluate, TERMS, termValue } from './model.js';
import type { SceneResult } from './result.js';
import { normalise } from './scene.js';

/** What to add to a scene's height at a raw map position, metres. */
export function heightCorrection({ scene, parameters }: SceneResult, x: number, y: number): number {
  const [u, v] = normalise(scene, x, y);
  return evaluate(parameters, u, v);
}

/** Standard deviation of {@link heightCorrection}, metres. */
export function heightCorrectionSigma({ scene, covariance }: SceneResult, x: number, y: number): number {
  const [u, v] = normalise(scene, x, y);
  const terms = TERMS.map((_, term) => termValue(term, u, v));
  let variance = 0;
  for (let i = 0; i < terms.length; i++) {
    for (let j = 0; j < terms.length; j++) {
      variance += terms[i]! * covariance[i * terms.length + j]! * terms[j]!;
    }
  }
  return Math.sqrt(Math.max(0, variance));
}

/** Corrected map position of a raw one. */
export function correctedPosition(
  { scene, parameters }: SceneResult,
  x: number,
  y: number,
): [x: number, y: number] {
  const [u, v] = normalise(scene, x, y);
  return [x + evaluate(parameters.slice(0, 3), u, v), y + evaluate(parameters.slice(3, 6), u, v)];
}

/**
 * The plan correction as an affine transform from raw to corrected map coordinates: composed with a scene's grid transform
 * it places the scene; inverted it finds the raw position of a corrected one.
 */
export function planTransform({ scene, parameters }: SceneResult): GeoTransform {
  const [cx, cy] = scene.centre;
  const [sx, sy] = scene.halfSize;
  const [a0, a1, a2, b0, b1, b2] = parameters as unknown as [number, number, number, number, number, number];
  const [xx, xy, yx, yy] = [a1 / sx, a2 / sy, b1 / sx, b2 / sy];
  return [1 + xx, xy, a0 - xx * cx - xy * cy, yx, 1 + yy, b0 - yx * cx - yy * cy];
}
