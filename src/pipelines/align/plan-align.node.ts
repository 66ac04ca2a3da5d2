import { basename, dirname, join } from 'node:path';
import { movedGrid } from '../../align/aligned-warp.js';
import type { Alignment } from '../../align/alignment.js';
import { IDENTITY } from '../../align/rigid.js';
import type { VerticalDatum } from '../../core/crs.js';
import { CuestaError } from '../../core/errors.js';
import type { Grid } from '../../core/georef.js';
import { NO_MARGIN } from '../../core/window.js';
import { withVertical } from '../../geo/crs.js';
import { cogSpec } from '../../io/cog/cog-spec.js';
import type { JobPlan } from '../../plan/plan.js';
import { cogOptionsOf } from '../../product/cog-options.js';
import {
  type FileStamp,
  type InputFile,
  inspectInputs,
  requireHeights,
  stampFile,
} from '../../product/inputs.node.js';
import type { JobContext } from '../../product/job-context.js';
import { checkOutputsEarly, filesOfJob } from '../../product/outputs.node.js';
import { type ProductDefinition, planProduct } from '../../product/product-plan.node.js';
import type { AlignTask } from './align-task.js';
import { type AlignConfig, hasPointReference } from './config.js';
import { commonVertical } from './datum-check.js';

export interface AlignJob {
  readonly config: AlignConfig;
  readonly source: InputFile;
  /** Null where the reference are points. */
  readonly reference: InputFile | null;
  readonly mask: InputFile | null;
  /** Points, initial transform: files besides the rasters that decide the result. */
  readonly auxiliary: readonly FileStamp[];
  /** Further DEMs to move. */
  readonly applied: readonly InputFile[];
  /** Of the products; null where the points' datum is checked when they are read. */
  readonly vertical: VerticalDatum;
  /** As it would be without a motion, for `--dry-run`. */
  readonly plan: JobPlan;
}

/** Reads headers, and checks that the inputs can be aligned with each other. */
export async function planAlign(config: AlignConfig, context: JobContext): Promise<AlignJob> {
  const { signal, progress, settings } = context;
  const onPoints = hasPointReference(config);
  refuseContradictions(config, onPoints);
  const rasters = [
    config.source,
    ...(onPoints ? [] : [config.reference]),
    ...(config.mask === undefined ? [] : [config.mask]),
    ...config.apply,
  ];
  const outputs = [config.output, ...config.apply.map((path) => appliedPath(config, path))];
  await checkOutputsEarly(filesOfJob(outputs, documentsOf(config)), rasters, settings);
  const inputs = await inspectInputs(rasters, signal, (done, total) =>
    progress({ stage: 'reading headers', done, total }),
  );
  const [source, ...others] = inputs as [InputFile, ...InputFile[]];
  const reference = onPoints ? null : others.shift()!;
  const mask = config.mask === undefined ? null : others.shift()!;
  for (const input of [source, ...(reference === null ? [] : [reference]), ...others]) requireHeights(input);
  const named = ({ path, grid }: InputFile) => ({ path, crs: grid.crs });
  const base = reference ?? source;
  const vertical = commonVertical(named(source), named(base), config.assumeVertical);
  for (const input of others) commonVertical(named(input), named(source), config.assumeVertical);
  const files = [
    ...(onPoints ? [config.reference] : []),
    ...((config.initialTransform ?? []).length > 0 ? [config.initialTransform!] : []),
  ];
  const auxiliary = await Promise.all(files.map((path) => stampFile(path, signal)));
  const job = { config, source, reference, mask, auxiliary, applied: others, vertical };
  const still: Alignment = { rigid: IDENTITY, heights: null };
  const { definition } = { definition: defineProduct(job, source, config.output, still, 0) };
  return { ...job, plan: planProduct(definition, settings) };
}

/** The product of one DEM that is moved. */
export function defineProduct(
  job: Omit<AlignJob, 'plan'>,
  input: InputFile,
  output: string,
  alignment: Alignment,
  nearHeight: number,
): ProductDefinition<AlignTask> {
  const { config, source, reference, mask, auxiliary, vertical } = job;
  const base =
    config.grid === 'reference' && reference !== null
      ? reference.grid
      : movedGrid(input.grid, alignment, nearHeight);
  const grid: Grid = { ...base, crs: withVertical(base.crs, vertical) };
  const spec = cogSpec({
    ...cogOptionsOf(config, -9999),
    width: grid.width,
    height: grid.height,
    dtype: 'float32',
    georef: grid,
    unit: 'metre',
    metadata: input.info.metadata,
  });
  const rasters = [
    input,
    source,
    ...(reference === null ? [] : [reference]),
    ...(mask === null ? [] : [mask]),
  ];
  return {
    op: 'align',
    grid,
    inputs: [...new Set(rasters)],
    outputs: [{ name: 'dem', path: output, spec }],
    documents: output === config.output ? documentsOf(config) : [],
    auxiliary,
    stages: [{ name: config.resampling, halo: NO_MARGIN }],
    bytesPerPixel: 8,
    bytesPerTilePixel: 160,
    module: new URL('./align.worker.node.js', import.meta.url),
    config: {
      input: input.path,
      source: input.grid,
      target: grid,
      alignment,
      nearHeight,
      resampling: config.resampling,
    },
  };
}

/** `NAME_aligned.tif` beside the main output. */
export function appliedPath({ output }: AlignConfig, path: string): string {
  const name = basename(path.replace(/[?#].*$/, '')).replace(/\.[^.]*$/, '');
  return join(dirname(output), `${name}_aligned.tif`);
}

function documentsOf({ report, transformOut }: AlignConfig): string[] {
  return [report, transformOut].filter((path) => path !== undefined);
}

function refuseContradictions(config: AlignConfig, onPoints: boolean): void {
  const refuse = (option: string, message: string, hint: string): never => {
    throw new CuestaError('config', message, { subject: option, hint });
  };
  if (config.method === 'none' && config.initialTransform === undefined) {
    refuse(
      '--method',
      'There is nothing to apply: --method none needs a transform.',
      'Add --initial-transform FILE.',
    );
  }
  if (onPoints && config.grid === 'reference') {
    refuse('--grid', 'Control points have no pixels.', 'Leave out --grid reference.');
  }
  if (config.translationOnly && !config.method.startsWith('icp-')) {
    refuse(
      '--translation-only',
      `${config.method} has no rotation to leave out.`,
      'Use it with icp-plane or icp-point.',
    );
  }
  if (config.slopeRange[0] >= config.slopeRange[1]) {
    refuse('--slope-range', 'The slope range is empty.', 'Give the smaller slope first.');
  }
  if (config.derampOrder !== undefined && ['vertical', 'tilt', 'none'].includes(config.method)) {
    refuse(
      '--deramp-order',
      `--method ${config.method} has no polynomial of a chosen order.`,
      'Use --method deramp.',
    );
  }
}
