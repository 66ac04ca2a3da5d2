import { toMap } from '../core/geo-transform.js';
import type { Grid } from '../core/georef.js';

/**
 * A DEM that takes part in an adjustment. Its corrections are polynomials of `u = (x - centre[0]) / halfSize[0]` and
 * `v = (y - centre[1]) / halfSize[1]` with raw (uncorrected) map coordinates: east and north, -1 to 1 over its grid.
 */
export interface Scene {
  readonly id: string;
  /** Scenes of one orbit form a strip; null when unknown. */
  readonly orbit: string | null;
  readonly centre: readonly [x: number, y: number];
  readonly halfSize: readonly [x: number, y: number];
}

/** Normalisation from the bounding box of a scene's grid. */
export function sceneOf(
  id: string,
  orbit: string | null,
  grid: Pick<Grid, 'transform' | 'width' | 'height'>,
): Scene {
  const { transform, width, height } = grid;
  const corners = [toMap(transform, 0, 0), toMap(transform, width, 0)];
  corners.push(toMap(transform, 0, height), toMap(transform, width, height));
  const range = (values: number[]): [number, number] => [Math.min(...values), Math.max(...values)];
  const [west, east] = range(corners.map((c) => c[0]));
  const [south, north] = range(corners.map((c) => c[1]));
  return {
    id,
    orbit,
    centre: [(west + east) / 2, (south + north) / 2],
    halfSize: [(east - west) / 2, (north - south) / 2],
  };
}

/** Normalised coordinates of a raw map position. */
export function normalise({ centre, halfSize }: Scene, x: number, y: number): [u: number, v: number] {
  return [(x - centre[0]) / halfSize[0], (y - centre[1]) / halfSize[1]];
}
