import { rm } from 'node:fs/promises';
import { CuestaError } from '../../core/errors.js';
import { uniformMargin } from '../../core/window.js';
import { cogSpec } from '../../io/cog/cog-spec.js';
import { sidecarPath } from '../../io/sidecar.js';
import type { JobPlan } from '../../plan/plan.js';
import { cogOptionsOf } from '../../product/cog-options.js';
import { inspectDem, nothingValid, requireAlignedRows } from '../../product/dem-input.node.js';
import type { InputFile } from '../../product/inputs.node.js';
import type { JobContext } from '../../product/job-context.js';
import { filesOfJob } from '../../product/outputs.node.js';
import { type ProductDefinition, type ProductOutput, planProduct } from '../../product/product-plan.node.js';
import { finishProduct, type ProductResult, runProduct } from '../../product/run-product.node.js';
import { siblingPath } from '../../product/sibling-path.node.js';
import { writeProductSidecar } from '../../product/sidecar.node.js';
import { type ColourBar, createColourBar } from '../../report/colour-bar.js';
import { type ColourTable, painterOf } from '../../report/colour-table.js';
import { hasKernel, type TerrainOptions } from '../../terrain/terrain-window.js';
import { type ChosenColours, chooseColours, tableOf } from './colours.node.js';
import type { ReliefConfig, ReliefTask, ReliefTileValue } from './config.js';
import { writeBar, writePng } from './write-png.node.js';

export interface ReliefJob {
  readonly definition: ProductDefinition<Omit<ReliefTask, 'table'>>;
  readonly plan: JobPlan;
  readonly config: ReliefConfig;
  readonly colours: ChosenColours;
}

/** Height of a colour bar that is a file of its own. */
const BAR_HEIGHT = 450;

/** Reads the input's header and the colour file, and fixes grid, tiles and memory. Throws what they rule out. */
export async function planRelief(config: ReliefConfig, context: JobContext): Promise<ReliefJob> {
  const isPng = /\.png$/i.test(config.output);
  if (config.colourBar === 'inside' && !isPng) throw barInRaster();
  const colours = await chooseColours(config);
  const input = await inspectDem(config.input, filesOfJob([config.output], barsOf(config)), context);
  requireAlignedRows(config.input, input.grid);
  const options = shadeOptions(config);
  if (context.settings.backend === 'webgpu' && !hasKernel(options.product)) throw noGpu(config.variant);
  const definition: ReliefJob['definition'] = {
    op: 'relief',
    grid: input.grid,
    inputs: [input],
    outputs: [outputOf(config, input, isPng)],
    documents: [...(isPng ? [config.output, sidecarPath(config.output)] : []), ...barsOf(config)],
    stages: [{ name: 'relief', halo: uniformMargin(1) }],
    bytesPerPixel: 12,
    bytesPerTilePixel: 10,
    module: new URL('./relief.worker.node.js', import.meta.url),
    config: {
      input: config.input,
      shade: config.shade === 0 ? null : { options, strength: config.shade },
    },
  };
  return { definition, plan: planProduct(definition, context.settings), config, colours };
}

/** A PNG is written from a raster beside it, in small blocks so that a row of them needs little memory, which is then removed. */
function outputOf(config: ReliefConfig, { grid }: InputFile, isPng: boolean): ProductOutput {
  const spec = cogSpec({
    ...cogOptionsOf({ ...config, nodata: undefined }, 0),
    ...(isPng ? { compression: 'zstd', level: 1, blockSize: 128, overviews: 'none' } : {}),
    width: grid.width,
    height: grid.height,
    bands: 4,
    dtype: 'uint8',
    colours: 'rgba',
    georef: grid,
    descriptions: ['red', 'green', 'blue', 'opacity'],
  });
  return { name: 'relief', path: isPng ? `${config.output}.relief.tif` : config.output, spec };
}

function barsOf({ output, colourBar }: ReliefConfig): string[] {
  return colourBar === 'beside' ? [siblingPath(output.replace(/\.tiff?$/i, '.png'), 'colours')] : [];
}

function shadeOptions({ variant, azimuth, altitude, zFactor }: ReliefConfig): TerrainOptions {
  const sun = { azimuthDeg: azimuth, altitudeDeg: altitude };
  return { zFactor, edges: 'compute', product: { kind: 'hillshade', variant, basis: 'horn', ...sun } };
}

/** What was written, and the heights between which the colours run. */
export interface ReliefResult extends ProductResult<ReliefTileValue> {
  readonly range: readonly [min: number, max: number];
}

/** Finds the range, computes and writes the picture, its colour bar and its sidecar. Throws `input` when the DEM has no valid sample. */
export async function runRelief(job: ReliefJob, context: JobContext): Promise<ReliefResult> {
  const { config, plan } = job;
  const table = await tableOf(job.colours, config, context);
  const definition = { ...job.definition, config: { ...job.definition.config, table } };
  const result = await runProduct<ReliefTask, ReliefTileValue>(definition, plan, context, (values) => {
    if (!values.some(({ hasSamples }) => hasSamples)) throw nothingValid(config.input);
  });
  const [made] = result.outputs;
  const isPng = made!.path !== config.output;
  const outputs = isPng
    ? [{ ...made!, path: config.output, ...(await toPng(job, made!.path, table, context)) }]
    : [made!];
  for (const path of barsOf(config)) await writeBar(path, barOf(table, BAR_HEIGHT));
  const range = [table.stops[0]!.value, table.stops[table.stops.length - 1]!.value] as const;
  const written = { ...result, outputs, range };
  await writeProductSidecar({ ...job, result: written, context, metrics: { range }, warnings: [] });
  if (isPng) await rm(made!.path);
  await finishProduct(plan);
  return written;
}

function toPng(
  { config, definition }: ReliefJob,
  raster: string,
  table: ColourTable,
  { signal, progress }: JobContext,
): Promise<{ bytes: number; sha256: string }> {
  progress({ stage: 'PNG', done: 0, total: 1 });
  const bar = config.colourBar === 'inside' ? barOf(table, definition.grid.height) : null;
  return writePng(config.output, raster, bar, signal);
}

function barOf(table: ColourTable, height: number): ColourBar {
  return createColourBar(table, painterOf({ ...table, selection: shownBetween(table) }), height);
}

/** A bar of exact heights would be empty. */
function shownBetween({ selection }: ColourTable): ColourTable['selection'] {
  return selection === 'exact' ? 'nearest' : selection;
}

function barInRaster(): CuestaError {
  return new CuestaError('config', 'A GeoTIFF has no room for a colour bar inside.', {
    subject: '--colour-bar',
    hint: 'Use --colour-bar beside, or write a PNG.',
  });
}

function noGpu(variant: string): CuestaError {
  return new CuestaError('backend', `The ${variant} hillshade has no WebGPU version.`, {
    hint: 'Leave out --backend.',
  });
}
