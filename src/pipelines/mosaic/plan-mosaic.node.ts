import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ioError } from '../../core/atomic-file.node.js';
import { CuestaError } from '../../core/errors.js';
import type { Grid } from '../../core/georef.js';
import { fullWindow, intersect } from '../../core/window.js';
import { groundPixelSize } from '../../geo/ground-size.js';
import { mosaicBytesPerPixel, mosaicHalo } from '../../mosaic/mosaic-tile.js';
import { isHeightMode, type MosaicOptions } from '../../mosaic/options.js';
import type { JobPlan } from '../../plan/plan.js';
import { type ResolvedHeights, requireOneSurface } from '../../product/height-shift.js';
import { prepareHeights } from '../../product/height-shift.node.js';
import { type InputFile, inspectInputs, requireHeights } from '../../product/inputs.node.js';
import type { JobContext } from '../../product/job-context.js';
import { checkOutputsEarly } from '../../product/outputs.node.js';
import { type ProductDefinition, planProduct } from '../../product/product-plan.node.js';
import { targetOptionsOf } from '../../product/target-options.js';
import { unionGrid } from '../../resample/target-grid.js';
import type { MosaicConfig } from './config.js';
import { deepestOverlap, footprintOn } from './footprints.js';
import { documentsOf, filesOf, outputsOf } from './mosaic-outputs.node.js';
import type { MosaicTask } from './mosaic-task.js';

export interface MosaicJob {
  readonly definition: ProductDefinition<MosaicTask>;
  readonly plan: JobPlan;
  readonly config: MosaicConfig;
  /** As the user listed them. */
  readonly inputs: readonly InputFile[];
}

/**
 * Reads the headers of all inputs, checks that they can be combined (one body, one vertical datum or a way to convert), and fixes
 * output grid, tiles and memory. Throws what rules the mosaic out, naming the file.
 */
export async function planMosaic(config: MosaicConfig, context: JobContext): Promise<MosaicJob> {
  const paths = await expandLists(config.inputs);
  await checkOutputsEarly(filesOf(config), paths, context.settings);
  const inputs = await inspectInputs(paths, context.signal, (done, total) =>
    context.progress({ stage: 'reading headers', done, total }),
  );
  requireOneMosaic(inputs);
  const heights = await prepareHeights(inputs, config, context.signal);
  const target = unionGrid(
    inputs.map((input) => input.grid),
    targetOptionsOf(config),
  );
  const grid: Grid = { ...target, crs: { ...target.crs, vertical: heights.vertical } };
  const first = { ...inputs[0].grid.crs, vertical: heights.vertical };
  requireOneSurface([
    { name: inputs[0].path, crs: first },
    { name: 'the output', crs: grid.crs },
  ]);
  const options = optionsOf(config);
  const task = taskOf(config, inputs, grid, options, heights.shifts);
  requireOverlap(task, config);
  const stages = [{ name: options.mode, halo: mosaicHalo(options) }];
  const definition: ProductDefinition<MosaicTask> = {
    op: 'mosaic',
    grid,
    inputs,
    outputs: outputsOf(config, inputs, grid),
    documents: documentsOf(config),
    auxiliary: heights.geoids,
    stages,
    bytesPerPixel: mosaicBytesPerPixel(options, deepestOverlap(task.inputs)),
    bytesPerTilePixel: 24,
    module: new URL('./mosaic.worker.node.js', import.meta.url),
    config: task,
  };
  return { definition, plan: planProduct(definition, context.settings), config, inputs };
}

/** `@FILE` stands for the names in that file, one per line, relative to its folder. */
async function expandLists(inputs: readonly string[]): Promise<string[]> {
  const lists = inputs.map(async (input) => {
    if (!input.startsWith('@')) return [input];
    const path = input.slice(1);
    const text = await readFile(path, 'utf8').catch((cause: unknown) => {
      throw ioError(cause, path, 'read the list');
    });
    const names = text.split(/\r?\n/).filter((line) => line.trim() !== '');
    return names.map((name) => (/^(\/|https?:)/.test(name) ? name : join(dirname(path), name)));
  });
  return (await Promise.all(lists)).flat();
}

function requireOneMosaic(inputs: readonly InputFile[]): void {
  if (inputs.length === 0) {
    throw new CuestaError('config', 'There is nothing to mosaic: the list of inputs is empty.', {
      hint: 'Name at least one DEM.',
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

function requireOverlap({ inputs, grid }: MosaicTask, { output }: MosaicConfig): void {
  if (inputs.some(({ footprint }) => intersect(footprint, fullWindow(grid)) !== null)) return;
  throw new CuestaError('no-overlap', `No input overlaps the extent of ${output}.`, {
    subject: output,
    hint: 'Check --bbox (xmin ymin xmax ymax, in the output CRS) against the bounds that cuesta info shows.',
  });
}

function optionsOf(config: MosaicConfig): MosaicOptions {
  return {
    mode: config.mode,
    blend: { featherPx: config.feather, exponent: config.exponent, blurSigma: config.blur },
    erodePx: config.erode,
    holeFillPx: isHeightMode(config.mode) ? config.holeFill : 0,
  };
}

function taskOf(
  config: MosaicConfig,
  inputs: readonly InputFile[],
  grid: Grid,
  options: MosaicOptions,
  shifts: ResolvedHeights['shifts'],
): MosaicTask {
  const canonical = inputs
    .map((input, order) => ({ input, order }))
    .sort((a, b) =>
      a.input.sha256 < b.input.sha256 ? -1 : a.input.sha256 > b.input.sha256 ? 1 : a.order - b.order,
    );
  return {
    grid,
    inputs: canonical.map(({ input, order }) => ({
      path: input.path,
      grid: input.grid,
      order,
      footprint: footprintOn(grid, input.grid),
      shift: shifts[order] ?? null,
    })),
    options,
    resampling: config.resampling,
    pixelSize: groundPixelSize(grid),
    withSigma: config.sigma,
  };
}
