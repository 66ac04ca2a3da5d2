import type { VerticalDatum } from '../../core/crs.js';
import { CuestaError } from '../../core/errors.js';
import type { Grid } from '../../core/georef.js';
import { sameBody } from '../../geo/bodies.js';
import { type CogSpec, cogSpec } from '../../io/cog/cog-spec.js';
import type { JobPlan } from '../../plan/plan.js';
import { cogOptionsOf } from '../../product/cog-options.js';
import { inspectDem, nothingValid } from '../../product/dem-input.node.js';
import { heightNodata } from '../../product/height-nodata.js';
import { resolveHeights } from '../../product/height-shift.js';
import { type InputFile, inspectInputs, requireHeights } from '../../product/inputs.node.js';
import type { JobContext } from '../../product/job-context.js';
import { keptMetadata } from '../../product/kept-metadata.js';
import { filesOfJob } from '../../product/outputs.node.js';
import { type ProductDefinition, planProduct } from '../../product/product-plan.node.js';
import { finishProduct, type ProductResult, runProduct } from '../../product/run-product.node.js';
import { siblingPath } from '../../product/sibling-path.node.js';
import { writeProductSidecar } from '../../product/sidecar.node.js';
import { FILL_CLASS, fillHalo } from '../../terrain/fill-voids.js';
import type { FillConfig, FillCounts, FillTask } from './config.js';
import { medianDifference } from './second-dem.node.js';

export interface FillJob {
  readonly definition: ProductDefinition<FillTask>;
  readonly plan: JobPlan;
  readonly config: FillConfig;
}

export interface FillResult extends ProductResult<FillCounts> {
  /** Pixels of the whole raster. */
  readonly counts: FillCounts;
  /** Median of first minus second DEM; null without a second one. */
  readonly medianDifference: number | null;
}

/** Reads the headers, checks bodies and vertical datums, fixes tiles and memory. Throws what the inputs or the memory rule out. */
export async function planFill(config: FillConfig, context: JobContext): Promise<FillJob> {
  const classes = siblingPath(config.output, 'fill');
  const dem = await inspectDem(config.input, filesOfJob([config.output, classes]), context);
  const second = config.with === undefined ? null : await inspectSecond(config.with, dem, context);
  const inputs = second === null ? [dem] : [dem, second];
  const vertical = commonVertical(inputs, config);
  const grid: Grid = { ...dem.grid, crs: { ...dem.grid.crs, vertical } };
  const options = {
    reach: config.maxDistance,
    smoothing: config.smoothing,
    maxVoid: config.maxVoid ?? null,
  };
  const specs = specsOf(config, dem, grid);
  const definition: ProductDefinition<FillTask> = {
    op: 'fill',
    grid,
    inputs,
    outputs: [
      { name: 'dem', path: config.output, spec: specs.dem },
      { name: 'fill', path: classes, spec: specs.fill },
    ],
    stages: [{ name: 'fill', halo: fillHalo(options) }],
    bytesPerPixel: second === null ? 30 : 60,
    bytesPerTilePixel: 10,
    module: new URL('./fill.worker.node.js', import.meta.url),
    config: {
      input: config.input,
      options,
      second: second === null ? null : { path: second.path, grid: second.grid, farDifference: 0 },
    },
  };
  return { definition, plan: planProduct(definition, context.settings), config };
}

/** Throws `datum` for heights above different surfaces. */
function commonVertical(inputs: readonly InputFile[], { assumeVertical }: FillConfig): VerticalDatum {
  try {
    return resolveHeights(inputs, { assumeVertical }).vertical;
  } catch (error) {
    if (!(error instanceof CuestaError) || error.code !== 'datum') throw error;
    throw new CuestaError('datum', error.message, {
      ...(error.subject === null ? {} : { subject: error.subject }),
      hint: 'Convert one first: cuesta convert IN --vertical-datum DATUM -o OUT; --assume-vertical speaks for files that do not say it.',
    });
  }
}

async function inspectSecond(path: string, dem: InputFile, { signal }: JobContext): Promise<InputFile> {
  const [second] = (await inspectInputs([path], signal)) as [InputFile];
  requireHeights(second);
  if (sameBody(second.grid.crs, dem.grid.crs)) return second;
  const bodies = `${dem.grid.crs.body.name} and ${second.grid.crs.body.name}`;
  throw new CuestaError('geometry', `${dem.path} and ${path} lie on different bodies: ${bodies}.`, {
    subject: path,
    hint: 'Fill with a DEM of the same body.',
  });
}

function specsOf(config: FillConfig, dem: InputFile, grid: Grid): { dem: CogSpec; fill: CogSpec } {
  const { width, height } = grid;
  const options = cogOptionsOf(config, heightNodata(dem.info));
  const kept = keptMetadata(dem.info, grid.crs.vertical);
  const common = { ...options, width, height, georef: grid };
  return {
    dem: cogSpec({ ...common, ...kept, dtype: 'float32' }),
    fill: cogSpec({
      ...common,
      dtype: 'uint8',
      nodata: FILL_CLASS.missing,
      overviews: 'nearest',
      descriptions: ['0 measured, 1 inverse distance, 2 second DEM'],
    }),
  };
}

/**
 * Fills, and writes DEM, classes and sidecars. Throws `input` when the DEM has no valid sample, and `quality` when it has to be complete and
 * is not.
 */
export async function runFill(job: FillJob, context: JobContext): Promise<FillResult> {
  const { config, plan } = job;
  const { second } = job.definition.config;
  const far = second === null ? null : await medianDifference(firstOf(job), second, context);
  const filler = second === null ? null : { ...second, farDifference: far ?? 0 };
  const definition = { ...job.definition, config: { ...job.definition.config, second: filler } };
  const result = await runProduct<FillTask, FillCounts>(definition, plan, context, (values) => {
    const { measured, missing } = sumOf(values);
    if (measured === 0) throw nothingValid(config.input);
    if (config.complete && missing > 0) throw incomplete(config.input, missing);
  });
  const filled = { ...result, counts: sumOf(result.values), medianDifference: far };
  const { counts } = filled;
  const metrics = { pixels: counts, medianDifference: far, classes: FILL_CLASS };
  await writeProductSidecar({ ...job, definition, result, context, metrics, warnings: [] });
  await finishProduct(plan);
  return filled;
}

function firstOf({ config, definition }: FillJob): { path: string; grid: Grid } {
  return { path: config.input, grid: definition.grid };
}

function sumOf(values: readonly FillCounts[]): FillCounts {
  const sum = (name: keyof FillCounts): number => values.reduce((total, counts) => total + counts[name], 0);
  return {
    measured: sum('measured'),
    distance: sum('distance'),
    second: sum('second'),
    missing: sum('missing'),
  };
}

function incomplete(path: string, missing: number): CuestaError {
  return new CuestaError('quality', `${missing} samples of ${path} stay missing.`, {
    subject: path,
    hint: 'Raise --max-distance and --max-void, or fill with a second DEM; without --complete they stay missing.',
  });
}
