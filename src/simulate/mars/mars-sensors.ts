import type { Range } from '../scene-draw.js';

/** Cameras in orbit around Mars, by what matters to a simulated image. */
export interface MarsSensor {
  /** Metres. */
  readonly pixel: number;
  /** Standard deviation of the point spread in pixels. */
  readonly spread: Range;
  readonly snr: Range;
  /** Share of scattered light; blue and panchromatic bands see more of it than red ones. */
  readonly haze: Range;
  /** The model that its images are usually held against. */
  readonly reference: MarsReferenceName;
}

export type MarsSensorName = 'hrsc' | 'ctx' | 'cassis' | 'hirise';
export type MarsReferenceName = 'mola' | 'hrsc';

/**
 * Pixel sizes of map products: HRSC 12.5 to 25 m (Jaumann et al. 2007), CTX 6 m (Malin et al. 2007), CaSSIS 4.6 m (Thomas et al. 2017;
 * products have 4 m), HiRISE 0.25 to 0.5 m (McEwen et al. 2007). Signal to noise and point spread: their published values, rounded.
 */
export const MARS_SENSORS: Readonly<Record<MarsSensorName, MarsSensor>> = {
  hrsc: { pixel: 12.5, spread: [0.6, 1], snr: [50, 100], haze: [0.15, 0.5], reference: 'mola' },
  ctx: { pixel: 6, spread: [0.5, 0.8], snr: [80, 150], haze: [0.1, 0.45], reference: 'hrsc' },
  cassis: { pixel: 4.6, spread: [0.5, 0.8], snr: [80, 180], haze: [0.15, 0.5], reference: 'hrsc' },
  hirise: { pixel: 0.5, spread: [0.5, 0.9], snr: [60, 150], haze: [0.05, 0.4], reference: 'hrsc' },
};

export interface MarsReferenceModel {
  /** Metres. */
  readonly cell: number;
  readonly smoothing: number;
  readonly noise: Range;
  readonly blotches: Range;
}

/**
 * MOLA's global grid (463 m, interpolated between tracks; Smith et al. 2001) and an HRSC stereo model (50 m, matched in windows of several
 * cells, a height error of about 10 m at worst; Gwinner et al. 2010).
 */
export const MARS_REFERENCES: Readonly<Record<MarsReferenceName, MarsReferenceModel>> = {
  mola: { cell: 463, smoothing: 0.6, noise: [0.5, 2], blotches: [1, 4] },
  hrsc: { cell: 50, smoothing: 1.2, noise: [0.5, 1.5], blotches: [2, 7] },
};
