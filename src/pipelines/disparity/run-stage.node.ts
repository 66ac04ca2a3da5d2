import { join } from 'node:path';
import { runJob } from '../../jobs/run-job.node.js';
import type { TaskResult } from '../../jobs/task.js';
import { taskId } from '../../jobs/task-id.node.js';
import type { JobContext } from '../../product/job-context.js';
import type { GreyShared, MatchShared, NccShared, TrialShared } from './disparity-task.js';
import type { DisparityJob } from './plan-disparity.node.js';

const MODULE = new URL('./disparity.worker.node.js', import.meta.url);

export interface Stage<T extends object> {
  /** Also of its folder in the work folder. */
  readonly name: string;
  readonly shared: GreyShared | TrialShared | MatchShared | NccShared;
  /** Everything that decides the results, besides the tasks. */
  readonly identity: object;
  readonly tasks: readonly T[];
}

/** Runs what is not already done of a stage. */
export async function runStage<T extends object, V>(
  { workFolder, strips }: DisparityJob,
  { signal, progress, settings }: JobContext,
  { name, shared, identity, tasks }: Stage<T>,
  onResult: (result: TaskResult<V>) => Promise<void> = async () => {},
): Promise<readonly TaskResult<V>[]> {
  const job = taskId(identity);
  const { results } = await runJob<T, V>({
    name: `disparity ${name}`,
    module: MODULE,
    shared,
    tasks: tasks.map((params) => ({
      id: taskId({ job, ...params }),
      params,
      label: `${name} ${JSON.stringify(params)}`,
    })),
    // One task is as fast here, without a thread to start.
    executor: tasks.length === 1 ? 'sequential' : settings.executor,
    threads: shared.stage === 'trial' ? strips.trialThreads : strips.threads,
    workFolder: stageFolder(workFolder, name),
    signal,
    onProgress: progress,
    onResult,
  });
  return results;
}

/** Folders in which the stages keep what is finished. */
export function stageFolders({ workFolder, levels }: DisparityJob): string[] {
  const names = Array.from({ length: levels }, (_, k) => `level ${k}`);
  return ['grey', 'coarse trials', 'fine trials', 'correlation', ...names].map((name) =>
    stageFolder(workFolder, name),
  );
}

function stageFolder(workFolder: string, name: string): string {
  return join(workFolder, name.replaceAll(' ', '-'));
}
