import type { TileSeconds } from './reconstruct-task.js';

/** Adds up the time of the stages of a worker, which does one thing at a time. */
export interface StageClock {
  time<T>(stage: keyof TileSeconds, work: () => Promise<T>): Promise<T>;
  /** Seconds since it was last asked. */
  taken(): TileSeconds;
}

export function createStageClock(): StageClock {
  const nothing = { reading: 0, network: 0, alignment: 0 };
  let seconds = { ...nothing };
  return {
    async time(stage, work) {
      const started = performance.now();
      const done = await work();
      seconds[stage] += (performance.now() - started) / 1000;
      return done;
    },
    taken() {
      const sum = seconds;
      seconds = { ...nothing };
      return sum;
    },
  };
}
