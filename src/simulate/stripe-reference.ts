import { northUp, toMap } from '../core/geo-transform.js';
import type { Grid } from '../core/georef.js';
import type { Window } from '../core/window.js';
import { whiteNoise } from './lattice-noise.js';
import type { Stripes } from './stripe-scene.js';
import type { Terrain } from './terrain.js';

/** Standard deviation of the reference's heights, metres. */
export const REFERENCE_SIGMA = 3;

/** Cells around the block. */
const MARGIN = 8;
/** A cell is the mean of so many points along each axis. */
const POINTS = 4;

/** Grid of a coarse reference DEM around the block, with cells of `cell` metres, aligned to multiples of them. */
export function referenceGrid({ grid, options }: Stripes, cell: number): Grid {
  const [, , west, , , north] = grid.transform;
  const left = Math.floor(west / cell) - MARGIN;
  const top = Math.ceil(north / cell) + MARGIN;
  const right = Math.ceil((west + grid.width * options.pixel) / cell) + MARGIN;
  const bottom = Math.floor((north - grid.height * options.pixel) / cell) - MARGIN;
  const transform = northUp(left * cell, top * cell, cell, cell);
  return { width: right - left, height: top - bottom, transform, crs: grid.crs };
}

/** A window of an SRTM-like DEM, row-major: means over the cells, with white noise. Any window gives the same samples. */
export function sampleReference(
  terrain: Terrain,
  { transform }: Grid,
  { col, row, width, height }: Window,
): Float32Array {
  const noise = whiteNoise(terrain.options.seed ^ 0x3ade68b1, { col, row, width, height });
  const samples = new Float32Array(width * height);
  for (let r = 0; r < height; r++) {
    for (let c = 0; c < width; c++) {
      let sum = 0;
      for (let i = 0; i < POINTS * POINTS; i++) {
        const [x, y] = toMap(
          transform,
          col + c + ((i % POINTS) + 0.5) / POINTS,
          row + r + (Math.floor(i / POINTS) + 0.5) / POINTS,
        );
        sum += terrain.heightAt(x, y);
      }
      const k = r * width + c;
      samples[k] = sum / (POINTS * POINTS) + REFERENCE_SIGMA * noise[k];
    }
  }
  return samples;
}
