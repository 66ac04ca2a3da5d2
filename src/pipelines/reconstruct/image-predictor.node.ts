import type { Grid } from '../../core/georef.js';
import type { Compute } from '../../core/kernel.js';
import { gridWindow } from '../../core/raster.js';
import { contains, intersect, type Window } from '../../core/window.js';
import type { ResampleMethod } from '../../kernels/resample/index.js';
import { chen2022Codec } from '../../networks/chen2022/tile-codec.js';
import type { ModelSession } from '../../nn/runtime/model-session.js';
import type { SourcePool } from '../../product/source-pool.node.js';
import { createWarp } from '../../resample/create-warp.js';
import { resampleWindow } from '../../resample/resample-window.js';
import { alignTile } from './align-tile.js';
import { type PartPrediction, type PredictedPart, predictPart } from './predict-part.js';
import { predictTile, type TileHeights, type TileNetwork } from './predict-tile.js';
import type { ReconstructImage, ReconstructTask } from './reconstruct-task.js';
import { createTileStore } from './tile-store.node.js';
import { createTileWeights } from './tile-weights.js';

/** Samples of a window of the DTM's grid, NaN where missing. */
export type GridReader = (window: Window, signal: AbortSignal) => Promise<Float32Array>;

/** Reads a raster on the DTM's grid: means of the pixels below those of the DTM where they are much smaller, else interpolated. */
export function createGridReader(
  { path, grid }: { readonly path: string; readonly grid: Grid },
  target: Grid,
  sources: SourcePool,
  compute: Compute,
): GridReader {
  const warp = createWarp(grid, target);
  const method: ResampleMethod = Math.max(warp.scaleX, warp.scaleY) >= SHRINKING ? 'average' : 'cubic';
  return async (window, signal) => {
    const source = await sources.get(path);
    return (await resampleWindow(source, warp, window, method, compute, signal)).data;
  };
}

/** Source pixels per pixel from which on the mean is taken: below, it is hardly more than the nearest pixel. */
const SHRINKING = 1.5;

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
  const readImage = createGridReader(image, task.grid, sources, compute);
  const network: TileNetwork = {
    ...task.model,
    session,
    codec: chen2022Codec(task.model),
    align: (heights, coarse, window, signal) => {
      const place = { grid: gridWindow(task.grid, window), compute, signal };
      return alignTile(heights, coarse, place, task.alignment);
    },
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
      const known = await store.get(image.path, tile);
      if (known !== undefined) return known;
      const made = await make(tile, signal);
      await store.put(image.path, tile, made);
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
