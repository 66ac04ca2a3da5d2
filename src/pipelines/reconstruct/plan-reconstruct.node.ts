import { CuestaError } from '../../core/errors.js';
import { pixelSize } from '../../core/geo-transform.js';
import type { Grid } from '../../core/georef.js';
import { fullWindow, intersect, type Margin } from '../../core/window.js';
import { groundPixelSize } from '../../geo/ground-size.js';
import type { Manifest } from '../../nn/infer/manifest/manifest.js';
import type { JobPlan } from '../../plan/plan.js';
import { type InputFile, inspectInputs, requireHeights, requireReal } from '../../product/inputs.node.js';
import type { JobContext } from '../../product/job-context.js';
import { checkOutputsEarly } from '../../product/outputs.node.js';
import { type ProductDefinition, planProduct } from '../../product/product-plan.node.js';
import { footprintWindow } from '../../resample/footprint-window.js';
import { unionGrid } from '../../resample/target-grid.js';
import type { Sun } from '../../simulate/lunar/sun.js';
import { pixelsPerCell, requireGrey, requireOneBody, requireOneCrs } from './check-inputs.js';
import type { ReconstructConfig } from './config.js';
import { imagesBytes, imagesHalo } from './mosaic-images.js';
import type { NetworkLattice } from './network-lattice.js';
import { documentsOf, filesOf, outputsOf } from './outputs.node.js';
import { PREDICTION_BYTES } from './predict-part.js';
import type { ReconstructTask } from './reconstruct-task.js';
import {
  latticeOf,
  overlapOf,
  type ReconstructionModel,
  readReconstructionModel,
  sessionBytes,
} from './reconstruction-model.node.js';
import { chooseModel } from './shipped-model.node.js';
import { requireSuns, sunsOf } from './suns.js';

export interface ReconstructJob {
  readonly definition: ProductDefinition<ReconstructTask>;
  readonly plan: JobPlan;
  readonly config: ReconstructConfig;
  /** As the user listed them. */
  readonly images: readonly InputFile[];
  /** The same job with the images, in that order, on other grids. Throws `no-overlap` where one leaves the DTM. */
  readonly moved: (grids: readonly Grid[]) => ProductDefinition<ReconstructTask>;
  readonly manifest: Manifest;
  /** Of the images as the user listed them. */
  readonly suns: readonly (Sun | null)[];
}

/**
 * Reads the headers and the model's manifest, checks that they belong together, and fixes grid, network tiles, processing tiles and
 * memory. Throws what rules the reconstruction out, naming the file or option.
 */
export async function planReconstruct(
  config: ReconstructConfig,
  context: JobContext,
): Promise<ReconstructJob> {
  const { signal, settings } = context;
  const suns = sunsOf(config);
  if (config.register) requireSuns(suns);
  const paths = [...config.image, config.reference];
  const modelPath = await chooseModel(config.model);
  await checkOutputsEarly(filesOf(config), [...paths, modelPath], settings);
  const model = await readReconstructionModel(modelPath, signal);
  const inputs = await inspectInputs(paths, signal, (done, total) =>
    context.progress({ stage: 'reading headers', done, total }),
  );
  const images = inputs.slice(0, -1);
  const reference = inputs.at(-1)!;
  requireInputs(images, reference);
  const grid = gridOf(images, reference, config.resolution);
  const cell = pixelsPerCell(grid, config.image.join(', '), reference);
  const task: ReconstructTask = {
    grid,
    images: placeImages(images, grid, model, config),
    reference: { path: reference.path, grid: reference.grid },
    model: model.task,
    overlap: overlapOf(model, config),
    pixelSize: groundPixelSize(grid),
    alignment: { method: config.align, sigma: 0.5 * Math.sqrt(cell.x * cell.y) },
    withSigma: config.sigma,
  };
  const definition = defineProduct(task, config, inputs, model);
  const { manifest } = model;
  const moved = (grids: readonly Grid[]): ProductDefinition<ReconstructTask> => {
    const placed = images.map((image, i) => ({ ...image, grid: grids[i]! }));
    return { ...definition, config: { ...task, images: placeImages(placed, grid, model, config) } };
  };
  return { definition, moved, plan: planProduct(definition, settings), config, images, manifest, suns };
}

function requireInputs(images: readonly InputFile[], reference: InputFile): void {
  for (const image of images) {
    requireGrey(image);
    requireReal(image);
    requireOneBody(image, reference);
  }
  requireOneCrs(images);
  requireHeights(reference);
}

/** The images in canonical order, with their network tiles. */
function placeImages(
  images: readonly InputFile[],
  grid: Grid,
  model: ReconstructionModel,
  config: ReconstructConfig,
): ReconstructTask['images'] {
  return images
    .map((image, order) => ({ image, order }))
    .sort((a, b) =>
      a.image.sha256 < b.image.sha256 ? -1 : a.image.sha256 > b.image.sha256 ? 1 : a.order - b.order,
    )
    .map(({ image: { path, grid: own }, order }) => {
      const extent = intersect(footprintWindow(grid, own, 0), fullWindow(grid));
      if (extent === null) throw movedAway(path);
      return { path, grid: own, order, extent, lattice: latticeOf(extent, model, config) };
    });
}

function defineProduct(
  task: ReconstructTask,
  config: ReconstructConfig,
  inputs: readonly InputFile[],
  { files, manifest }: ReconstructionModel,
): ProductDefinition<ReconstructTask> {
  const [{ lattice }] = task.images as [ReconstructTask['images'][number]];
  const { tileWidth, tileHeight } = lattice;
  const count = task.images.length;
  return {
    op: 'reconstruct',
    grid: task.grid,
    inputs,
    outputs: outputsOf(config, task.grid),
    documents: documentsOf(config),
    auxiliary: files,
    stages: [
      {
        name: `network tiles of ${tileWidth} x ${tileHeight}, ${task.overlap} shared`,
        halo: tilesHalo(lattice, task.overlap),
      },
      { name: count === 1 ? 'seams' : 'mosaic of images', halo: imagesHalo(count) },
    ],
    bytesPerPixel: PREDICTION_BYTES.perReadPixel + imagesBytes(count),
    bytesPerTilePixel: PREDICTION_BYTES.perPartPixel,
    bytesPerWorker: sessionBytes(manifest, lattice),
    module: new URL('./reconstruct.worker.node.js', import.meta.url),
    config: task,
  };
}

/** By how much the tiles with pixels in a part reach past it, on average over parts. */
function tilesHalo({ tileWidth, tileHeight }: NetworkLattice, overlap: number): Margin {
  const [x, y] = [tileWidth, tileHeight].map((side) => Math.ceil((side + overlap) / 2)) as [number, number];
  return { left: x, right: x, top: y, bottom: y };
}

/** The grid of the first image over all of them, or one of larger pixels; heights are measured from what the reference's are. */
function gridOf(images: readonly InputFile[], reference: InputFile, resolution: number | undefined): Grid {
  const [first] = images as [InputFile];
  const crs = { ...first.grid.crs, vertical: reference.grid.crs.vertical };
  if (resolution === undefined && images.length === 1) return { ...first.grid, crs };
  const finest = Math.max(...pixelSize(first.grid.transform));
  if (resolution !== undefined && resolution < finest * (1 - 1e-6)) {
    throw new CuestaError('config', `--resolution ${resolution} is finer than ${first.path} (${finest}).`, {
      subject: '--resolution',
      hint: 'Leave the option out for the pixels of the first image, or name a larger size in map units.',
    });
  }
  const size = resolution === undefined ? {} : { resolution: [resolution, resolution] as const };
  return {
    ...unionGrid(
      images.map((image) => image.grid),
      size,
    ),
    crs,
  };
}

function movedAway(path: string): CuestaError {
  return new CuestaError('no-overlap', `${path} lies outside the DTM after its registration.`, {
    subject: path,
    hint: 'Its registration went astray: check the angles of the Sun, or leave --register out.',
  });
}
