import type { TaskRunner } from '../../jobs/task.js';
import type { GreyShared, GreyValue, MatchShared, MatchValue, RowsTask } from './disparity-task.js';
import { createGreyRunner } from './grey-stage.node.js';
import { createMatchRunner } from './match-stage.node.js';

/** Worker module of `disparity`: the pyramids, then the levels. */
export function createTaskRunner(
  shared: GreyShared | MatchShared,
): Promise<TaskRunner<RowsTask, GreyValue | MatchValue>> {
  return shared.stage === 'grey' ? createGreyRunner(shared) : createMatchRunner(shared);
}
