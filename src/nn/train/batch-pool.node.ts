import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import { CuestaError, type SerializedError } from '../../core/errors.js';
import type { BatchReply, BatchRequest, BatchWorkerSetup } from './batch.worker.node.js';
import type { Draw } from './batch-order.js';
import type { Batch } from './read-batch.js';
import type { SampleSource, SourceReference } from './sample-source.js';

/** Worker threads that read batches of one source. Owns them: close it. */
export interface BatchPool {
  /** What the source says of itself. */
  readonly description: Pick<SampleSource, 'count' | 'shapes'>;
  read(draws: readonly Draw[], seed: number): Promise<Batch>;
  close(): Promise<void>;
}

/** Starts the threads and makes the source in one of them. Throws what making it throws. */
export async function openBatchPool(
  source: SourceReference,
  { workers }: { readonly workers: number },
): Promise<BatchPool> {
  const pool = new Piscina<BatchRequest, BatchReply>({
    filename: fileURLToPath(new URL('./batch.worker.node.js', import.meta.url)),
    name: 'answer',
    minThreads: workers,
    maxThreads: workers,
    // Piscina's default blocks the worker's event loop between tasks.
    atomics: 'disabled',
    recordTiming: false,
    workerData: source satisfies BatchWorkerSetup,
  });
  pool.on('error', () => undefined);
  const ask = async (request: BatchRequest): Promise<BatchReply> => {
    const reply = await pool.run(request).catch((cause: unknown) => {
      throw new CuestaError('task', `A data worker died: ${String(cause)}`, {
        hint: 'Lower the size of the samples or the number of data workers; --verbose shows the cause.',
        cause,
      });
    });
    if (reply.kind === 'failed') throw revive(reply.error, reply.stack);
    return reply;
  };
  try {
    const reply = await ask({ kind: 'describe' });
    if (reply.kind !== 'description') throw new Error('a data worker has answered another question');
    return {
      description: { count: reply.count, shapes: reply.shapes },
      async read(draws, seed) {
        const batch = await ask({ kind: 'read', draws, seed });
        if (batch.kind !== 'batch') throw new Error('a data worker has answered another question');
        return batch.batch;
      },
      close: () => pool.destroy(),
    };
  } catch (error) {
    await pool.destroy();
    throw error;
  }
}

function revive(error: SerializedError | null, stack: string): Error {
  return error === null ? new Error(stack) : CuestaError.fromJSON(error);
}
