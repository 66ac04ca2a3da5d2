import { artifactMatches, writeArtifact } from './artifact.node.js';
import { canonicalJson } from './canonical-json.js';
import { type ExecutorOptions, failedReply, type TaskReply, type TaskRequest } from './executor.js';
import type { TaskModule, TaskRunner } from './task.js';

/** Does tasks in the thread it lives in, the same way for every executor. Owns the module's runner: close it. */
export interface TaskHost {
  /** Never rejects: every error is part of the reply. */
  execute(request: TaskRequest, signal: AbortSignal): Promise<TaskReply>;
  close(): Promise<void>;
}

export type TaskHostOptions = Pick<ExecutorOptions, 'module' | 'shared' | 'workFolder'>;

/** The worker module is imported, and its runner made, when the first task needs it: checking old artifacts does not. */
export function createTaskHost({ module, shared, workFolder }: TaskHostOptions): TaskHost {
  let runner: TaskRunner<unknown, unknown> | null = null;

  const perform = async (request: TaskRequest, signal: AbortSignal): Promise<TaskReply> => {
    const { id, params, expected } = request;
    if (expected !== null && (await artifactMatches(workFolder, id, expected))) return { status: 'reused' };
    runner ??= await loadRunner(module, shared);
    const { value, artifact } = await runner.run(params, signal);
    const json = canonicalJson(value, 'the value of the task');
    return {
      status: 'done',
      json,
      artifact: artifact === undefined ? null : await writeArtifact(workFolder, id, artifact),
    };
  };

  return {
    execute: (request, signal) =>
      perform(request, signal).catch((error: unknown) => failedReply(error, request)),
    close: async () => {
      await runner?.close();
      runner = null;
    },
  };
}

async function loadRunner(module: string, shared: unknown): Promise<TaskRunner<unknown, unknown>> {
  const loaded = (await import(/* @vite-ignore */ module)) as Partial<TaskModule<unknown, unknown, unknown>>;
  if (typeof loaded.createTaskRunner !== 'function') {
    throw new TypeError(`${module} does not export createTaskRunner`);
  }
  return loaded.createTaskRunner(shared);
}
