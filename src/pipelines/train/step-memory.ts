import { CuestaError } from '../../core/errors.js';
import { formatMemory } from '../../plan/memory.js';
import type { TrainJob } from './plan-train.node.js';

/** What a step is estimated by. */
export type StepFacts = Pick<TrainJob, 'config' | 'batchBytes' | 'prefetchBytes'> & {
  readonly graphs: { readonly step: StepSize; readonly critic: StepSize | null };
};

type StepSize = Pick<TrainJob['graphs']['step'], 'recordedBytes' | 'state'>;

/**
 * Memory that a training on the CPU takes, about: what a step records and as much again for its gradients (measured with the compact
 * network of Chen et al. 2022: 1.2 GiB with 4 samples, of which the samples' worker has 0.3), every state tensor with its next value, a
 * gradient, and the batches that are read ahead. A discriminator's step takes its turn with the network's, each keeping what it has.
 */
export function stepBytes({ graphs: { step, critic }, batchBytes, prefetchBytes }: StepFacts): number {
  const sizeOf = ({ recordedBytes, state }: StepSize): number =>
    2 * recordedBytes + 2.5 * state.reduce((sum, { size }) => sum + 4 * size, 0);
  return sizeOf(step) + (critic === null ? 0 : sizeOf(critic)) + Math.max(batchBytes, prefetchBytes);
}

/** Throws `config` when a training needs more than what is `available` (bytes). */
export function requireMemory(job: StepFacts, available: number): void {
  const needed = stepBytes(job);
  if (needed <= available) return;
  const { batch } = job.config;
  const [need, have] = [needed, available].map(formatMemory);
  throw new CuestaError(
    'config',
    `A step of ${batch} samples takes about ${need} of memory; ${have} are free.`,
    {
      subject: 'batch',
      hint:
        batch > 1
          ? `Choose a smaller batch, e.g. --set batch=${Math.max(1, Math.floor((batch * available) / needed))}, or a smaller network.`
          : 'Choose a smaller network or smaller samples.',
    },
  );
}
