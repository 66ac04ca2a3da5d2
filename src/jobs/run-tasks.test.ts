import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CuestaError } from '../core/errors.js';
import type { Executor, TaskReply, TaskRequest } from './executor.js';
import { type RunTasksOptions, runTasks } from './run-tasks.js';
import type { FinishedTask, Settled } from './settle-task.js';

/** Executor whose replies the test decides; notes how many tasks were with it at a time. */
function fakeExecutor(lanes: number, reply: (request: TaskRequest, attempt: number) => Promise<TaskReply>) {
  const attempts = new Map<string, number>();
  const seen = { most: 0, running: 0, attempts };
  const executor: Executor = {
    lanes,
    execute: async (request) => {
      const attempt = (attempts.get(request.id) ?? 0) + 1;
      attempts.set(request.id, attempt);
      seen.most = Math.max(seen.most, ++seen.running);
      try {
        return await reply(request, attempt);
      } finally {
        seen.running--;
      }
    },
    close: () => Promise.resolve(),
  };
  return { executor, seen };
}

const done = (value: unknown): TaskReply => ({ status: 'done', json: JSON.stringify(value), artifact: null });
const failed = (error: CuestaError): TaskReply => ({
  status: 'failed',
  error: error.toJSON(),
  stack: 'stack',
});
const tasks = (count: number) => Array.from({ length: count }, (_, i) => ({ id: `t${i}`, params: i }));
const turns = async (count: number) => {
  for (let i = 0; i < count; i++) await Promise.resolve();
};

interface Seen {
  readonly recorded: FinishedTask[];
  readonly delivered: number[];
  readonly progress: (readonly [number, number])[];
}

function options(
  count: number,
  changes: Partial<RunTasksOptions> = {},
): RunTasksOptions & { readonly seen: Seen } {
  const seen: Seen = { recorded: [], delivered: [], progress: [] };
  return {
    tasks: tasks(count),
    finished: new Map(),
    retries: 2,
    signal: new AbortController().signal,
    stop: new AbortController(),
    record: async (entry) => void seen.recorded.push(entry),
    progress: (n, reused) => void seen.progress.push([n, reused]),
    deliver: (_settled: Settled, index) => void seen.delivered.push(index),
    ...changes,
    seen,
  };
}

test('results come in task order, each once, with never more than the lanes at work', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(40), { maxLength: 60 }),
      fc.integer({ min: 1, max: 8 }),
      async (delays, lanes) => {
        const { executor, seen } = fakeExecutor(lanes, async ({ params }) => {
          await turns(delays[params as number]);
          return done(params);
        });
        const run = options(delays.length);
        await runTasks(executor, run);
        const all = delays.map((_, i) => i);
        expect(run.seen.delivered).toEqual(all);
        expect(run.seen.recorded.map((entry) => entry.value).sort((a, b) => Number(a) - Number(b))).toEqual(
          all,
        );
        expect(run.seen.progress.map(([n]) => n)).toEqual(all.map((i) => i + 1));
        expect(seen.most).toBeLessThanOrEqual(lanes);
      },
    ),
  );
});

test('deliveries do not overlap', async () => {
  let open = 0;
  const run = options(20, {
    deliver: async () => {
      expect(++open).toBe(1);
      await turns(7);
      open--;
    },
  });
  await runTasks(fakeExecutor(4, async ({ params }) => done(params)).executor, run);
});

test('old results without artifact are taken as they are, those with one are offered for checking', async () => {
  const stamp = { bytes: 1, sha256: 'x' };
  const finished = new Map<string, FinishedTask>([
    ['t0', { id: 't0', value: 'old', artifact: null }],
    ['t1', { id: 't1', value: 'old', artifact: stamp }],
    ['t2', { id: 't2', value: 'old', artifact: stamp }],
  ]);
  const values: unknown[] = [];
  const { executor, seen } = fakeExecutor(2, async ({ id, expected }) => {
    expect(expected).toEqual(id === 't3' ? null : stamp);
    return id === 't1' ? { status: 'reused' } : done('new');
  });
  const run = options(4, { finished, deliver: ({ entry }) => void values.push(entry.value) });
  await runTasks(executor, run);
  expect(values).toEqual(['old', 'old', 'new', 'new']);
  expect([...seen.attempts.keys()].sort()).toEqual(['t1', 't2', 't3']);
  expect(run.seen.recorded.map((entry) => entry.id).sort()).toEqual(['t2', 't3']);
  expect(run.seen.progress.at(-1)).toEqual([4, 2]);
});

const retried: readonly (readonly [string, TaskReply])[] = [
  ['a dead worker', { status: 'died', reason: 'worker exited with code: 3' }],
  ['a refusal of the operating system', failed(new CuestaError('io', 'Cannot write x (EIO).'))],
];

test.each(retried)('%s is tried again', async (_, bad) => {
  const { executor } = fakeExecutor(1, async ({ id }, attempt) =>
    id === 't1' && attempt < 3 ? bad : done(1),
  );
  const run = options(3);
  await runTasks(executor, run);
  expect(run.seen.delivered).toEqual([0, 1, 2]);
});

test('a worker that keeps dying is a task error naming the task', async () => {
  const { executor, seen } = fakeExecutor(2, async ({ id }) =>
    id === 't1' ? { status: 'died', reason: 'out of memory' } : done(1),
  );
  const run = options(2, {
    tasks: [
      { id: 't0', params: 0 },
      { id: 't1', params: 1, label: 'tile (3, 4)' },
    ],
  });
  await expect(runTasks(executor, run)).rejects.toMatchObject({
    code: 'task',
    subject: 'tile (3, 4)',
    message: 'The worker died in each of 3 attempts at task tile (3, 4): out of memory',
  });
  expect(seen.attempts.get('t1')).toBe(3);
});

test('other errors are final: the rest is not started, what was running is kept, the error arrives whole', async () => {
  const error = new CuestaError('input', 'a.tif is all nodata.', { subject: 'a.tif', hint: 'Leave it out.' });
  const { executor, seen } = fakeExecutor(3, async ({ id }) => {
    if (id === 't4') return failed(error);
    await turns(50);
    return done(1);
  });
  const run = options(100);
  await expect(runTasks(executor, run)).rejects.toMatchObject({ ...error.toJSON(), cause: 'stack' });
  expect(seen.attempts.get('t4')).toBe(1);
  expect(seen.attempts.size).toBeLessThan(10);
  expect(run.stop.signal.aborted).toBe(true);
  expect(run.seen.recorded).toHaveLength(seen.attempts.size - 1);
});

test.each(['record', 'deliver', 'progress'] as const)('an error of %s ends the run', async (which) => {
  const broken = () => {
    throw new Error('broken');
  };
  const { executor, seen } = fakeExecutor(2, async () => done(1));
  await expect(runTasks(executor, options(100, { [which]: broken }))).rejects.toThrow('broken');
  expect(seen.attempts.size).toBeLessThan(10);
});

test('a cancel ends the pause before another attempt', async () => {
  const user = new AbortController();
  const stop = new AbortController();
  user.signal.addEventListener('abort', () => stop.abort());
  const { executor, seen } = fakeExecutor(1, async () => {
    queueMicrotask(() => queueMicrotask(() => user.abort()));
    await turns(1);
    return { status: 'died', reason: 'x' };
  });
  await expect(
    runTasks(executor, options(5, { signal: user.signal, stop, retries: 1000 })),
  ).rejects.toMatchObject({ code: 'cancelled' });
  expect(seen.attempts).toEqual(new Map([['t0', 1]]));
});
