import { throwIfAborted } from '../../core/errors.js';
import type { Prefetcher } from './prefetch.js';
import type { Batch } from './read-batch.js';
import type { Trainer } from './trainer.js';

/**
 * Estimates the running statistics of batch normalisation anew for the present weights (or for their running mean): means over the given
 * batches of what each of them has, as is usual for averaged weights (Izmailov et al. 2018, section 3.2), instead of an exponential mean over
 * steps in which the weights moved. Training itself never uses them: it goes on as if nothing had been done. Without batches they stay.
 */
export async function recalibrate(
  trainer: Pick<Trainer, 'statistics' | 'writeState'>,
  batches: Pick<Prefetcher<Batch>, 'next'>,
  { average, signal }: { readonly average: boolean; readonly signal: AbortSignal },
): Promise<void> {
  const sums = new Map<string, Float64Array>();
  let count = 0;
  for (let batch = await batches.next(); batch !== null; batch = await batches.next()) {
    throwIfAborted(signal);
    const found = await trainer.statistics(batch.fields, { average });
    for (const [name, values] of Object.entries(found)) {
      const sum = sums.get(name) ?? new Float64Array(values.length);
      values.forEach((value, i) => {
        sum[i]! += value;
      });
      sums.set(name, sum);
    }
    count++;
  }
  await trainer.writeState(
    Object.fromEntries([...sums].map(([name, sum]) => [name, Float32Array.from(sum, (s) => s / count)])),
  );
}
