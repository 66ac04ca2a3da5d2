import { CuestaError } from '../../core/errors.js';
import type { Grid } from '../../core/georef.js';
import { NO_MARGIN } from '../../core/window.js';
import { groundPixelSize } from '../../geo/ground-size.js';
import { taskId } from '../../jobs/task-id.node.js';
import type { Manifest } from '../../nn/infer/manifest/manifest.js';
import { chooseModel } from '../../nn/infer/shipped-model.node.js';
import type { JobPlan } from '../../plan/plan.js';
import {
  type FileStamp,
  type InputFile,
  inspectInputs,
  requireHeights,
  requireReal,
} from '../../product/inputs.node.js';
import type { JobContext } from '../../product/job-context.js';
import { checkOutputsEarly } from '../../product/outputs.node.js';
import { type ProductDefinition, planProduct } from '../../product/product-plan.node.js';
import { type RunSettings, workFolderOf } from '../../product/run-settings.js';
import { VERSION } from '../../product/version.node.js';
import { type TileAlignment, usualLowPass, usualMethod } from './align-tile.js';
import {
  pixelsPerCell,
  requireCells,
  requireDay,
  requireGrey,
  requireOneBody,
  requireOneCrs,
} from './check-inputs.js';
import { type ReconstructConfig, SHIPPED_MODEL } from './config.js';
import { overlapOf, sessionBytes, tileSize } from './model-tiles.js';
import { imagesBytes, imagesHalo } from './mosaic-images.js';
import { outputGrid } from './output-grid.js';
import { documentsOf, filesOf, outputsOf } from './outputs.node.js';
import { type Pair, pairsOf } from './pairs.js';
import { placeImages } from './place-images.js';
import { PREDICTION_BYTES } from './predict-part.js';
import { readSun } from './read-label.node.js';
import type { ReconstructTask } from './reconstruct-task.js';
import { type ReconstructionModel, readReconstructionModel } from './reconstruction-model.node.js';
import type { StepSummary } from './step-record.node.js';
import { type ImageSun, sunsOf } from './suns.js';
import type { TileStoreOptions } from './tile-store.node.js';
import type { Tone } from './tone.js';

export interface ReconstructJob {
  readonly definition: ProductDefinition<ReconstructTask>;
  readonly plan: JobPlan;
  readonly config: ReconstructConfig;
  /** The options as the user gave them, and the steps before this one, where it is the last of a cascade. */
  readonly asked?: ReconstructConfig;
  readonly earlier?: readonly StepSummary[];
  /** As the user listed them. */
  readonly images: readonly InputFile[];
  /** Orthoimage in the place of the reference, to register to. */
  readonly referenceImage: InputFile | null;
  /** The same job with the images, in that order, on other grids, of other brightness, under their Suns. Throws `no-overlap` where one leaves the DTM. */
  readonly moved: (
    grids: readonly Grid[],
    tones: readonly Tone[],
    suns: ReconstructJob['suns'],
  ) => ProductDefinition<ReconstructTask>;
  readonly pairs: readonly Pair[];
  readonly manifest: Manifest;
  /** See {@link ReconstructionModel.needsSun}. */
  readonly needsSun: boolean;
  /** Of the images as the user listed them, by options and labels. */
  readonly suns: readonly (ImageSun | null)[];
}

/** What a reconstruction is made from, by headers, manifest and hashes. */
export interface ReconstructSources {
  readonly images: readonly InputFile[];
  readonly reference: InputFile;
  readonly referenceImage: InputFile | null;
  readonly model: ReconstructionModel;
}

/**
 * Reads the headers and the model's manifest, checks that they belong together, and fixes grid, network tiles, processing tiles and
 * memory. Throws what rules the reconstruction out, naming the file or option.
 */
export async function planReconstruct(
  config: ReconstructConfig,
  context: JobContext,
): Promise<ReconstructJob> {
  return planSources(config, await readSources(config, context), context.settings);
}

/** Throws what reading throws, and `config` for outputs that cannot be written. */
export async function readSources(
  config: ReconstructConfig,
  { signal, settings, progress }: JobContext,
): Promise<ReconstructSources> {
  const { image, reference, referenceImage } = config;
  const paths = [...image, reference, ...(referenceImage === undefined ? [] : [referenceImage])];
  const modelPath = await chooseModel(config.model, SHIPPED_MODEL);
  await checkOutputsEarly(filesOf(config), [...paths, modelPath], settings);
  const model = await readReconstructionModel(modelPath, signal);
  const inputs = await inspectInputs(paths, signal, (done, total) =>
    progress({ stage: 'reading headers', done, total }),
  );
  return {
    model,
    images: inputs.slice(0, image.length),
    reference: inputs[image.length]!,
    referenceImage: inputs[image.length + 1] ?? null,
  };
}

/** See {@link planReconstruct}; the images are those of the configuration. */
export async function planSources(
  config: ReconstructConfig,
  sources: ReconstructSources,
  settings: RunSettings,
): Promise<ReconstructJob> {
  const { images, reference, referenceImage, model } = sources;
  const given = sunsOf(config);
  const pairs = pairsOf(config);
  requireInputs(sources);
  const suns = await Promise.all(images.map((image, i) => given[i] ?? sunOfLabel(image)));
  const grid = outputGrid(images, reference, model.task.ratio, config.resolution);
  const cells = pixelsPerCell(grid, config.image.join(', '), reference);
  const cell = Math.sqrt(cells.x * cells.y);
  requireCells(reference.path, cell, Math.min(...tileSize(model, config)));
  const task: Omit<ReconstructTask, 'store'> = {
    grid,
    images: placeImages(images, pairs, grid, model, config),
    reference: { path: reference.path, grid: reference.grid },
    model: model.task,
    overlap: overlapOf(model, config),
    pixelSize: groundPixelSize(grid),
    alignment: alignmentOf(model, config, cell),
    withSigma: config.sigma,
  };
  const inputs = [...images, reference, ...(referenceImage === null ? [] : [referenceImage])];
  const files = [...inputs, ...model.files];
  const define = (placed: typeof task): ProductDefinition<ReconstructTask> =>
    defineProduct(
      { ...placed, store: storeOf(placed, files, config.output, settings) },
      config,
      inputs,
      model,
    );
  const definition = define(task);
  const { manifest, light, needsSun } = model;
  if (light !== 'any' && config.sigma) throw mirrorsNeeded(model.task.path);
  const moved: ReconstructJob['moved'] = (grids, tones, lit) => {
    const placed = images.map((image, i) => ({ ...image, grid: grids[i]!, tone: tones[i]!, sun: lit[i]! }));
    return define({ ...task, images: placeImages(placed, pairs, grid, model, config) });
  };
  return {
    ...{ definition, moved, pairs, config, images, referenceImage, manifest, needsSun, suns },
    plan: planProduct(definition, settings),
  };
}

function alignmentOf(
  { origin }: ReconstructionModel,
  { align, lowPass }: ReconstructConfig,
  cell: number,
): TileAlignment {
  const method = align ?? usualMethod(origin, cell);
  if (lowPass !== undefined && (method === 'none' || method === 'vertical')) {
    throw new CuestaError('config', `--low-pass has no effect: tiles are aligned by ${method}.`, {
      subject: '--low-pass',
      hint: 'Leave it out, or add --align low-frequency, plane or icp.',
    });
  }
  return { method, sigma: (lowPass ?? usualLowPass(origin)) * cell, cell, origin };
}

/** Tiles lie among the artifacts of the job, named by all that decides them. */
function storeOf(
  task: Omit<ReconstructTask, 'store'>,
  files: readonly FileStamp[],
  output: string,
  settings: RunSettings,
): TileStoreOptions {
  const inputs = files.map(({ sha256 }) => sha256);
  return {
    folder: workFolderOf(output, settings),
    key: taskId({ version: VERSION, backend: settings.backend, inputs, task }),
  };
}

async function sunOfLabel(image: InputFile): Promise<ImageSun | null> {
  const sun = await readSun(image);
  if (sun === null) return null;
  requireDay(image.path, sun.elevation);
  return { ...sun, from: 'label', correlation: null };
}

function requireInputs({ images, reference, referenceImage }: ReconstructSources): void {
  for (const image of referenceImage === null ? images : [...images, referenceImage]) {
    requireGrey(image);
    requireReal(image);
    requireOneBody(image, reference);
  }
  requireOneCrs(images);
  requireHeights(reference);
}

function mirrorsNeeded(path: string): CuestaError {
  return new CuestaError('config', `${path} needs light from one side and cannot judge mirrored tiles.`, {
    subject: '--sigma',
    hint: 'Leave --sigma out, or use a network that was trained with light from all sides (data.sun: any).',
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
        halo: NO_MARGIN,
      },
      { name: count === 1 ? 'seams' : 'mosaic of images', halo: imagesHalo(count) },
    ],
    bytesPerPixel: PREDICTION_BYTES + imagesBytes(count),
    bytesPerTilePixel: PART_BYTES,
    bytesPerWorker: sessionBytes(manifest, lattice),
    module: new URL('./reconstruct.worker.node.js', import.meta.url),
    config: task,
  };
}

/** Of the products and what they are made from, per pixel of a part. */
const PART_BYTES = 24;
