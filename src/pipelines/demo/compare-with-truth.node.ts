import type { JobContext } from '../../product/job-context.js';
import type { Accuracy } from '../../terrain/accuracy.js';
import { type CompareConfig, compareSchema } from '../compare/config.js';
import { planRasterCompare } from '../compare/plan-compare.node.js';
import { runRasterCompare } from '../compare/run-compare.node.js';
import { innerSettings } from './inner-settings.js';

/** Runs `cuesta compare` on files of the demo: one result for each tested raster. */
export async function compareWithTruth(
  files: {
    readonly tested: readonly string[];
    readonly reference: string;
    readonly output: string;
  } & Partial<Pick<CompareConfig, 'grid' | 'resampling'>>,
  context: JobContext,
): Promise<Accuracy[]> {
  const own = { ...context, settings: innerSettings(context.settings) };
  const { comparisons } = await runRasterCompare(
    await planRasterCompare(compareSchema.parse(files), own),
    own,
  );
  return comparisons.map(({ accuracy }) => accuracy);
}
