import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { BroadcastChannel } from 'node:worker_threads';
import { Piscina } from 'piscina';
import type { Executor, ExecutorOptions, TaskReply, TaskRequest } from './executor.js';
import type { ClosedMessage, PoolMessage, WorkerReply, WorkerSetup } from './task-worker.node.js';

export interface ThreadsOptions extends ExecutorOptions {
  readonly threads: number;
  /** Limit of each worker's JavaScript heap (typed arrays lie outside it); V8's default when absent. */
  readonly maxHeapMiB?: number;
}

/** How long a task may take to react to the signal before its thread is terminated. */
const GRACE_MS = 500;

/** How long an idle worker may take to close its runner (devices, files) before its thread is terminated. */
const CLOSE_MS = 2000;

/**
 * Runs tasks on worker threads. A dead worker is replaced and its task answered with `died`. When the signal aborts,
 * running tasks see theirs abort; threads that have not settled after {@link GRACE_MS} are terminated.
 */
export function createThreadsExecutor(options: ThreadsOptions): Executor {
  const { threads, signal } = options;
  const channelName = `cuesta-jobs-${randomUUID()}`;
  const channel = new BroadcastChannel(channelName);
  channel.unref();
  const send = (message: PoolMessage): void => channel.postMessage(message);
  const pool = createPool(options, channelName);

  const used = new Set<number>();
  let graceTimer: NodeJS.Timeout | undefined;
  const abort = (): void => {
    send('abort');
    graceTimer = setTimeout(() => void pool.destroy(), GRACE_MS);
  };
  signal.addEventListener('abort', abort, { once: true });

  return {
    lanes: threads,
    execute: async (request): Promise<TaskReply> => {
      try {
        const { reply, threadId } = await pool.run(request);
        used.add(threadId);
        return reply;
      } catch (death) {
        return { status: 'died', reason: String(death) };
      }
    },
    close: async () => {
      signal.removeEventListener('abort', abort);
      clearTimeout(graceTimer);
      const alive = pool.threads.map((worker) => worker.threadId).filter((id) => used.has(id));
      await closeRunners(channel, send, new Set(alive));
      await pool.destroy();
      channel.close();
    },
  };
}

function createPool(options: ThreadsOptions, channel: string): Piscina<TaskRequest, WorkerReply> {
  const { threads, module, shared, workFolder, maxHeapMiB } = options;
  const pool = new Piscina<TaskRequest, WorkerReply>({
    filename: fileURLToPath(new URL('./task-worker.node.js', import.meta.url)),
    name: 'executeTask',
    minThreads: threads,
    maxThreads: threads,
    // Piscina's default blocks the worker's event loop between tasks: no message or timer would get through.
    atomics: 'disabled',
    recordTiming: false,
    workerData: { channel, module, shared, workFolder } satisfies WorkerSetup,
    ...(maxHeapMiB === undefined ? {} : { resourceLimits: { maxOldGenerationSizeMb: maxHeapMiB } }),
  });
  // A worker that dies between two tasks costs nothing: the pool has already replaced it.
  pool.on('error', () => undefined);
  return pool;
}

/** Asks idle workers to close their runners and waits for their answers, but not for ever. */
function closeRunners(
  channel: BroadcastChannel,
  send: (message: PoolMessage) => void,
  waitingFor: Set<number>,
): Promise<void> {
  if (waitingFor.size === 0) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, CLOSE_MS);
    channel.onmessage = (event: unknown) => {
      waitingFor.delete((event as { data: ClosedMessage }).data.closed);
      if (waitingFor.size > 0) return;
      clearTimeout(timer);
      resolve();
    };
    send('close');
  });
}
