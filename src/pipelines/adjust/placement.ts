import { type GeoTransform, invert } from '../../core/geo-transform.js';
import type { Grid } from '../../core/georef.js';
import type { Window } from '../../core/window.js';
import { createWarp } from '../../resample/create-warp.js';
import type { Positions, Warp } from '../../resample/warp.js';
import type { BlockScene } from './block.js';
import { movedGrid } from './common-grid.js';

/** How a corrected scene is put on the output, in one step. */
export interface Placement {
  /** From output pixels to the pixels of the scene's file. */
  readonly warp: Warp;
  /** Raw positions of output pixels in the block's CRS, up to `toRaw`, which makes map coordinates of them. */
  positions(window: Window): Positions;
  readonly toRaw: GeoTransform;
}

/**
 * Places a scene whose correction in plan is `move` (raw to corrected map coordinates). One in another CRS than the block is
 * sampled at the raw positions that the output's pixels have, on a grid that is no longer north-up; so it, too, is resampled
 * once only.
 */
export function placeScene(
  { grid, own }: Pick<BlockScene, 'grid' | 'own'>,
  move: GeoTransform,
  output: Grid,
): Placement {
  if (own === null) {
    const warp = createWarp(movedGrid(grid, move), output);
    return { warp, positions: (window) => warp.positions(window), toRaw: grid.transform };
  }
  const raw = movedGrid(output, invert(move));
  return { warp: createWarp(own, raw), positions: pixelCentres, toRaw: raw.transform };
}

function pixelCentres({ col, row, width, height }: Window): Positions {
  return {
    kind: 'separable',
    x: Float64Array.from({ length: width }, (_, i) => col + i + 0.5),
    y: Float64Array.from({ length: height }, (_, i) => row + i + 0.5),
  };
}
