import { CuestaError } from '../../core/errors.js';
import type { Grid } from '../../core/georef.js';
import { fullWindow, intersect, type Window } from '../../core/window.js';
import { mosaicBytesPerPixel, mosaicHalo } from '../../mosaic/mosaic-tile.js';
import type { JobPlan } from '../../plan/plan.js';
import { requireOneSurface } from '../../product/height-shift.js';
import { prepareHeights } from '../../product/height-shift.node.js';
import { type InputFile, inspectInputs, requireHeights } from '../../product/inputs.node.js';
import type { JobContext } from '../../product/job-context.js';
import { checkOutputsEarly } from '../../product/outputs.node.js';
import { type ProductDefinition, planProduct } from '../../product/product-plan.node.js';
import type { MosaicConfig } from './config.js';
import { refuseContradictions } from './contradictions.js';
import { deepestCoverage } from './footprints.js';
import { expandLists, inspectCompanions } from './input-lists.node.js';
import { documentsOf, filesOf, outputsOf } from './mosaic-outputs.node.js';
import type { MosaicTask } from './mosaic-task.js';
import { outputGrid } from './output-grid.node.js';
import { gridIn, type OutputTile, outputTiles } from './output-tiles.js';
import { type Mosaic, taskOf } from './task-of.node.js';
import { configOfTile } from './tile-config.node.js';

export interface MosaicJob {
  readonly definition: ProductDefinition<MosaicTask>;
  readonly plan: JobPlan;
  /** With the names of this job's own files. */
  readonly config: MosaicConfig;
  /** As the user listed them. */
  readonly inputs: readonly InputFile[];
  /** The part of the mosaic that the job makes; null for all of it. */
  readonly tile: OutputTile | null;
}

/**
 * Reads the headers of all inputs, checks that they can be combined (one body, one vertical datum or a way to convert), and fixes
 * output grid, tiles and memory. Throws what rules the mosaic out, naming the file. For a mosaic in one file.
 */
export async function planMosaic(config: MosaicConfig, context: JobContext): Promise<MosaicJob> {
  const [job] = await planMosaics(config, context);
  return job!;
}

/** {@link planMosaic} for every file that the mosaic is written as; none where nothing can lie on any of them. */
export async function planMosaics(config: MosaicConfig, context: JobContext): Promise<MosaicJob[]> {
  refuseContradictions(config);
  const paths = await expandLists(config.inputs);
  const isTiled = config.outputTileSize !== undefined || config.georefTileSize !== undefined;
  if (!isTiled) await checkOutputsEarly(filesOf(config), paths, context.settings);
  const inputs = await inspectInputs(paths, context.signal, (done, total) =>
    context.progress({ stage: 'reading headers', done, total }),
  );
  requireOneMosaic(inputs, config);
  const companions = await inspectCompanions(config, inputs, context.signal);
  const heights = await prepareHeights(inputs, config, context.signal);
  const target = await outputGrid(
    config,
    inputs.map((input) => input.grid),
    context.signal,
  );
  requireOneBody(target, inputs[0]);
  const grid: Grid = { ...target, crs: { ...target.crs, vertical: heights.vertical } };
  const first = { ...inputs[0].grid.crs, vertical: heights.vertical };
  requireOneSurface([
    { name: inputs[0].path, crs: first },
    { name: 'the output', crs: grid.crs },
  ]);
  const mosaic: Mosaic = { config, inputs, companions, heights, grid };
  const task = taskOf(mosaic);
  requireOverlap(task, config);
  const jobs = (outputTiles(config, grid) ?? [null]).map((tile) => jobOf(mosaic, task, tile, context));
  const withInputs = jobs.filter((job) => job !== null);
  for (const job of isTiled ? withInputs : [])
    await checkOutputsEarly(filesOf(job.config), paths, context.settings);
  return withInputs;
}

/** Null where no input can reach the tile. */
function jobOf(
  { config, inputs, companions, heights, grid }: Mosaic,
  whole: MosaicTask,
  tile: OutputTile | null,
  context: JobContext,
): MosaicJob | null {
  const window: Window = tile?.window ?? fullWindow(grid);
  const task = { ...whole, origin: { col: window.col, row: window.row } };
  if (!reaches(task, window)) return null;
  const own = tile === null ? config : configOfTile(config, tile.index);
  const part = tile === null ? grid : gridIn(grid, window);
  const { options } = task;
  const definition: ProductDefinition<MosaicTask> = {
    op: 'mosaic',
    grid: part,
    inputs,
    outputs: outputsOf(own, inputs, part),
    documents: documentsOf(own),
    auxiliary: [...heights.geoids, ...(companions.weights ?? []), ...(companions.sigmas ?? [])],
    stages: [{ name: options.mode, halo: mosaicHalo(options) }],
    bytesPerPixel: mosaicBytesPerPixel(options, deepestCoverage(task.inputs)) + companionBytes(task),
    bytesPerTilePixel: 24,
    module: new URL('./mosaic.worker.node.js', import.meta.url),
    config: task,
  };
  return { definition, plan: planProduct(definition, context.settings), config: own, inputs, tile };
}

/** Planes of weights and standard errors, what they make together, and the masked heights. */
function companionBytes({ inputs }: MosaicTask): number {
  const planes = (inputs[0].weight === null ? 0 : 1) + (inputs[0].sigma === null ? 0 : 1);
  return planes === 0 ? 0 : (4 * planes + 8) * deepestCoverage(inputs);
}

function requireOneMosaic(inputs: readonly InputFile[], { saveDemWeight }: MosaicConfig): void {
  if (inputs.length === 0) {
    throw new CuestaError('config', 'There is nothing to mosaic: the list of inputs is empty.', {
      hint: 'Name at least one DEM.',
    });
  }
  if (saveDemWeight !== undefined && saveDemWeight >= inputs.length) {
    const message = `--save-dem-weight ${saveDemWeight} names no input: there are ${inputs.length}, counted from 0.`;
    throw new CuestaError('config', message, {
      subject: '--save-dem-weight',
      hint: 'The first input is 0.',
    });
  }
  const [first] = inputs;
  for (const { path, grid, info } of inputs) {
    requireHeights({ path, info });
    if (grid.crs.body.name !== first!.grid.crs.body.name) {
      const bodies = `${first!.path} is on ${first!.grid.crs.body.name}, ${path} on ${grid.crs.body.name}`;
      throw new CuestaError('geometry', `The inputs lie on different bodies: ${bodies}.`, {
        subject: path,
        hint: 'Mosaic each body by itself.',
      });
    }
  }
}

/** A reference grid may lie anywhere. */
function requireOneBody({ crs }: Grid, { path, grid }: InputFile): void {
  if (crs.body.name === grid.crs.body.name) return;
  const bodies = `the output is on ${crs.body.name}, ${path} on ${grid.crs.body.name}`;
  throw new CuestaError('geometry', `The output lies on another body: ${bodies}.`, {
    subject: path,
    hint: 'Choose a CRS or a reference grid of the body of the inputs.',
  });
}

function reaches({ inputs }: MosaicTask, window: Window): boolean {
  return inputs.some(({ footprint }) => intersect(footprint, window) !== null);
}

function requireOverlap(task: MosaicTask, { output }: MosaicConfig): void {
  if (reaches(task, fullWindow(task.grid))) return;
  throw new CuestaError('no-overlap', `No input overlaps the extent of ${output}.`, {
    subject: output,
    hint: 'Check --bbox (xmin ymin xmax ymax, in the output CRS) against the bounds that cuesta info shows.',
  });
}
