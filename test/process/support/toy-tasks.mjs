// Worker module of the job tests: tasks that work, and tasks that go wrong in every way there is.
import { appendFileSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** Bytes that depend on the parameters only. */
function fill(seed, bytes) {
  const data = new Uint8Array(bytes);
  let state = seed + 1;
  for (let i = 0; i < bytes; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    data[i] = state >>> 24;
  }
  return data;
}

export async function createTaskRunner({ notes, counter }) {
  const note = (text) => appendFileSync(join(notes, 'log'), `${text}\n`);
  const once = (name, act) => {
    const mark = join(notes, name);
    if (existsSync(mark)) return;
    writeFileSync(mark, '');
    act();
  };
  note('open');
  return {
    async run(params, signal) {
      const { seed = 0, bytes = 1000, ms = 0, act = 'work' } = params;
      note(`run ${seed} ${act}`);
      if (ms > 0) await delay(ms);
      if (counter) Atomics.add(new Int32Array(counter), 0, seed);
      const acts = {
        work: () => undefined,
        exit: () => process.exit(3),
        exitOnce: () => once(`exit-${seed}`, () => process.exit(3)),
        crashOnce: () =>
          once(`crash-${seed}`, () => {
            setImmediate(() => {
              throw new Error('thrown outside the task');
            });
          }),
        throw: () => {
          throw new TypeError('a bug in the task');
        },
        reject: () => Promise.reject(Object.assign(new Error('typed'), { code: 'X' })),
        nan: () => undefined,
        heap: () => {
          const hoard = [];
          for (;;) hoard.push(Array.from({ length: 1000 }, () => ({ x: hoard.length })));
        },
        spin: () => {
          for (;;);
        },
        wait: () =>
          new Promise((_, reject) => {
            signal.addEventListener('abort', () => {
              note('signal');
              reject(new Error('stopped'));
            });
          }),
      };
      await acts[act]();
      if (act === 'crashOnce') await delay(50);
      const data = fill(seed, bytes);
      const mean = act === 'nan' ? Number.NaN : data.reduce((a, b) => a + b, 0) / Math.max(1, bytes);
      return bytes === 0 ? { value: { seed, mean } } : { value: { mean, seed }, artifact: data };
    },
    async close() {
      note('close');
    },
  };
}
