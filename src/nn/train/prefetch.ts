/** Things made ahead of their use, handed out in order. */
export interface Prefetcher<T> {
  /** The next one; rejects with the error of making it. Null after the last. */
  next(): Promise<T | null>;
  /** Milliseconds that callers of `next` have waited, see `now`. */
  readonly waitedMs: number;
}

export interface PrefetchOptions<T> {
  /** Makes number `i`. Called in order, up to `depth` ahead of what has been handed out. */
  make(i: number): Promise<T>;
  readonly first: number;
  /** The number after the last. */
  readonly end: number;
  /** How many may exist or be in the making; at least 1. This bounds the memory. */
  readonly depth: number;
  readonly now: () => number;
}

/** Starts making at once. */
export function createPrefetcher<T>({ make, first, end, depth, now }: PrefetchOptions<T>): Prefetcher<T> {
  const queue: Promise<T>[] = [];
  let started = first;
  let waitedMs = 0;
  const fill = (): void => {
    while (queue.length < depth && started < end) {
      const made = make(started++);
      // The error is for whoever takes this one; until then it must not count as unhandled.
      made.catch(() => undefined);
      queue.push(made);
    }
  };
  fill();
  return {
    async next() {
      const head = queue.shift();
      if (head === undefined) return null;
      const from = now();
      try {
        return await head;
      } finally {
        waitedMs += now() - from;
        fill();
      }
    },
    get waitedMs() {
      return waitedMs;
    },
  };
}

/** Batches that fit into `bytes`, at least one; more than two per worker would only wait. */
export function prefetchDepth(batchBytes: number, bytes: number, workers: number): number {
  return Math.max(1, Math.min(2 * workers, Math.floor(bytes / batchBytes)));
}
