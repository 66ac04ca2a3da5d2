import type { Crs } from './crs.js';
import type { GeoTransform } from './geo-transform.js';

/** Where a grid lies: pixel-corner transform, and CRS with body and vertical datum. */
export interface Georef {
  readonly transform: GeoTransform;
  readonly crs: Crs;
}

/** A regular grid without samples: what a product or a task covers. */
export interface Grid extends Georef {
  readonly width: number;
  readonly height: number;
}
