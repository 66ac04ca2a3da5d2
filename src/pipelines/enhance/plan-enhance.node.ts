import type { Grid } from '../../core/georef.js';
import { NO_MARGIN } from '../../core/window.js';
import { withVertical } from '../../geo/crs.js';
import { parseVerticalDatum } from '../../geo/vertical-datum.js';
import { GUIDANCE_CHANNELS, type Guidance } from '../../networks/jspsr/config.js';
import { chooseModel } from '../../nn/infer/shipped-model.node.js';
import type { JobPlan } from '../../plan/plan.js';
import { type InputFile, inspectInputs, requireHeights, requireReal } from '../../product/inputs.node.js';
import type { JobContext } from '../../product/job-context.js';
import { checkOutputsEarly } from '../../product/outputs.node.js';
import { type ProductDefinition, planProduct } from '../../product/product-plan.node.js';
import {
  requireBands,
  requireCoarser,
  requireOneBody,
  requireOneDatum,
  requireOverlap,
} from './check-inputs.js';
import type { EnhanceConfig } from './config.js';
import {
  type EnhanceModel,
  layoutFor,
  readEnhanceModel,
  requireGuidance,
  resolutionFor,
  sessionBytes,
} from './enhance-model.node.js';
import type { EnhanceInput, EnhanceNetwork, EnhanceTask, InputName } from './enhance-task.js';
import { outputGrid } from './output-grid.js';
import { documentsOf, filesOf, outputsOf } from './outputs.node.js';

export interface EnhanceJob {
  readonly definition: ProductDefinition<EnhanceTask>;
  readonly plan: JobPlan;
  readonly config: EnhanceConfig;
  readonly model: EnhanceModel;
  readonly baseline: EnhanceModel | null;
  /** On its own grid; null where there is none. */
  readonly truth: InputFile | null;
}

export const GUIDANCE = Object.keys(GUIDANCE_CHANNELS) as readonly Guidance[];

/**
 * Reads the headers and the models' manifests, checks that they belong together, and fixes grid, network tiles, processing tiles and
 * memory. Throws what rules the job out, naming the file or option.
 */
export async function planEnhance(config: EnhanceConfig, context: JobContext): Promise<EnhanceJob> {
  const { signal, settings } = context;
  const given = GUIDANCE.filter((name) => config[name] !== undefined);
  const names: readonly (InputName | 'truth')[] = [
    'dem',
    ...given,
    ...(config.truth === undefined ? [] : (['truth'] as const)),
  ];
  const paths = names.map((name) => config[name]!);
  const chosen = await chooseModel(config.model, 'jspsr-compact');
  const modelPaths = [chosen, ...(config.baseline === undefined ? [] : [config.baseline])];
  await checkOutputsEarly(filesOf(config), [...paths, ...modelPaths], settings);
  const models: EnhanceModel[] = [];
  for (const path of modelPaths) models.push(await readEnhanceModel(path, signal));
  for (const model of models) requireGuidance(model, config);
  const inputs = await inspectInputs(paths, signal, (done, total) =>
    context.progress({ stage: 'reading headers', done, total }),
  );
  const files = Object.fromEntries(names.map((name, i) => [name, withDatum(inputs[i]!, config)])) as {
    readonly dem: InputFile;
  } & Readonly<Partial<Record<Guidance | 'truth', InputFile>>>;
  checkInputs(files, given);
  const resolution = resolutionFor(config.resolution, models);
  const guidance = given.map((name) => files[name]!);
  const placed = outputGrid(files.dem.grid, guidance[0]?.grid, { resolution, crs: config.crs });
  const grid = { ...placed, crs: withVertical(placed.crs, files.dem.grid.crs.vertical) };
  const others = [...guidance.slice(1), ...(files.truth === undefined ? [] : [files.truth])];
  requireOverlap(grid, guidance[0] ?? files.dem, [files.dem, ...others]);
  requireCoarser(grid, files.dem);
  const [model, baseline = null] = models as [EnhanceModel, EnhanceModel?];
  const task: EnhanceTask = {
    grid,
    inputs: Object.fromEntries(
      (['dem', ...given] as const).map((name) => [name, inputOf(files[name]!)] as const),
    ) as EnhanceTask['inputs'],
    networks: {
      dtm: networkOf(model, grid),
      ...(baseline === null ? {} : { baseline: networkOf(baseline, grid) }),
    },
  };
  const definition = defineProduct(task, config, inputs.slice(0, 1 + given.length), models);
  return {
    ...{ definition, plan: planProduct(definition, settings), config, model, baseline },
    truth: files.truth ?? null,
  };
}

/** The file with the vertical datum that is assumed where it states none. */
function withDatum(file: InputFile, { assumeVertical }: EnhanceConfig): InputFile {
  const { crs } = file.grid;
  if (assumeVertical === undefined || crs.vertical.kind !== 'unknown') return file;
  return { ...file, grid: { ...file.grid, crs: withVertical(crs, parseVerticalDatum(assumeVertical)) } };
}

function checkInputs(
  files: { readonly dem: InputFile } & Readonly<Partial<Record<Guidance | 'truth', InputFile>>>,
  given: readonly Guidance[],
): void {
  const { dem, truth } = files;
  const heights = truth === undefined ? [dem] : [dem, truth];
  for (const file of heights) requireHeights(file);
  for (const name of given) {
    requireReal(files[name]!);
    requireBands(name, files[name]!);
  }
  requireOneBody(dem, Object.values(files));
  requireOneDatum(heights.map(({ path, grid }) => ({ name: path, vertical: grid.crs.vertical })));
}

const inputOf = ({ path, grid, info }: InputFile): EnhanceInput => ({ path, grid, bands: info.bands });

const networkOf = (model: EnhanceModel, grid: Grid): EnhanceNetwork => ({
  path: model.path,
  layout: layoutFor(model, grid),
});

/** The interpolated DEM, the sums of one network at a time, and the heights that come of them, per pixel of a part. */
const PART_BYTES = 40;

function defineProduct(
  task: EnhanceTask,
  config: EnhanceConfig,
  inputs: readonly InputFile[],
  models: readonly EnhanceModel[],
): ProductDefinition<EnhanceTask> {
  const layouts = Object.values(task.networks).map(({ layout }) => layout);
  const sizes = layouts.map(({ columns, rows }) => `${columns.tile} x ${rows.tile}`);
  return {
    op: 'enhance',
    grid: task.grid,
    inputs,
    outputs: outputsOf(config, task.grid),
    documents: documentsOf(config),
    auxiliary: models.flatMap(({ files }) => files),
    stages: [{ name: `network tiles of ${sizes.join(' and ')}`, halo: NO_MARGIN }],
    bytesPerPixel: 0,
    bytesPerTilePixel: PART_BYTES,
    bytesPerWorker: models.reduce((sum, model, i) => sum + sessionBytes(model, layouts[i]!), 0),
    module: new URL('./enhance.worker.node.js', import.meta.url),
    config: task,
  };
}
