import type { Draw } from '../../nn/train/batch-order.js';
import type { BatchPool } from '../../nn/train/batch-pool.node.js';
import { createPrefetcher, type Prefetcher, prefetchDepth } from '../../nn/train/prefetch.js';
import type { Batch } from '../../nn/train/read-batch.js';
import type { TrainingParts } from '../../nn/train/train.js';
import { calibrationBatchCount } from './config.js';
import { NETWORK } from './networks.js';
import type { TrainJob } from './plan-train.node.js';

/** All validation samples once, without augmentation. */
export function validationBatches(
  { config, data: { split }, batchBytes, prefetchBytes }: TrainJob,
  pool: BatchPool,
): Prefetcher<Batch> {
  const { batch, seed, prefetch } = config;
  return createPrefetcher({
    make: (i) => pool.read(plainDraws(split.validation.slice(i * batch, (i + 1) * batch)), seed),
    ...{ first: 0, end: split.validation.length / batch, now: () => performance.now() },
    depth: prefetchDepth(batchBytes, prefetchBytes, prefetch.workers),
  });
}

/** For recalibrations: the last training batches before an iteration (the first ones when there are not as many), with the randomness that they had. */
export function calibrationOf(
  { config, definition, batchBytes, prefetchBytes }: TrainJob,
  pool: BatchPool,
  order: (iteration: number) => Draw[],
): NonNullable<TrainingParts['calibration']> {
  const count = calibrationBatchCount(config);
  return {
    network: { name: NETWORK, state: definition.declaration.state },
    batches(iteration) {
      const first = Math.max(0, iteration - count);
      return createPrefetcher({
        make: (i) => pool.read(order(i), config.seed),
        ...{ first, end: first + count, now: () => performance.now() },
        depth: prefetchDepth(batchBytes, prefetchBytes, config.prefetch.workers),
      });
    },
  };
}

export const plainDraws = (indices: readonly number[]): Draw[] =>
  indices.map((index) => ({ index, epoch: null }));
