/** Entry of a data worker: makes the source once, then reads batches. Errors are part of the reply. */
import { workerData } from 'node:worker_threads';
import { move, transferableSymbol, valueSymbol } from 'piscina';
import { CuestaError, type SerializedError } from '../../core/errors.js';
import type { Draw } from './batch-order.js';
import { type Batch, readBatch } from './read-batch.js';
import type { SampleModule, SampleSource, SourceReference } from './sample-source.js';

export type BatchWorkerSetup = SourceReference;

export type BatchRequest =
  | { readonly kind: 'describe' }
  | { readonly kind: 'read'; readonly draws: readonly Draw[]; readonly seed: number };

export type BatchReply =
  | ({ readonly kind: 'description' } & Pick<SampleSource, 'count' | 'shapes'>)
  | { readonly kind: 'batch'; readonly batch: Batch }
  | { readonly kind: 'failed'; readonly error: SerializedError | null; readonly stack: string };

let source: Promise<SampleSource> | null = null;

/** Called by piscina, one request at a time. */
export async function answer(request: BatchRequest): Promise<BatchReply> {
  try {
    source ??= loadSource(workerData as BatchWorkerSetup);
    const opened = await source;
    if (request.kind === 'describe') {
      return { kind: 'description', count: opened.count, shapes: opened.shapes };
    }
    const batch = await readBatch(opened, request.draws, request.seed);
    return moved({ kind: 'batch', batch });
  } catch (error) {
    const known = error instanceof CuestaError ? error.toJSON() : null;
    return { kind: 'failed', error: known, stack: error instanceof Error ? `${error.stack}` : `${error}` };
  }
}

async function loadSource({ module, options }: SourceReference): Promise<SampleSource> {
  const loaded = (await import(/* @vite-ignore */ module)) as Partial<SampleModule>;
  if (typeof loaded.createSampleSource !== 'function') {
    throw new TypeError(`${module} does not export createSampleSource`);
  }
  return loaded.createSampleSource(options);
}

/** Hands the arrays over instead of copying them. */
function moved(reply: Extract<BatchReply, { kind: 'batch' }>): BatchReply {
  return move({
    get [transferableSymbol]() {
      return Object.values(reply.batch.fields).map(({ buffer }) => buffer);
    },
    get [valueSymbol]() {
      return reply;
    },
  }) as unknown as BatchReply;
}
