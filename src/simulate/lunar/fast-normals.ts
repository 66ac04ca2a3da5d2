import { hash32 } from '../../core/rng.js';

const QUANTILES = 65536;

let table: Float32Array | null = null;

/**
 * Standard normals by position: `quantiles[hash of the position]`, so that a raster of them costs a few nanoseconds a sample. The 65536
 * quantiles reach to 4.2 deviations. Made once.
 */
export function normalQuantiles(): Float32Array {
  table ??= makeQuantiles();
  return table;
}

/** Index into {@link normalQuantiles} of sample `i` of a stream. */
export function quantileAt(seed: number, i: number): number {
  return hash32(seed + Math.imul(i, 0x9e3779b1)) >>> 16;
}

/** Walks along the density (trapezoids of 1e-4) and notes where the distribution passes each quantile's middle. */
function makeQuantiles(): Float32Array {
  const values = new Float32Array(QUANTILES);
  const step = 1e-4;
  const density = (x: number): number => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
  let cumulative = 0.5;
  let x = 0;
  for (let i = QUANTILES / 2; i < QUANTILES; i++) {
    const wanted = (i + 0.5) / QUANTILES;
    while (cumulative < wanted) {
      cumulative += (step * (density(x) + density(x + step))) / 2;
      x += step;
    }
    values[i] = x - (cumulative - wanted) / density(x);
    values[QUANTILES - 1 - i] = -values[i];
  }
  return values;
}
