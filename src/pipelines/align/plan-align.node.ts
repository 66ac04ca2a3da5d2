import type { Alignment } from '../../align/alignment.js';
import type { AlignInput } from '../../align/estimate-job.js';
import { IDENTITY } from '../../align/rigid.js';
import { requireSameBody } from '../../align/same-body.js';
import { CuestaError } from '../../core/errors.js';
import { prepareHeights } from '../../product/height-shift.node.js';
import {
  type InputFile,
  inspectInputs,
  requireHeights,
  requireReal,
  stampFile,
} from '../../product/inputs.node.js';
import type { JobContext } from '../../product/job-context.js';
import { checkOutputsEarly, filesOfJob } from '../../product/outputs.node.js';
import { hasPointReference } from '../../product/point-options.js';
import { planProduct } from '../../product/product-plan.node.js';
import type { AlignJob } from './align-job.js';
import type { AlignConfig } from './config.js';
import { appliedPath, defineDem, documentsOf } from './define-products.node.js';

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
    ...config.applyImage,
  ];
  const outputs = [
    config.output,
    ...[...config.apply, ...config.applyImage].map((path) => appliedPath(config, path)),
  ];
  await checkOutputsEarly(filesOfJob(outputs, documentsOf(config)), rasters, settings);
  const inputs = await inspectInputs(rasters, signal, (done, total) =>
    progress({ stage: 'reading headers', done, total }),
  );
  const [source, ...others] = inputs as [InputFile, ...InputFile[]];
  const reference = onPoints ? null : others.shift()!;
  const mask = config.mask === undefined ? null : others.shift()!;
  const dems = [source, ...(reference === null ? [] : [reference]), ...others.splice(0, config.apply.length)];
  for (const input of dems) requireHeights(input);
  for (const input of others) requireReal(input);
  for (const { path, grid } of [...dems, ...others, ...(mask === null ? [] : [mask])]) {
    requireSameBody({ path: source.path, crs: source.grid.crs }, { path, crs: grid.crs });
  }
  const { vertical, shifts, geoids } = await prepareHeights(dems, config, signal);
  const [moved, ...converted] = dems.map((input, i) => ({ ...input, shift: shifts[i] ?? null })) as [
    AlignInput,
    ...AlignInput[],
  ];
  const files = [
    ...(onPoints ? [config.reference] : []),
    ...((config.initialTransform ?? []).length > 0 ? [config.initialTransform!] : []),
  ];
  const job = {
    config,
    source: moved,
    reference: onPoints ? null : converted.shift()!,
    mask,
    control: null,
    auxiliary: [...(await Promise.all(files.map((path) => stampFile(path, signal)))), ...geoids],
    applied: converted,
    images: others,
    vertical,
  };
  const still: Alignment = { rigid: IDENTITY, heights: null };
  const definition = defineDem(job, moved, config.output, still, 0);
  return { ...job, plan: planProduct(definition, settings) };
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
