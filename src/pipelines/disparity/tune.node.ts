import type { JobContext } from '../../product/job-context.js';
import { VERSION } from '../../product/version.node.js';
import type { MatchOptions } from '../../stereo/options.js';
import { type PenaltySearch, searchPenalties, withPenalties } from '../../stereo/penalty-search.js';
import { searchThreshold, type ThresholdSearch } from '../../stereo/threshold-search.js';
import type { GreyPart, TrialShared, TrialTask, TrialValue } from './disparity-task.js';
import { matchOptionsOf } from './match-options.js';
import type { DisparityJob } from './plan-disparity.node.js';
import { runStage } from './run-stage.node.js';

/** Side of the part of the pair on which options are tried. */
const TRIAL_PIXELS = 1024;

/** What the pair is matched with, and how it was found. */
export interface Tuned {
  readonly options: MatchOptions;
  readonly threshold: number;
  readonly search: PenaltySearch | ThresholdSearch | null;
}

/** The options of the command; with `--tune` the penalties, or the threshold, that the search finds. */
export async function tune(
  job: DisparityJob,
  context: JobContext,
  grey: readonly GreyPart[],
): Promise<Tuned> {
  const { config } = job;
  const options = matchOptionsOf(config);
  const { threshold } = config;
  if (!config.tune) return { options, threshold, search: null };
  const run = trialRunner(job, context, grey, options);
  if (config.method === 'ncc') {
    const search = await searchThreshold((list) => run(list.map((value) => ({ threshold: value }))));
    return { options, threshold: search.best.threshold, search };
  }
  const search = await searchPenalties(run);
  const { p1 } = search.best;
  const penalty = withPenalties(options.penalty, search.best);
  return { options: { ...options, p1, penalty }, threshold, search };
}

function trialRunner(
  job: DisparityJob,
  context: JobContext,
  grey: readonly GreyPart[],
  options: MatchOptions,
): (trials: readonly TrialTask[]) => Promise<number[]> {
  const { views, range, levels, config, reference } = job;
  const { width, height } = views[0].info;
  const size = { width: Math.min(width, TRIAL_PIXELS), height: Math.min(height, TRIAL_PIXELS) };
  const window = { ...size, col: (width - size.width) >> 1, row: (height - size.height) >> 1 };
  const shared: TrialShared = {
    ...{ stage: 'trial', grey, width, height, levels, window, range, search: config.search, options },
    ...{ reference: reference?.path ?? null, backend: context.settings.backend },
  };
  const identity = {
    ...{ op: 'disparity trials', version: VERSION, hashes: views.map((v) => v.sha256) },
    ...{ window, range, levels, search: config.search, options, backend: context.settings.backend },
    reference: reference?.sha256 ?? null,
  };
  const names = ['coarse trials', 'fine trials'];
  return async (tasks) => {
    const name = names.shift()!;
    const results = await runStage<TrialTask, TrialValue>(job, context, { name, shared, identity, tasks });
    return results.map(({ value }) => value.score ?? Number.NaN);
  };
}
