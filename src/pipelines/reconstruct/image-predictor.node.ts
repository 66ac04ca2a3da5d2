import { scale } from '../../core/geo-transform.js';
import type { Grid } from '../../core/georef.js';
import type { Compute } from '../../core/kernel.js';
import { gridWindow } from '../../core/raster.js';
import { contains, intersect, type Window } from '../../core/window.js';
import { chen2022Codec } from '../../networks/chen2022/tile-codec.js';
import { madnetCodec } from '../../networks/madnet/tile-codec.js';
import type { TileCodec } from '../../nn/infer/tiles/tile-codec.js';
import type { ModelSession } from '../../nn/runtime/model-session.js';
import type { SourcePool } from '../../product/source-pool.node.js';
import { alignTile } from './align-tile.js';
import type { GridReader } from './grid-reader.node.js';
import { createImageReader } from './pair-reader.node.js';
import { type PartPrediction, type PredictedPart, predictPart } from './predict-part.js';
import { predictTile, type TileHeights, type TileNetwork } from './predict-tile.js';
import type { ReconstructImage, ReconstructTask, TileSeconds } from './reconstruct-task.js';
import { createStageClock } from './stage-clock.js';
import { createTileStore } from './tile-store.node.js';
import { createTileWeights } from './tile-weights.js';

/** Heights of one image on parts of the DTM, and the time they took; null where the image has no tile. */
export type ImagePredictor = (
  part: Window,
  own: Window,
  signal: AbortSignal,
) => Promise<(PredictedPart & { readonly seconds: TileSeconds }) | null>;

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
  const { ratio, ...names } = task.model;
  const readImage = createImageReader(image.parts, refined(task.grid, ratio), sources, compute);
  const clock = createStageClock();
  const network: TileNetwork = {
    ...{ image: names.image, output: names.output, ratio },
    session: { ...session, run: (feeds) => clock.time('network', () => session.run(feeds)) },
    ...codecOf(task, image.contrast),
    align: (heights, coarse, window, signal) => {
      const place = { grid: gridWindow(task.grid, window), compute, signal };
      return clock.time('alignment', () => alignTile(heights, coarse, place, task.alignment));
    },
    mirror: image.mirror,
    withSigma: task.withSigma,
  };
  const make = async (tile: Window, signal: AbortSignal): Promise<TileHeights | null> => {
    // A tile that reaches past the extent sees nothing there, even where the image goes on.
    const fine = refinedWindow(tile, ratio);
    const samples = await clock.time('reading', () => readImage(fine, signal));
    const grey = within(refinedWindow(extent, ratio), fine, samples);
    const inside = intersect(tile, extent)!;
    const reference = await clock.time('reading', () => readReference(tile, signal));
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
    if (intersect(part, extent) === null) return null;
    return { ...(await predictPart(job, part, own, signal)), seconds: clock.taken() };
  };
}

/** Metres by which ranges of coarse heights are widened: see {@link madnetCodec}. */
const WIDENING = 1.25;

function codecOf(
  { model, pixelSize: { x, y } }: ReconstructTask,
  contrast: number,
): {
  readonly codec: TileCodec;
  readonly coarse: string;
} {
  const { image, heights } = model;
  const pixel = (x + y) / 2;
  if (heights.type === 'guided') {
    const { coarse, target } = heights;
    return { codec: chen2022Codec({ image, coarse, target, pixel }), coarse };
  }
  const coarse = 'reference';
  const scaling =
    heights.type === 'relative'
      ? ({ type: 'relative', widening: WIDENING } as const)
      : ({ type: 'pixels', pixel, contrast } as const);
  return { codec: madnetCodec({ image, reference: coarse, heights: scaling }), coarse };
}

/** The same ground with `ratio` pixels along the side of each. */
function refined(grid: Grid, ratio: number): Grid {
  const { width, height, transform } = grid;
  return {
    ...grid,
    ...{ width: ratio * width, height: ratio * height },
    transform: scale(transform, 1 / ratio, 1 / ratio),
  };
}

function refinedWindow({ col, row, width, height }: Window, ratio: number): Window {
  return { col: ratio * col, row: ratio * row, width: ratio * width, height: ratio * height };
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
