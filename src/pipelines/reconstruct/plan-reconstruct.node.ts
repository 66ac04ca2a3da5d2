import { CuestaError } from '../../core/errors.js';
import { pixelSize, scale } from '../../core/geo-transform.js';
import type { Grid } from '../../core/georef.js';
import { fullWindow, intersect, NO_MARGIN, type Window } from '../../core/window.js';
import { groundPixelSize } from '../../geo/ground-size.js';
import { taskId } from '../../jobs/task-id.node.js';
import { type Mirror, mirrorForSun } from '../../networks/chen2022/sun-mirror.js';
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
import { footprintWindow } from '../../resample/footprint-window.js';
import { unionGrid } from '../../resample/target-grid.js';
import { lowPassSigma, type TileAlignment, usualMethod } from './align-tile.js';
import { pixelsPerCell, requireDay, requireGrey, requireOneBody, requireOneCrs } from './check-inputs.js';
import { type ReconstructConfig, SHIPPED_MODEL } from './config.js';
import { latticeOf, overlapOf, sessionBytes, tileSize } from './model-tiles.js';
import { imagesBytes, imagesHalo } from './mosaic-images.js';
import { documentsOf, filesOf, outputsOf } from './outputs.node.js';
import { type Pair, pairsOf } from './pairs.js';
import { PREDICTION_BYTES } from './predict-part.js';
import { readSun } from './read-label.node.js';
import type { ReconstructTask } from './reconstruct-task.js';
import {
  type Light,
  type ReconstructionModel,
  readReconstructionModel,
} from './reconstruction-model.node.js';
import { type ImageSun, sunsOf } from './suns.js';
import type { TileStoreOptions } from './tile-store.node.js';
import { SAME_TONE, type Tone } from './tone.js';

export interface ReconstructJob {
  readonly definition: ProductDefinition<ReconstructTask>;
  readonly plan: JobPlan;
  readonly config: ReconstructConfig;
  /** As the user listed them. */
  readonly images: readonly InputFile[];
  /** The same job with the images, in that order, on other grids, of other brightness, under their Suns. Throws `no-overlap` where one leaves the DTM. */
  readonly moved: (
    grids: readonly Grid[],
    tones: readonly Tone[],
    suns: ReconstructJob['suns'],
  ) => ProductDefinition<ReconstructTask>;
  readonly pairs: readonly Pair[];
  readonly manifest: Manifest;
  /** What light the network needs. */
  readonly light: Light;
  /** Of the images as the user listed them, by options and labels. */
  readonly suns: readonly (ImageSun | null)[];
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
  const given = sunsOf(config);
  const pairs = pairsOf(config);
  const paths = [...config.image, config.reference];
  const modelPath = await chooseModel(config.model, SHIPPED_MODEL);
  await checkOutputsEarly(filesOf(config), [...paths, modelPath], settings);
  const model = await readReconstructionModel(modelPath, signal);
  const inputs = await inspectInputs(paths, signal, (done, total) =>
    context.progress({ stage: 'reading headers', done, total }),
  );
  const images = inputs.slice(0, -1);
  const reference = inputs.at(-1)!;
  requireInputs(images, reference);
  const suns = await Promise.all(images.map((image, i) => given[i] ?? sunOfLabel(image)));
  const grid = gridOf(images, reference, model.task.ratio, config.resolution);
  const cell = pixelsPerCell(grid, config.image.join(', '), reference);
  const task: Omit<ReconstructTask, 'store'> = {
    grid,
    images: placeImages(images, pairs, grid, model, config),
    reference: { path: reference.path, grid: reference.grid },
    model: model.task,
    overlap: overlapOf(model, config),
    pixelSize: groundPixelSize(grid),
    alignment: alignmentOf(model, config, Math.sqrt(cell.x * cell.y)),
    withSigma: config.sigma,
  };
  const files = [...inputs, ...model.files];
  const define = (placed: typeof task): ProductDefinition<ReconstructTask> =>
    defineProduct(
      { ...placed, store: storeOf(placed, files, config.output, settings) },
      config,
      inputs,
      model,
    );
  const definition = define(task);
  const { manifest, light } = model;
  if (light !== 'any' && config.sigma) throw mirrorsNeeded(modelPath);
  const moved: ReconstructJob['moved'] = (grids, tones, lit) => {
    const placed = images.map((image, i) => ({ ...image, grid: grids[i]!, tone: tones[i]!, sun: lit[i]! }));
    return define({ ...task, images: placeImages(placed, pairs, grid, model, config) });
  };
  return {
    definition,
    moved,
    pairs,
    plan: planProduct(definition, settings),
    config,
    images,
    manifest,
    light,
    suns,
  };
}

function alignmentOf(model: ReconstructionModel, config: ReconstructConfig, cell: number): TileAlignment {
  const { origin } = model;
  const tile = Math.min(...tileSize(model, config));
  return {
    method: config.align ?? usualMethod(origin, cell),
    sigma: lowPassSigma(origin, cell, tile),
    cell,
  };
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

function requireInputs(images: readonly InputFile[], reference: InputFile): void {
  for (const image of images) {
    requireGrey(image);
    requireReal(image);
    requireOneBody(image, reference);
  }
  requireOneCrs(images);
  requireHeights(reference);
}

/** The images, those of a pair as one, in canonical order with their network tiles. */
function placeImages(
  images: readonly (InputFile & { readonly tone?: Tone; readonly sun?: ImageSun | null })[],
  pairs: readonly Pair[],
  grid: Grid,
  model: ReconstructionModel,
  config: ReconstructConfig,
): ReconstructTask['images'] {
  const rights = new Map(pairs.map(({ left, right }) => [left, right]));
  const isRight = new Set(rights.values());
  return images
    .map((image, order) => ({ image, order }))
    .filter(({ order }) => !isRight.has(order))
    .sort((a, b) =>
      a.image.sha256 < b.image.sha256 ? -1 : a.image.sha256 > b.image.sha256 ? 1 : a.order - b.order,
    )
    .map(({ image, order }) => {
      const right = rights.get(order);
      const parts = right === undefined ? [image] : [image, images[right]!];
      const extent = unionOf(parts.map((part) => extentOf(part, grid)));
      return {
        parts: parts.map(({ path, grid: own, tone = SAME_TONE }) => ({ path, grid: own, tone })),
        order,
        extent,
        lattice: latticeOf(extent, model, config),
        mirror: model.light === 'any' || !image.sun ? AS_IT_IS : mirrorForSun(image.sun.azimuth),
      };
    });
}

const AS_IT_IS: Mirror = { upDown: false, leftRight: false };

function mirrorsNeeded(path: string): CuestaError {
  return new CuestaError('config', `${path} needs light from one side and cannot judge mirrored tiles.`, {
    subject: '--sigma',
    hint: 'Leave --sigma out, or use a network that was trained with light from all sides (data.sun: any).',
  });
}

function extentOf({ path, grid: own }: InputFile, grid: Grid): Window {
  const extent = intersect(footprintWindow(grid, own, 0), fullWindow(grid));
  if (extent === null) throw movedAway(path);
  return extent;
}

function unionOf(windows: readonly Window[]): Window {
  const col = Math.min(...windows.map((w) => w.col));
  const row = Math.min(...windows.map((w) => w.row));
  return {
    col,
    row,
    width: Math.max(...windows.map((w) => w.col + w.width)) - col,
    height: Math.max(...windows.map((w) => w.row + w.height)) - row,
  };
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

/**
 * The grid of the first image over all of them, or one of larger pixels; `ratio` pixels of the image make the smallest of the output.
 * Heights are measured from what the reference's are.
 */
function gridOf(
  images: readonly InputFile[],
  reference: InputFile,
  ratio: number,
  resolution: number | undefined,
): Grid {
  const [first] = images as [InputFile];
  const crs = { ...first.grid.crs, vertical: reference.grid.crs.vertical };
  if (resolution === undefined && images.length === 1) return { ...reduced(first.grid, ratio), crs };
  const finest = ratio * Math.max(...pixelSize(first.grid.transform));
  if (resolution !== undefined && resolution < finest * (1 - 1e-6)) {
    const whose =
      ratio === 1
        ? `${first.path}`
        : `${ratio} pixels of ${first.path}, which the network makes one height of`;
    throw new CuestaError('config', `--resolution ${resolution} is finer than ${whose} (${finest}).`, {
      subject: '--resolution',
      hint: `Leave the option out for ${finest}, or name a larger size in map units.`,
    });
  }
  const [x, y] = pixelSize(first.grid.transform);
  const own = ratio === 1 ? {} : { resolution: [ratio * x, ratio * y] as const };
  const size = resolution === undefined ? own : { resolution: [resolution, resolution] as const };
  return {
    ...unionGrid(
      images.map((image) => image.grid),
      size,
    ),
    crs,
  };
}

/** Whole blocks of `ratio` x `ratio` pixels. */
function reduced(grid: Grid, ratio: number): Grid {
  const [width, height] = [grid.width, grid.height].map((n) => Math.max(1, Math.floor(n / ratio)));
  return { ...grid, width: width!, height: height!, transform: scale(grid.transform, ratio, ratio) };
}

function movedAway(path: string): CuestaError {
  return new CuestaError('no-overlap', `${path} lies outside the DTM after its registration.`, {
    subject: path,
    hint: 'Its registration went astray: check the angles of the Sun, or leave --register out.',
  });
}
