// Sample source of the tests of data workers: numbers, and what can go wrong.
import { setTimeout as delay } from 'node:timers/promises';
import { threadId } from 'node:worker_threads';

export async function createSampleSource({ act = 'work', ms = 0, refuse = false }) {
  if (refuse) throw new TypeError('no such source');
  return {
    count: 100,
    shapes: { x: [2], thread: [1] },
    async read(index, rng) {
      if (ms > 0) await delay(ms);
      if (act === 'exit' && index === 3) process.exit(5);
      const x = Float32Array.of(index, rng === null ? -1 : rng.next());
      if (act === 'nan' && index === 3) x[1] = Number.NaN;
      return { x, thread: Float32Array.of(threadId) };
    },
  };
}
