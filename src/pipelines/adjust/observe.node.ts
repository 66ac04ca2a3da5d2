import { runJob } from '../../jobs/run-job.node.js';
import { taskId } from '../../jobs/task-id.node.js';
import { removeWorkFolder } from '../../jobs/work-folder.node.js';
import type { InputFile } from '../../product/inputs.node.js';
import type { JobContext } from '../../product/job-context.js';
import { workFolderOf } from '../../product/run-settings.js';
import { VERSION } from '../../product/version.node.js';
import type { ObservationShared, ObservationTask } from './adjust-task.js';

/** The jobs that make observations, in their order; each keeps its finished tasks in a folder of its own. */
const STAGES = ['reference', 'ties', 'heights'] as const;
type ObservationStage = (typeof STAGES)[number];

export interface Observer {
  readonly output: string;
  readonly shared: ObservationShared;
  readonly inputs: readonly InputFile[];
  readonly references: readonly InputFile[];
  readonly threads: number;
}

/** Runs the tasks of a stage on workers, or takes them over from a run that was killed; values in the tasks' order. */
export async function observe<V>(
  stage: ObservationStage,
  tasks: readonly ObservationTask[],
  { output, shared, inputs, references, threads }: Observer,
  { settings, signal, progress, log }: JobContext,
): Promise<V[]> {
  if (tasks.length === 0) return [];
  const { scenes, reference, ...options } = shared;
  const job = taskId({
    op: `adjust ${stage}`,
    version: VERSION,
    inputs: [...inputs, ...references].map((file) => file.sha256),
    options,
    places: [...scenes, ...reference].map(({ grid, shift }) => ({ grid, shift })),
  });
  const { results, reused } = await runJob<ObservationTask, V>({
    name: `adjust ${stage}`,
    module: new URL('./adjust.worker.node.js', import.meta.url),
    shared,
    tasks: tasks.map((params) => ({
      id: taskId({ job, params }),
      params,
      label: labelOf(params, shared),
    })),
    executor: settings.executor,
    threads,
    workFolder: folderOf(output, stage, settings),
    signal,
    onProgress: (update) => progress({ ...update, stage: `measuring ${stage}` }),
  });
  if (reused > 0) log('info', `Reused ${reused} of ${results.length} ${stage} tasks of an interrupted run.`);
  return results.map(({ value }) => value);
}

/** Forgets the finished tasks of all stages. */
export async function forgetObservations(output: string, { settings }: JobContext): Promise<void> {
  for (const stage of STAGES) await removeWorkFolder(folderOf(output, stage, settings));
}

function folderOf(output: string, stage: ObservationStage, settings: JobContext['settings']): string {
  return workFolderOf(`${output}.${stage}`, settings);
}

function labelOf(task: ObservationTask, { scenes }: ObservationShared): string {
  const names = 'scene' in task ? [task.scene] : [task.a, task.b];
  return `${task.kind} of ${names.map((i) => scenes[i]!.id).join(' and ')}`;
}
