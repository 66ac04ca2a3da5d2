import { Worker } from 'node:worker_threads';
import { CuestaError } from '../../core/errors.js';
import type { FlatValues } from './initial-state.js';
import type { Trainer, TrainerSetup } from './trainer.js';
import type { TrainerAnswers, TrainerReply, TrainerRequest } from './trainer-messages.js';

/**
 * A trainer in a thread of its own: this thread stays free to read data, to draw and to react to signals while a step runs. Batches are
 * handed over, not copied. Close it to end the thread.
 */
export async function startTrainer(setup: TrainerSetup): Promise<Trainer> {
  const worker = new Worker(new URL('./trainer.worker.node.js', import.meta.url));
  let pending: { resolve(reply: TrainerReply): void; reject(error: Error): void } | null = null;
  let death: CuestaError | null = null;
  const die = (cause: unknown): void => {
    death ??= new CuestaError('task', `The training thread died: ${String(cause)}`, {
      hint: 'Lower the batch or the size of the network if the memory ran out; the last checkpoint is intact.',
      cause,
    });
    pending?.reject(death);
    pending = null;
  };
  worker.on('message', (reply: TrainerReply) => {
    pending?.resolve(reply);
    pending = null;
  });
  worker.on('error', die);
  worker.on('exit', (code) => die(`exit code ${code}`));
  const ask = async <K extends keyof TrainerAnswers>(
    request: TrainerRequest & { kind: K },
    transfer: ArrayBuffer[] = [],
  ): Promise<TrainerAnswers[K]> => {
    if (death !== null) throw death;
    if (pending !== null) throw new Error('the trainer does one thing at a time');
    const reply = await new Promise<TrainerReply>((resolve, reject) => {
      pending = { resolve, reject };
      worker.postMessage(request, transfer);
    });
    if (reply.kind === 'failed')
      throw reply.error === null ? new Error(reply.stack) : CuestaError.fromJSON(reply.error);
    return reply.value as TrainerAnswers[K];
  };
  const close = async (): Promise<void> => {
    if (death === null) await ask({ kind: 'close' });
    await worker.terminate();
  };
  try {
    await ask({ kind: 'open', setup });
  } catch (error) {
    await worker.terminate();
    throw error;
  }
  return {
    iterate: (batch, rates) => ask({ kind: 'iterate', batch, rates }, buffersOf(batch)),
    evaluate: (batch, options = {}) => ask({ kind: 'evaluate', batch, options }, buffersOf(batch)),
    statistics: (batch, { average = false } = {}) =>
      ask({ kind: 'statistics', batch, average }, buffersOf(batch)),
    writeState: async (values) => void (await ask({ kind: 'write', values })),
    readState: () => ask({ kind: 'read' }),
    close,
  };
}

const buffersOf = (batch: FlatValues): ArrayBuffer[] =>
  Object.values(batch).map(({ buffer }) => buffer as ArrayBuffer);
