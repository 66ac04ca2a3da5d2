import { intersect, type Window } from '../../core/window.js';
import type { SeamPair } from '../../mosaic/seams.js';
import { measureBoundaries } from '../../mosaic/seams.js';
import type { ReconstructTileValue } from './reconstruct-task.js';

/** Sums of the tiles that were added before, over the part. */
interface Sums {
  readonly weight: Float64Array;
  readonly height: Float64Array;
}

/** How tiles differ from those before them. */
export interface TileDifferences {
  /** Jumps of the own part where the tile with the greatest weight changes. */
  readonly jumps: Pick<SeamPair, 'heightJump' | 'slopeJump'>;
  /** How far tiles of the own part are from those before them where they overlap, in pixels and square metres. */
  readonly disagreement: ReconstructTileValue['disagreement'];
}

/** Watches how tiles come together. */
export interface TileSeams {
  /** Before a tile is added to the sums. */
  add(index: number, tile: Window, heights: Float32Array, weights: Float32Array, sums: Sums): void;
  /** When all are added. */
  measured(heights: Float32Array, pixelSize: { readonly x: number; readonly y: number }): TileDifferences;
}

/** Seams between tiles in `own`, which lies in the part with `seamHalo` around it. */
export function createTileSeams(part: Window, own: Window): TileSeams {
  const { width } = part;
  const greatest = new Float32Array(width * part.height);
  const codes = new Int32Array(greatest.length);
  let [pixels, sumSquares] = [0, 0];
  return {
    add(index, tile, heights, weights, sums) {
      const common = intersect(part, tile)!;
      for (let r = common.row; r < common.row + common.height; r++) {
        const isOwnRow = r >= own.row && r < own.row + own.height;
        let from = (r - tile.row) * tile.width + common.col - tile.col;
        let p = (r - part.row) * width + common.col - part.col;
        for (let c = common.col; c < common.col + common.width; c++, from++, p++) {
          const w = weights[from]!;
          if (w === 0) continue;
          if (w > greatest[p]!) {
            greatest[p] = w;
            codes[p] = index + 1;
          }
          const before = sums.weight[p]!;
          if (before === 0 || !isOwnRow || c < own.col || c >= own.col + own.width) continue;
          pixels++;
          sumSquares += (heights[from]! - sums.height[p]! / before) ** 2;
        }
      }
    },
    measured(heights, pixelSize) {
      const inside = { ...own, col: own.col - part.col, row: own.row - part.row };
      return {
        jumps: measureBoundaries(heights, codes, width, inside, pixelSize),
        disagreement: { pixels, sumSquares },
      };
    },
  };
}
