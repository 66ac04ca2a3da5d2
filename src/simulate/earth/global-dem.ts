import { hash32 } from '../../core/rng.js';
import { type CoarseDtm, coarseDtm } from '../lunar/coarse-dtm.js';
import { splineNoise } from '../lunar/spline-noise.js';
import type { EarthField } from './earth-field.js';
import { surfaceOf } from './surface.js';

/** A global model such as Copernicus GLO-30: a radar's surface, averaged over 30 m. */
export interface GlobalDemOptions {
  readonly seed: number;
  /** Metres. */
  readonly cell: number;
  /** How far the radar sees into trees, as a share of their height. */
  readonly penetration: number;
  /** Standard deviation of the smoothing beyond the mean over a cell, in cells. */
  readonly smoothing: number;
  /** Of noise from cell to cell, and of errors over half a kilometre, metres. */
  readonly noise: number;
  readonly drift: number;
}

/** The model of a scene; a cell covers a whole number of its pixels. */
export function globalDem(field: EarthField, options: GlobalDemOptions): CoarseDtm {
  const { width, height, pixel } = field;
  const { seed, cell, penetration, smoothing, noise, drift } = options;
  const heights = surfaceOf(field, penetration);
  const factor = Math.round(cell / pixel);
  const model = coarseDtm({ width, height, heights }, { seed, factor, smoothing, noise, step: 0 });
  const { width: columns, height: rows } = model;
  const slow = splineNoise({
    seed: hash32(seed ^ 0x77),
    width: columns,
    height: rows,
    gains: [0, 0, 0, drift, drift],
  });
  for (let i = 0; i < slow.length; i++) model.heights[i] += slow[i];
  return model;
}
