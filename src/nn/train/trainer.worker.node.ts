/** Entry of the training thread: running a session blocks the thread that does it. */
import { parentPort } from 'node:worker_threads';
import { CuestaError } from '../../core/errors.js';
import type { Trainer } from './trainer.js';
import { createTrainer } from './trainer.node.js';
import type { TrainerAnswers, TrainerReply, TrainerRequest } from './trainer-messages.js';

const port = parentPort!;
let trainer: Trainer | null = null;

port.on('message', (request: TrainerRequest) => {
  void perform(request)
    .then((value): TrainerReply => ({ kind: 'done', value }))
    .catch((error: unknown): TrainerReply => {
      const known = error instanceof CuestaError ? error.toJSON() : null;
      return { kind: 'failed', error: known, stack: error instanceof Error ? `${error.stack}` : `${error}` };
    })
    .then((reply) => port.postMessage(reply, reply.kind === 'done' ? buffersOf(reply.value) : []));
});

async function perform(request: TrainerRequest): Promise<TrainerAnswers[keyof TrainerAnswers]> {
  switch (request.kind) {
    case 'open':
      trainer = await createTrainer(request.setup);
      return null;
    case 'iterate':
      return trainer!.iterate(request.batch, request.rates);
    case 'evaluate':
      return trainer!.evaluate(request.batch, request.options);
    case 'statistics':
      return trainer!.statistics(request.batch, { average: request.average });
    case 'write':
      await trainer!.writeState(request.values);
      return null;
    case 'read':
      return trainer!.readState();
    case 'close':
      await trainer?.close();
      trainer = null;
      return null;
  }
}

/** Arrays that are handed over instead of copied: state and outputs. */
function buffersOf(value: unknown): ArrayBuffer[] {
  if (value instanceof Float32Array) return [value.buffer as ArrayBuffer];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(buffersOf) : [];
}
