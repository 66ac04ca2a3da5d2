import type { Executor, ExecutorOptions } from './executor.js';
import { createTaskHost } from './task-host.node.js';

/** Runs tasks one after the other in this thread. A task that ignores the signal runs to its end before a cancel. */
export function createSequentialExecutor(options: ExecutorOptions): Executor {
  const host = createTaskHost(options);
  return {
    lanes: 1,
    execute: (request) => host.execute(request, options.signal),
    close: () => host.close(),
  };
}
