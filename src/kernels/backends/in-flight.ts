/** Lets at most `most` tasks run at a time; the others wait in the order in which they came. */
export function createInFlight(most: number): <T>(task: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (task) => {
    if (running === most) await new Promise<void>((go) => waiting.push(go));
    else running++;
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      // The place goes on to the next one.
      if (next === undefined) running--;
      else next();
    }
  };
}
