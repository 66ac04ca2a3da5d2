import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IDENTITY } from '../../align/rigid.js';
import type { Grid } from '../../core/georef.js';
import { NO_MARGIN, uniformMargin } from '../../core/window.js';
import { UNKNOWN_DATUM } from '../../geo/vertical-datum.js';
import { cogSpec } from '../../io/cog/cog-spec.js';
import type { JobPlan } from '../../plan/plan.js';
import type { PreparedHeights } from '../../product/height-shift.node.js';
import { type InputFile, inspectInputs, requireHeights } from '../../product/inputs.node.js';
import type { JobContext } from '../../product/job-context.js';
import { type ProductDefinition, type ProductOutput, planProduct } from '../../product/product-plan.node.js';
import { workFolderOf } from '../../product/run-settings.js';
import { commonArea } from './common-area.js';
import { commonHeights } from './common-heights.node.js';
import type { CompareTask, DemMotion } from './compare-task.js';
import type { CompareConfig } from './config.js';
import { type PlannedStrata, planStrata, strataOutputs, strataTask } from './plan-strata.node.js';
import { alignedNames, productNames } from './product-names.js';

/** One tested DEM against the reference, as it is or aligned to it. */
export interface PlannedComparison {
  readonly name: string;
  readonly tested: InputFile;
  /** Its motion is estimated before it is compared; the plan has none. */
  readonly isAligned: boolean;
  readonly heights: PreparedHeights;
  readonly definition: ProductDefinition<CompareTask>;
  readonly plan: JobPlan;
}

export interface RasterCompareJob {
  readonly config: CompareConfig;
  readonly reference: InputFile;
  readonly strata: PlannedStrata;
  /** By tested DEM; with `align` before and after. */
  readonly comparisons: readonly PlannedComparison[];
  /** Where the differences go: the folder that the user named, or one to be removed. */
  readonly folder: string;
}

/**
 * Reads the headers, checks that every tested DEM can be compared with the reference (one body, vertical datums that agree or
 * a way to convert, a common area), and fixes grids, tiles and memory.
 */
export async function planRasterCompare(
  config: CompareConfig,
  context: JobContext,
): Promise<RasterCompareJob> {
  const folder = config.output ?? join(tmpdir(), `cuesta-compare-${process.pid}`);
  const paths = [config.reference, ...config.tested];
  const [reference, ...tested] = (await inspectInputs(paths, context.signal, (done, total) =>
    context.progress({ stage: 'reading headers', done, total }),
  )) as [InputFile, ...InputFile[]];
  for (const input of [reference, ...tested]) requireHeights(input);
  const strata = await planStrata(config, reference, context.signal);
  const names = productNames(config.tested);
  const afterwards = alignedNames(names);
  const comparisons: PlannedComparison[] = [];
  for (const [i, input] of tested.entries()) {
    const heights = await commonHeights(asHeights(input), asHeights(reference), config, context.signal);
    const pair = { config, reference, strata, folder, tested: input, heights };
    comparisons.push(planComparison(pair, names[i], null, context));
    if (config.align) comparisons.push(planComparison(pair, afterwards[i], STILL, context));
  }
  return { config, reference, strata, comparisons, folder };
}

/** In the place of a motion that is not known yet. */
const STILL: DemMotion = { alignment: { rigid: IDENTITY, heights: null }, nearHeight: 0 };
/** Positions and heights of the one resampling through a motion. */
const MOTION_BYTES = 160;

interface Pair extends Pick<RasterCompareJob, 'config' | 'reference' | 'strata' | 'folder'> {
  readonly tested: InputFile;
  readonly heights: PreparedHeights;
}

function planComparison(
  { config, reference, strata, folder, tested, heights }: Pair,
  name: string,
  motion: DemMotion | null,
  { settings }: JobContext,
): PlannedComparison {
  const path = join(folder, `${name}_dh.tif`);
  const [base, other] = config.grid === 'tested' ? [tested, reference] : [reference, tested];
  const area = commonArea(base, other);
  const grid: Grid = { ...area, crs: { ...area.crs, vertical: heights.vertical } };
  const [testedShift = null, referenceShift = null] = heights.shifts;
  const definition: ProductDefinition<CompareTask> = {
    op: 'compare',
    grid,
    inputs: [tested, reference],
    outputs: outputsOf(grid, strata, path, workFolderOf(path, settings), config.output === undefined),
    documents: documentsOf(config),
    auxiliary: [...heights.geoids, ...[strata.mask, strata.classes].filter((input) => input !== null)],
    stages: [
      { name: config.resampling, halo: NO_MARGIN },
      { name: 'slope', halo: uniformMargin(1) },
    ],
    bytesPerPixel: 48,
    bytesPerTilePixel: 16 + (motion === null ? 0 : MOTION_BYTES),
    module: new URL('./compare.worker.node.js', import.meta.url),
    config: {
      grid,
      tested: { path: tested.path, grid: tested.grid, shift: testedShift, motion },
      reference: { path: reference.path, grid: reference.grid, shift: referenceShift, motion: null },
      resampling: config.resampling,
      strata: strataTask(strata),
    },
  };
  return {
    name,
    tested,
    isAligned: motion !== null,
    heights,
    definition,
    plan: planProduct(definition, settings),
  };
}

/** What is written besides the dh rasters when a folder is named: the report, and the result as JSON. */
export function documentsOf({ output }: Pick<CompareConfig, 'output'>): string[] {
  return output === undefined ? [] : [join(output, 'report.html'), join(output, 'compare.json')];
}

function asHeights({ path, grid }: InputFile): { readonly path: string; readonly crs: Grid['crs'] } {
  return { path, crs: grid.crs };
}

/** The difference, and what it is split by. */
function outputsOf(
  grid: Grid,
  strata: PlannedStrata,
  path: string,
  work: string,
  isTemporary: boolean,
): ProductOutput[] {
  // A difference of heights is not a height: it has no vertical datum.
  const crs = { ...grid.crs, vertical: UNKNOWN_DATUM };
  const { width, height, transform } = grid;
  const dh = cogSpec({
    width,
    height,
    dtype: 'float32',
    nodata: -9999,
    georef: { transform, crs },
    unit: 'metre',
    descriptions: ['dh = tested - reference'],
    ...(isTemporary ? ({ compression: 'zstd', level: 1, overviews: 'none' } as const) : {}),
  });
  return [{ name: 'dh', path, spec: dh }, ...strataOutputs(strata, { ...grid, crs }, work)];
}
