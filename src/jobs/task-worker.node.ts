/**
 * Entry of a worker thread: one {@link TaskHost}, driven by piscina's messages, and a broadcast channel on which the
 * pool says `abort` and `close`. Nothing thrown by a task leaves this file except as reply; a rejected call means that
 * the thread died.
 */
import { BroadcastChannel, threadId, workerData } from 'node:worker_threads';
import type { TaskReply, TaskRequest } from './executor.js';
import { createTaskHost, type TaskHostOptions } from './task-host.node.js';

export interface WorkerSetup extends TaskHostOptions {
  readonly channel: string;
}

export type PoolMessage = 'abort' | 'close';

/** Answer to `close`. */
export interface ClosedMessage {
  readonly closed: number;
}

export interface WorkerReply {
  readonly reply: TaskReply;
  readonly threadId: number;
}

const setup = workerData as WorkerSetup;
const host = createTaskHost(setup);
const stop = new AbortController();
const channel = new BroadcastChannel(setup.channel);

channel.onmessage = async (event: unknown) => {
  const message = (event as { data: PoolMessage | ClosedMessage }).data;
  if (message === 'abort') stop.abort();
  if (message === 'close') {
    await host.close();
    channel.postMessage({ closed: threadId } satisfies ClosedMessage);
  }
};

/** Called by piscina, one task at a time. */
export async function executeTask(request: TaskRequest): Promise<WorkerReply> {
  return { reply: await host.execute(request, stop.signal), threadId };
}
