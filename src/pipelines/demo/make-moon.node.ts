import { relative } from 'node:path';
import { CuestaError } from '../../core/errors.js';
import { chooseModel } from '../../nn/infer/shipped-model.node.js';
import { createNodeRuntime } from '../../nn/runtime/node-runtime.node.js';
import type { JobContext } from '../../product/job-context.js';
import type { Accuracy } from '../../terrain/accuracy.js';
import { reconstructSchema, SHIPPED_MODEL } from '../reconstruct/config.js';
import { planReconstruct } from '../reconstruct/plan-reconstruct.node.js';
import type { ReconstructMetrics } from '../reconstruct/reconstruct-result.js';
import { runReconstruct } from '../reconstruct/run-reconstruct.node.js';
import { simulateSchema } from '../simulate/config.js';
import { moonScene } from '../simulate/moon-scene.js';
import { runMoon } from '../simulate/run-moon.node.js';
import { compareWithTruth } from './compare-with-truth.node.js';
import type { DemoConfig } from './config.js';
import type { DemoFiles, MoonFiles } from './demo-files.node.js';
import { innerSettings } from './inner-settings.js';
import { type MoonErrors, moonErrors } from './moon-errors.node.js';
import { MOON_SUNS, moonOptions } from './moon-scene.js';
import { flagsOf } from './mosaic-of.node.js';

/** Heights made of images, and how far they are from the truth. */
export interface DemoMoon {
  /** Metres. */
  readonly pixel: number;
  readonly metrics: ReconstructMetrics;
  /** Of the coarse model, of the DTM from all images, and of those from one image each. */
  readonly accuracies: readonly Accuracy[];
  readonly errors: MoonErrors;
  /** Make the same files again, run in the demo's folder. */
  readonly commands: Readonly<Record<'simulate' | 'reconstruct' | 'compare', string>>;
}

/** Why there are no heights from images. */
export interface SkippedMoon {
  readonly skipped: string;
}

/**
 * Simulates three images of lunar ground with a coarse model of it, registers them and makes a DTM of all of them and of each, and
 * compares these with the truth. Skips all of it, and says why, without a network or the package that runs it, and where the images
 * cannot be registered.
 */
export async function makeMoon(
  config: DemoConfig,
  files: DemoFiles,
  context: JobContext,
): Promise<DemoMoon | SkippedMoon> {
  try {
    await createNodeRuntime();
    return await reconstructMoon(await chooseModel(config.model, SHIPPED_MODEL), config, files.moon, context);
  } catch (error) {
    if (!(error instanceof CuestaError) || !isMissing(error, config)) throw error;
    const skipped = `Heights from images are left out. ${error.message} ${error.hint ?? ''}`.trim();
    context.log('warn', skipped);
    return { skipped };
  }
}

/** A model that the user names has to be there. */
function isMissing({ code, subject }: CuestaError, { model }: DemoConfig): boolean {
  const noModel = code === 'input' && subject === '--model' && model === undefined;
  return noModel || code === 'backend' || code === 'convergence';
}

async function reconstructMoon(
  model: string,
  config: DemoConfig,
  files: MoonFiles,
  context: JobContext,
): Promise<DemoMoon> {
  // What the reconstruction warns of stands in its own report.
  const log: JobContext['log'] = (level, message) =>
    context.log(level === 'error' ? level : 'debug', message);
  const own = { ...context, log, settings: innerSettings(context.settings) };
  const options = moonOptions(config);
  const simulate = `cuesta simulate moon -o moon ${flagsOf(options)}`;
  const simulated = simulateSchema.parse({ scenery: 'moon', output: files.folder, ...options });
  await runMoon(simulated, moonScene(simulated), { ...own, command: simulate });
  const all = await reconstruct(model, config, files, { images: [0, 1, 2], output: files.dtm }, own);
  for (const [i, output] of files.singles.entries()) {
    await reconstruct(model, config, files, { images: [i], output }, own);
  }
  const tested = [files.coarse, files.dtm, ...files.singles];
  const compare = {
    tested,
    reference: files.truth,
    output: files.comparison,
    grid: 'reference',
    resampling: 'cubic',
  } as const;
  const names = tested.map((path) => within(config, path)).join(' ');
  const command =
    `cuesta compare ${names} --reference moon/truth.tif -o moon/comparison ` +
    '--grid reference --resampling cubic';
  return {
    pixel: options.pixel,
    metrics: all.metrics,
    accuracies: await compareWithTruth(compare, { ...own, command }),
    errors: await moonErrors(files, own),
    commands: { simulate, reconstruct: all.command, compare: command },
  };
}

async function reconstruct(
  model: string,
  config: DemoConfig,
  files: MoonFiles,
  { images, output }: { readonly images: readonly number[]; readonly output: string },
  context: JobContext,
): Promise<{ readonly metrics: ReconstructMetrics; readonly command: string }> {
  const suns = images.map((i) => MOON_SUNS[i]!);
  const light = {
    register: true,
    sunAzimuth: suns.map(({ azimuth }) => azimuth),
    sunElevation: suns.map(({ elevation }) => elevation),
  };
  const paths = images.map((i) => files.images[i]!);
  const names = paths.map((path) => within(config, path)).join(' ');
  const named = config.model === undefined ? '' : ` --model ${within(config, config.model)}`;
  const command = `cuesta reconstruct --image ${names} --reference moon/coarse.tif -o ${within(config, output)} ${flagsOf(light)}${named}`;
  const own = { ...context, command };
  const report = output === files.dtm ? { report: files.dtmReport } : {};
  const request = { image: paths, reference: files.coarse, model, output, ...light, ...report };
  const job = await planReconstruct(reconstructSchema.parse(request), own);
  const { metrics } = await runReconstruct(job, own);
  return { metrics, command };
}

/** As a command names it that runs in the demo's folder. */
const within = ({ output }: DemoConfig, path: string): string => relative(output, path);
