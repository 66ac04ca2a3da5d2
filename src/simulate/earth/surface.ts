import type { EarthField } from './earth-field.js';

/**
 * The first surface from above: ground with buildings, bridges and trees. `penetration` is how far a sensor sees into trees, as a share of
 * their height.
 */
export function surfaceOf({ ground, objects, canopy }: EarthField, penetration = 0): Float32Array {
  return ground.map((h, i) => h + Math.max(objects[i], (1 - penetration) * canopy[i]));
}
