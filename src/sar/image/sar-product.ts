import type { ImageGeometry } from './image-geometry.js';

/** What the samples of a SAR image mean. Complex ones are single-look. */
export type SarQuantity = 'complex' | 'amplitude' | 'power';

/** A SAR image as a file describes it; the samples are in a raster of their own. */
export interface SarProduct {
  /** File that said so. */
  readonly name: string;
  readonly sensor: string;
  readonly polarisation: string;
  readonly quantity: SarQuantity;
  /** Number of looks averaged in each sample (1 for complex ones), for speckle statistics. */
  readonly looks: number;
  readonly geometry: ImageGeometry;
  /** Path of the raster with the samples, of the size that the geometry says. */
  readonly raster: string;
}
