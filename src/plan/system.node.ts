import { availableParallelism, totalmem } from 'node:os';

/** Half of what this process may use, in bytes: of the container's limit where there is one. */
export function defaultMemory(): number {
  const total = totalmem();
  const limit = process.constrainedMemory();
  return Math.floor((limit > 0 && limit < total ? limit : total) / 2);
}

/** One worker per processor that this process may use. */
export function defaultThreads(): number {
  return availableParallelism();
}
