import type { Grid } from '../../core/georef.js';
import type { StripeScene } from '../../simulate/stripe-scene.js';
import type { TerrainOptions } from '../../simulate/terrain.js';

/** What a worker needs to make one of the rasters. */
export interface SimulateTask {
  readonly terrain: TerrainOptions;
  readonly raster: SimulatedRaster;
}

export type SimulatedRaster =
  | { readonly kind: 'scene'; readonly scene: StripeScene }
  | { readonly kind: 'reference'; readonly grid: Grid }
  | { readonly kind: 'truth'; readonly grid: Grid };

export function gridOfRaster(raster: SimulatedRaster): Grid {
  return raster.kind === 'scene' ? raster.scene.grid : raster.grid;
}
