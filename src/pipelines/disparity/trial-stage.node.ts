import { openRaster } from '../../io/open.node.js';
import type { TaskRunner } from '../../jobs/task.js';
import { createNodeCompute } from '../../kernels/select.node.js';
import { matchPair } from '../../stereo/match-pair.js';
import { matchStrip } from '../../stereo/match-strip.js';
import { matchPairNcc } from '../../stereo/ncc-pair.js';
import { withPenalties } from '../../stereo/penalty-search.js';
import { filledError } from '../../stereo/threshold-search.js';
import type { TrialShared, TrialTask, TrialValue } from './disparity-task.js';
import { levelSizes } from './grey-planes.js';
import { readGreyWindow } from './read-grey.node.js';
import { readSamples } from './read-samples.js';

/** For one strip of the window. */
const VOLUME_BYTES = 2 ** 31;

/** Matches a part of the pair with the options of a trial. */
export async function createTrialRunner(shared: TrialShared): Promise<TaskRunner<TrialTask, TrialValue>> {
  const { grey, width, height, levels, window, range, search, options } = shared;
  const sizes = levelSizes(width, height, levels);
  const left = await readGreyWindow(grey, sizes, 0, window);
  const right = await readGreyWindow(grey, sizes, 1, window);
  const samples = left.valid?.reduce((sum, v) => sum + v, 0) ?? left.samples.length;
  const reference = shared.reference === null ? null : await readReference(shared.reference, window);
  const compute = await createNodeCompute(shared.backend);

  const completeness = async (p1: number, p2: number): Promise<number> => {
    const penalty = withPenalties(options.penalty, { p1, p2 });
    const pair = { ...options, ...range, p1, penalty, levels, search, volumeBytes: VOLUME_BYTES, atOnce: 1 };
    const { disparity } = await matchPair(left, right, pair, (job) => matchStrip(job, compute));
    return disparity.reduce((sum, d) => sum + (Number.isNaN(d) ? 0 : 1), 0) / samples;
  };
  const error = (threshold: number): number | null => {
    const disparity = matchPairNcc(left, right, { ...range, search, threshold });
    const rmse = filledError(disparity, reference!, window.width);
    return Number.isNaN(rmse) ? null : rmse;
  };
  return {
    async run(trial) {
      const score = 'threshold' in trial ? error(trial.threshold) : await completeness(trial.p1, trial.p2);
      return { value: { score } };
    },
    close: () => compute.close(),
  };
}

async function readReference(path: string, window: TrialShared['window']): Promise<Float32Array> {
  const source = await openRaster(path);
  try {
    return await readSamples(source, window, 0, new AbortController().signal);
  } finally {
    await source.close();
  }
}
