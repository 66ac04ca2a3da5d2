import { toMap } from '../core/geo-transform.js';
import type { Window } from '../core/window.js';
import { gradientNoise } from './gradient-noise.js';
import { correlatedNoise } from './lattice-noise.js';
import { correctPosition, heightCorrection } from './stripe-error.js';
import { edgeness, noiseSigma } from './stripe-footprint.js';
import { type Patch, spoiledPatches } from './stripe-patches.js';
import type { StripeScene } from './stripe-scene.js';
import type { Terrain } from './terrain.js';

/** Slopes across the orbit, towards and away from the radar, beyond which nothing is measured. */
const LAYOVER = Math.tan((25 * Math.PI) / 180);
const SHADOW = -Math.tan((32 * Math.PI) / 180);

/** Lakes lie where smooth noise of the ground position, this many pixels long, is above a level. */
const LAKE_PX = 60;
const LAKE_LEVEL = 0.68;

/**
 * A window of a scene as the radar would have made it, row-major: terrain at the erroneous position, less the height
 * correction, with noise; NaN outside the footprint, in layover, shadow and water; wrong in spoiled patches. Any window gives the
 * same samples.
 */
export function sampleStripe(terrain: Terrain, scene: StripeScene, window: Window): Float32Array {
  const { grid, footprint, correction } = scene;
  const { width, height } = window;
  const ground = groundHeights(terrain, scene, window);
  const noise = correlatedNoise(scene.seed, window);
  const stride = width + 2;
  const [cos, sin] = footprint.across;
  const perPixel = 1 / (2 * grid.transform[0]);
  const patchAt = spoiledPatches(scene.seed, scene.spoiled, grid.transform[0]);
  const samples = new Float32Array(width * height).fill(Number.NaN);
  for (let row = 0; row < height; row++) {
    for (let col = 0; col < width; col++) {
      const [x, y] = toMap(grid.transform, window.col + col + 0.5, window.row + row + 0.5);
      const edge = edgeness(footprint, x, y);
      if (edge > 1) continue;
      const i = (row + 1) * stride + col + 1;
      const east = (ground[i + 1] - ground[i - 1]) * perPixel;
      const north = (ground[i - stride] - ground[i + stride]) * perPixel;
      const slope = east * cos + north * sin;
      if (slope > LAYOVER || slope < SHADOW || isWater(terrain, scene, x, y)) continue;
      const k = row * width + col;
      const patch = patchAt(window.col + col, window.row + row);
      const shown = patch === null ? ground[i] : spoiledHeight(terrain, scene, patch, x, y);
      samples[k] = shown - heightCorrection(correction, x, y) + noiseSigma(edge) * noise[k];
    }
  }
  return samples;
}

function spoiledHeight(
  terrain: Terrain,
  { correction }: StripeScene,
  { dx, dy, dh }: Patch,
  x: number,
  y: number,
): number {
  const [groundX, groundY] = correctPosition(correction, x, y);
  return terrain.heightAt(groundX + dx, groundY + dy) + dh;
}

/** Heights of the ground that the window and one pixel around it show. */
function groundHeights(
  terrain: Terrain,
  { grid, footprint, correction }: StripeScene,
  { col, row, width, height }: Window,
): Float64Array {
  const stride = width + 2;
  const heights = new Float64Array(stride * (height + 2));
  // A pixel beyond the edge is still a neighbour of one inside.
  const limit =
    1 + (2 * grid.transform[0] * Math.SQRT2) / Math.min(footprint.halfAcross, footprint.halfAlong);
  for (let r = 0; r < height + 2; r++) {
    for (let c = 0; c < stride; c++) {
      const [x, y] = toMap(grid.transform, col + c - 0.5, row + r - 0.5);
      if (edgeness(footprint, x, y) > limit) continue;
      heights[r * stride + c] = terrain.heightAt(...correctPosition(correction, x, y));
    }
  }
  return heights;
}

/** Lakes are features of the ground: every scene has them at the same true position. */
function isWater({ options }: Terrain, { grid, correction }: StripeScene, x: number, y: number): boolean {
  const [groundX, groundY] = correctPosition(correction, x, y);
  const length = LAKE_PX * grid.transform[0];
  return gradientNoise(groundX / length, groundY / length, options.seed ^ 0x5bd1e995) > LAKE_LEVEL;
}
