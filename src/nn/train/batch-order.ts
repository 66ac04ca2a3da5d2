import { createRng } from '../../core/rng.js';

/** One sample of a batch. */
export interface Draw {
  readonly index: number;
  /** Which pass over the data; it decides the randomness of the sample. Null: without any. */
  readonly epoch: number | null;
}

/**
 * Which samples make up the batches of a training: every epoch is a permutation of `indices` of its own, and batches run over the
 * ends of epochs, so that all are full. A function of the seed and the iteration alone: there is nothing to save for a resume.
 */
export function createBatchOrder(
  indices: readonly number[],
  batch: number,
  seed: number,
): (iteration: number) => Draw[] {
  let shuffled: { epoch: number; order: readonly number[] } | null = null;
  const orderOf = (epoch: number): readonly number[] => {
    if (shuffled?.epoch !== epoch) shuffled = { epoch, order: permutation(indices, seed, epoch) };
    return shuffled.order;
  };
  return (iteration) =>
    Array.from({ length: batch }, (_, k) => {
      const position = iteration * batch + k;
      const epoch = Math.floor(position / indices.length);
      return { index: orderOf(epoch)[position % indices.length]!, epoch };
    });
}

/** Fisher-Yates. */
function permutation(indices: readonly number[], seed: number, epoch: number): number[] {
  const rng = createRng(seed).fork(epoch);
  const order = [...indices];
  for (let i = order.length - 1; i > 0; i--) {
    const j = rng.int(i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

export interface DataSplit {
  readonly training: readonly number[];
  readonly validation: readonly number[];
}

/**
 * Sets a share of the samples aside for validation, by the seed, rounded up to full batches. Training keeps at least one sample.
 * With a share of 0 nothing is set aside.
 */
export function splitSamples(count: number, batch: number, share: number, seed: number): DataSplit {
  const all = permutation(
    Array.from({ length: count }, (_, i) => i),
    seed,
    -1,
  );
  const most = Math.floor((count - 1) / batch);
  const batches = Math.min(most, Math.ceil((share * count) / batch));
  const size = batches * batch;
  const ascending = (list: number[]): number[] => list.sort((a, b) => a - b);
  return { validation: ascending(all.slice(0, size)), training: ascending(all.slice(size)) };
}
