import type { AzimuthTiming } from '../image/image-geometry.js';
import type { GeolocationPoint } from './geolocation-grid.js';

/**
 * The skew of the lines as a product's own grid has it: a line through (slant range, annotated minus nominal line time), least
 * squares. Sentinel-1 removes the travel time for the middle of the swath only; its grids then show half the travel time relative to
 * there, to the microsecond of their digits.
 */
export function azimuthSkew(
  grid: readonly GeolocationPoint[],
  timing: Pick<AzimuthTiming, 'firstLine' | 'lineInterval'>,
): AzimuthTiming['skew'] {
  const late = grid.map((p) => p.time - (timing.firstLine + p.line * timing.lineInterval));
  const meanRange = grid.reduce((sum, p) => sum + p.range, 0) / grid.length;
  const meanLate = late.reduce((sum, t) => sum + t, 0) / grid.length;
  let spread = 0;
  let product = 0;
  for (const [i, { range }] of grid.entries()) {
    spread += (range - meanRange) ** 2;
    product += (range - meanRange) * (late[i] - meanLate);
  }
  const perRange = product / spread;
  return { constant: meanLate - perRange * meanRange, perRange };
}
