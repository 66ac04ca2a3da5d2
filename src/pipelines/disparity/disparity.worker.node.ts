import type { TaskRunner } from '../../jobs/task.js';
import type { GreyShared, MatchShared, NccShared, TrialShared } from './disparity-task.js';
import { createGreyRunner } from './grey-stage.node.js';
import { createMatchRunner } from './match-stage.node.js';
import { createNccRunner } from './ncc-stage.node.js';
import { createTrialRunner } from './trial-stage.node.js';

/** Worker module of `disparity`: the pyramids, trials of options, the levels, or the correlation for comparison. */
export async function createTaskRunner(
  shared: GreyShared | TrialShared | MatchShared | NccShared,
): Promise<TaskRunner<never, unknown>> {
  if (shared.stage === 'grey') return createGreyRunner(shared);
  if (shared.stage === 'trial') return createTrialRunner(shared);
  return shared.stage === 'match' ? createMatchRunner(shared) : createNccRunner(shared);
}
