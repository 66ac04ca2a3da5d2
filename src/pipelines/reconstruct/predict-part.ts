import { intersect, type Window } from '../../core/window.js';
import { latticeTiles, type NetworkLattice } from './network-lattice.js';
import type { TileHeights } from './predict-tile.js';
import type { ReconstructTileValue } from './reconstruct-task.js';
import { createTileSeams, type TileDifferences } from './tile-seams.js';
import type { TileWeights } from './tile-weights.js';

/** What a part of the output is made from. */
export interface PartPrediction {
  readonly lattice: NetworkLattice;
  /** Heights of a tile; null where too much is missing. */
  readonly predict: (tile: Window, signal: AbortSignal) => Promise<TileHeights | null>;
  readonly withSigma: boolean;
  readonly weights: TileWeights;
  /** Metres. */
  readonly pixelSize: { readonly x: number; readonly y: number };
}

export interface PredictedPart extends TileDifferences {
  readonly heights: Float32Array;
  readonly sigma: Float32Array | null;
  readonly counts: Pick<ReconstructTileValue, 'predicted' | 'skipped' | 'flat' | 'meanOnly'>;
}

/**
 * Heights of a part of the output: the weighted mean of all network tiles with pixels in it. A pixel's height does not depend on the
 * part: tiles lie on a lattice of the output, are predicted one by one and summed in its order in float64. Tiles that begin in `own`
 * are counted, and seams between them are measured there; the part has `seamHalo` around it.
 */
export async function predictPart(
  job: PartPrediction,
  part: Window,
  own: Window,
  signal: AbortSignal,
): Promise<PredictedPart> {
  const tiles = latticeTiles(job.lattice, part);
  const sums = {
    weight: zeros(part),
    height: zeros(part),
    sigma: job.withSigma ? zeros(part) : null,
  };
  const seams = createTileSeams(part, own);
  const counts = { predicted: 0, skipped: 0, flat: 0, meanOnly: 0 };
  for (const [index, tile] of tiles.entries()) {
    signal.throwIfAborted();
    const isOwn = intersect({ ...tile, width: 1, height: 1 }, own) !== null;
    const made = await job.predict(tile, signal);
    if (isOwn) {
      counts[made === null ? 'skipped' : 'predicted']++;
      if (made?.isFlat) counts.flat++;
      if (made?.isAligned === false) counts.meanOnly++;
    }
    if (made === null) continue;
    const weights = await job.weights(made.heights);
    seams.add(index, tile, made.heights, weights, sums);
    addWeighted(sums.height, sums.weight, part, tile, made.heights, weights);
    if (sums.sigma !== null) addWeighted(sums.sigma, null, part, tile, made.sigma!, weights);
  }
  const heights = quotients(sums.height, sums.weight);
  return {
    heights,
    sigma: sums.sigma === null ? null : quotients(sums.sigma, sums.weight),
    counts,
    ...seams.measured(heights, job.pixelSize),
  };
}

function quotients(sums: Float64Array, weights: Float64Array): Float32Array {
  const means = new Float32Array(sums.length);
  for (let i = 0; i < means.length; i++) means[i] = sums[i]! / weights[i]!;
  return means;
}

const zeros = ({ width, height }: Window): Float64Array => new Float64Array(width * height);

/** Adds what a tile has in a part; samples without weight may be NaN. */
function addWeighted(
  sums: Float64Array,
  total: Float64Array | null,
  part: Window,
  tile: Window,
  samples: Float32Array,
  weights: Float32Array,
): void {
  const common = intersect(part, tile)!;
  for (let r = common.row; r < common.row + common.height; r++) {
    const from = (r - tile.row) * tile.width - tile.col;
    const to = (r - part.row) * part.width - part.col;
    for (let c = common.col; c < common.col + common.width; c++) {
      const w = weights[from + c]!;
      if (w === 0) continue;
      sums[to + c]! += w * samples[from + c]!;
      if (total !== null) total[to + c]! += w;
    }
  }
}

/** Planes of a part's size that are held at a time, in bytes per pixel. */
export const PREDICTION_BYTES = 56;
