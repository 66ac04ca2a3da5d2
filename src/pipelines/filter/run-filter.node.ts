import { CuestaError } from '../../core/errors.js';
import { uniformMargin } from '../../core/window.js';
import { type CogSpec, cogSpec } from '../../io/cog/cog-spec.js';
import type { JobPlan } from '../../plan/plan.js';
import { cogOptionsOf } from '../../product/cog-options.js';
import { inspectDem, nothingValid } from '../../product/dem-input.node.js';
import { heightNodata } from '../../product/height-nodata.js';
import type { InputFile } from '../../product/inputs.node.js';
import type { JobContext } from '../../product/job-context.js';
import { keptMetadata } from '../../product/kept-metadata.js';
import { filesOfJob } from '../../product/outputs.node.js';
import { type ProductDefinition, planProduct } from '../../product/product-plan.node.js';
import { finishProduct, type ProductResult, runProduct } from '../../product/run-product.node.js';
import { siblingPath } from '../../product/sibling-path.node.js';
import { writeProductSidecar } from '../../product/sidecar.node.js';
import {
  CHANGE_CLASS,
  type FilterConfig,
  type FilterCounts,
  type FilterMethod,
  type FilterTask,
} from './config.js';

export interface FilterJob {
  readonly definition: ProductDefinition<FilterTask>;
  readonly plan: JobPlan;
  readonly config: FilterConfig;
}

export interface FilterResult extends ProductResult<FilterCounts> {
  /** Pixels of the whole raster. */
  readonly counts: FilterCounts;
}

/** Reads the header and fixes tiles and memory. Throws `config` for options that the method lacks or does not have. */
export async function planFilter(config: FilterConfig, context: JobContext): Promise<FilterJob> {
  const method = methodOf(config);
  const changes = siblingPath(config.output, 'change');
  const dem = await inspectDem(config.input, filesOfJob([config.output, changes]), context);
  const radius = ((config.size ?? (method.kind === 'median' ? 3 : 5)) - 1) / 2;
  const specs = specsOf(config, dem);
  const definition: ProductDefinition<FilterTask> = {
    op: 'filter',
    grid: dem.grid,
    inputs: [dem],
    outputs: [
      { name: 'dem', path: config.output, spec: specs.dem },
      { name: 'change', path: changes, spec: specs.change },
    ],
    stages: [{ name: method.kind, halo: uniformMargin(radius) }],
    bytesPerPixel: 12,
    bytesPerTilePixel: 14,
    module: new URL('./filter.worker.node.js', import.meta.url),
    config: { input: config.input, radius, method },
  };
  return { definition, plan: planProduct(definition, context.settings), config };
}

function methodOf({
  method,
  sigmaDistance,
  sigmaHeight,
  threshold,
  sigmas,
  replace,
}: FilterConfig): FilterMethod {
  const isSpikes = method === 'spikes';
  refuse(
    !isSpikes && (threshold !== undefined || sigmas !== undefined),
    '--threshold and --sigmas are for spikes.',
  );
  refuse(method !== 'bilateral' && sigmaHeight !== undefined, '--sigma-height is for bilateral.');
  if (method === 'median') return { kind: 'median' };
  if (method === 'bilateral') {
    if (sigmaHeight === undefined)
      throw lacking('bilateral needs --sigma-height: the noise of the heights in metres.');
    return { kind: 'bilateral', sigmaDistance, sigmaHeight };
  }
  if (threshold === undefined && sigmas === undefined) {
    throw lacking('spikes needs --threshold (metres) or --sigmas (robust standard deviations), or both.');
  }
  return { kind: 'spikes', threshold: threshold ?? 0, sigmas: sigmas ?? 0, replacement: replace };
}

function refuse(isIdle: boolean, what: string): void {
  if (isIdle) throw lacking(what);
}

function lacking(message: string): CuestaError {
  return new CuestaError('config', message, { subject: '--method', hint: 'See cuesta filter --help.' });
}

function specsOf(config: FilterConfig, { info, grid }: InputFile): { dem: CogSpec; change: CogSpec } {
  const common = {
    ...cogOptionsOf(config, heightNodata(info)),
    width: grid.width,
    height: grid.height,
    georef: grid,
  };
  return {
    dem: cogSpec({ ...common, ...keptMetadata(info, grid.crs.vertical), dtype: 'float32' }),
    change: cogSpec({
      ...common,
      dtype: 'uint8',
      nodata: CHANGE_CLASS.missing,
      overviews: 'nearest',
      descriptions: ['0 kept, 1 changed, 2 removed'],
    }),
  };
}

/** Filters, and writes DEM, changes and sidecars. Throws `input` when the DEM has no valid sample. */
export async function runFilter(job: FilterJob, given: JobContext): Promise<FilterResult> {
  // There are no kernels: the sidecar says so.
  const context: JobContext = { ...given, settings: { ...given.settings, backend: 'reference' } };
  const result = await runProduct<FilterTask, FilterCounts>(job.definition, job.plan, context, (values) => {
    const { kept, changed, removed } = sumOf(values);
    if (kept + changed + removed === 0) throw nothingValid(job.config.input);
  });
  const counts = sumOf(result.values);
  const metrics = { pixels: counts, classes: CHANGE_CLASS };
  await writeProductSidecar({ ...job, result, context, metrics, warnings: [] });
  await finishProduct(job.plan);
  return { ...result, counts };
}

function sumOf(values: readonly FilterCounts[]): FilterCounts {
  const sum = (name: keyof FilterCounts): number => values.reduce((total, counts) => total + counts[name], 0);
  return { kept: sum('kept'), changed: sum('changed'), removed: sum('removed'), missing: sum('missing') };
}
