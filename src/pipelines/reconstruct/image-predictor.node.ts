import type { Compute } from '../../core/kernel.js';
import { gridWindow } from '../../core/raster.js';
import { contains, intersect, type Window } from '../../core/window.js';
import { chen2022Codec } from '../../networks/chen2022/tile-codec.js';
import type { ModelSession } from '../../nn/runtime/model-session.js';
import type { SourcePool } from '../../product/source-pool.node.js';
import { alignTile } from './align-tile.js';
import type { GridReader } from './grid-reader.node.js';
import { createImageReader } from './pair-reader.node.js';
import { type PartPrediction, type PredictedPart, predictPart } from './predict-part.js';
import { predictTile, type TileHeights, type TileNetwork } from './predict-tile.js';
import type { ReconstructImage, ReconstructTask } from './reconstruct-task.js';
import { createTileStore } from './tile-store.node.js';
import { createTileWeights } from './tile-weights.js';

/** Heights of one image on parts of the DTM; null where the image has no tile. */
export type ImagePredictor = (
  part: Window,
  own: Window,
  signal: AbortSignal,
) => Promise<PredictedPart | null>;

export function createImagePredictor(
  image: ReconstructImage,
  task: ReconstructTask,
  session: ModelSession,
  readReference: GridReader,
  sources: SourcePool,
  compute: Compute,
): ImagePredictor {
  const { lattice, extent } = image;
  const { tileWidth: width, tileHeight: height } = lattice;
  const readImage = createImageReader(image.parts, task.grid, sources, compute);
  const network: TileNetwork = {
    ...task.model,
    session,
    codec: chen2022Codec({ ...task.model, pixel: (task.pixelSize.x + task.pixelSize.y) / 2 }),
    align: (heights, coarse, window, signal) => {
      const place = { grid: gridWindow(task.grid, window), compute, signal };
      return alignTile(heights, coarse, place, task.alignment);
    },
    mirror: image.mirror,
    withSigma: task.withSigma,
  };
  const make = async (tile: Window, signal: AbortSignal): Promise<TileHeights | null> => {
    // A tile that reaches past the extent sees nothing there, even where the image goes on.
    const grey = within(extent, tile, await readImage(tile, signal));
    const inside = intersect(tile, extent)!;
    const reference = await readReference(tile, signal);
    return predictTile(network, tile, grey, reference, inside.width * inside.height, signal);
  };
  const store = createTileStore(task.store);
  const job: PartPrediction = {
    lattice,
    pixelSize: task.pixelSize,
    predict: async (tile, signal) => {
      const known = await store.get(image.parts[0]!.path, tile);
      if (known !== undefined) return known;
      const made = await make(tile, signal);
      await store.put(image.parts[0]!.path, tile, made);
      return made;
    },
    withSigma: task.withSigma,
    weights: createTileWeights({ width, height, overlap: task.overlap }, compute),
  };
  return async (part, own, signal) => {
    return intersect(part, extent) === null ? null : predictPart(job, part, own, signal);
  };
}

function within(extent: Window, window: Window, samples: Float32Array): Float32Array {
  if (contains(extent, window)) return samples;
  return samples.map((grey, i) => {
    const pixel = {
      col: window.col + (i % window.width),
      row: window.row + Math.floor(i / window.width),
      width: 1,
      height: 1,
    };
    return contains(extent, pixel) ? grey : Number.NaN;
  });
}
