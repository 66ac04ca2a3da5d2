import { readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { JobOptions } from '../../src/jobs/run-job.node.js';
import type { TaskResult } from '../../src/jobs/task.js';
import {
  type Folders,
  makeFolders,
  removeWorkFolder,
  runJob,
  type ToyParams,
  type ToyValue,
  toyLog,
  toyTask,
  toyTasks,
} from './support/jobs.js';

let folders: Folders;
beforeEach(async () => {
  folders = await makeFolders();
});
afterEach(() => rm(folders.root, { recursive: true, force: true }));

type Options = JobOptions<ToyParams, ToyValue>;

function run(params: readonly ToyParams[], changes: Partial<Options> = {}) {
  return runJob<ToyParams, ToyValue>({
    name: 'toy',
    module: toyTasks,
    shared: { notes: folders.notes },
    tasks: params.map(toyTask),
    executor: 'threads',
    threads: 2,
    workFolder: folders.work,
    signal: new AbortController().signal,
    ...changes,
  });
}

const work = (count: number): ToyParams[] =>
  Array.from({ length: count }, (_, seed) => ({ seed, bytes: 500 + seed * 37, ms: (seed * 7) % 11 }));

/** All that a caller sees of a result, artifact bytes included; whether it was reused is not part of it. */
const content = (results: readonly TaskResult<ToyValue>[]) =>
  Promise.all(
    results.map(async ({ id, value, artifact }) => ({
      id,
      value,
      sha256: artifact?.sha256,
      bytes: artifact === null ? null : (await readFile(artifact.path)).toString('base64'),
    })),
  );

const runs = async () => (await toyLog(folders)).filter((line) => line.startsWith('run')).length;

describe('results', () => {
  test('are the same for every executor and thread count, in task order', async () => {
    const reference = await content((await run(work(25), { executor: 'sequential' })).results);
    expect(reference.map(({ value }) => value.seed)).toEqual(work(25).map(({ seed }) => seed));
    for (const threads of [1, 2, 5]) {
      const delivered: number[] = [];
      const { results, reused } = await run(work(25), {
        threads,
        workFolder: join(folders.root, `w${threads}`),
        onResult: (_, index) => void delivered.push(index),
      });
      expect(await content(results)).toEqual(reference);
      expect(delivered).toEqual(work(25).map((_, i) => i));
      expect(reused).toBe(0);
    }
  });

  test('of tasks without artifact have none; a job may be empty', async () => {
    const { results } = await run([{ seed: 3, bytes: 0 }]);
    expect(results).toMatchObject([{ value: { seed: 3, mean: 0 }, artifact: null }]);
    expect(await run([], { workFolder: join(folders.root, 'empty') })).toEqual({ results: [], reused: 0 });
  });

  test('runners are made once per worker, share memory and are closed', async () => {
    const counter = new SharedArrayBuffer(4);
    await run(work(20), { shared: { notes: folders.notes, counter } });
    expect(new Int32Array(counter)[0]).toBe(190);
    const log = await toyLog(folders);
    const opened = log.filter((line) => line === 'open').length;
    expect([1, 2]).toContain(opened);
    expect(log.filter((line) => line === 'close')).toHaveLength(opened);
  });
});

describe.each(['threads', 'sequential'] as const)('errors (%s)', (executor) => {
  test('a bug in a task is a task error with its stack', async () => {
    const failing = run([{ seed: 1 }, { seed: 2, act: 'throw' }, { seed: 3 }], { executor });
    await expect(failing).rejects.toMatchObject({
      name: 'CuestaError',
      code: 'task',
      subject: 'toy 2',
      message: 'Task toy 2 failed: TypeError: a bug in the task',
      cause: expect.stringContaining('toy-tasks.mjs') as string,
    });
    expect((await toyLog(folders)).filter((line) => line === 'run 2 throw')).toHaveLength(1);
  });

  test('a value that JSON would change is refused', async () => {
    await expect(run([{ seed: 1, act: 'nan' }], { executor })).rejects.toMatchObject({
      code: 'task',
      message: expect.stringContaining('the value of the task.mean is NaN') as string,
    });
  });

  test('a module without createTaskRunner, and one that is missing, are task errors', async () => {
    const module = new URL('data:text/javascript,export const x = 1');
    await expect(run([{}], { executor, module })).rejects.toMatchObject({ code: 'task' });
    const missing = new URL('./missing.mjs', toyTasks);
    await expect(run([{}], { executor, module: missing })).rejects.toMatchObject({ code: 'task' });
  });

  test('what was finished before the error is reused afterwards', async () => {
    const bad = [...work(10), { seed: 99, act: 'throw' }];
    await expect(run(bad, { executor })).rejects.toThrow('a bug in the task');
    await expect(run(bad, { executor })).rejects.toThrow('a bug in the task');
    expect(await runs()).toBeLessThanOrEqual(10 + 2);
  });
});

describe('workers that die', () => {
  test('by process.exit or an error outside the task: tried again on a new one', async () => {
    const params = [
      { seed: 0, act: 'exitOnce' },
      { seed: 1, act: 'crashOnce' },
      ...work(12).map((p) => ({ ...p, seed: (p.seed ?? 0) + 2 })),
    ];
    const { results } = await run(params);
    expect(results.map(({ value }) => value.seed)).toEqual(params.map(({ seed }) => seed));
    expect(await toyLog(folders)).toContain('run 0 exitOnce');
    expect((await toyLog(folders)).filter((line) => line === 'run 0 exitOnce')).toHaveLength(2);
  });

  test('again and again: a task error naming the task', async () => {
    await expect(run([...work(3), { seed: 7, act: 'exit' }], { retries: 1 })).rejects.toMatchObject({
      code: 'task',
      subject: 'toy 7',
      message: expect.stringMatching(/died in each of 2 attempts.*exited with code: 3/) as string,
    });
  });

  test('out of memory: the process lives and says so', async () => {
    await expect(run([{ seed: 1, act: 'heap' }], { retries: 0, maxHeapMiB: 16 })).rejects.toMatchObject({
      code: 'task',
      message: expect.stringContaining('out of memory') as string,
      hint: expect.stringContaining('--memory') as string,
    });
  });
});

describe('cancelling', () => {
  const whenStarted = (line: string) =>
    vi.waitUntil(async () => (await toyLog(folders)).includes(line), { timeout: 30_000, interval: 10 });
  const cancelled = { code: 'cancelled', hint: expect.stringContaining('reused') as string };

  test.each(['threads', 'sequential'] as const)('reaches a running task (%s)', async (executor) => {
    const user = new AbortController();
    const params = [...work(4), { seed: 50, act: 'wait' }];
    const job = run(params, { executor, signal: user.signal });
    void whenStarted('run 50 wait').then(() => user.abort());
    await expect(job).rejects.toMatchObject(cancelled);
    expect(await toyLog(folders)).toContain('signal');
    expect(await toyLog(folders)).toContain('close');
    expect(await readdir(folders.work)).not.toContain('lock');
  });

  test('ends a task that does not listen', async () => {
    const user = new AbortController();
    const params = [...work(4), { seed: 50, act: 'spin' }];
    const job = run(params, { signal: user.signal });
    void whenStarted('run 50 spin').then(() => user.abort());
    await expect(job).rejects.toMatchObject(cancelled);
    expect(await readdir(folders.work)).not.toContain('lock');
  });

  test('before the start does nothing at all', async () => {
    await expect(run(work(4), { signal: AbortSignal.abort() })).rejects.toMatchObject(cancelled);
    expect(await readdir(folders.root)).toEqual(['notes']);
  });
});

describe('resuming', () => {
  test('a finished job does nothing but check its artifacts', async () => {
    const first = await run(work(12));
    const second = await run(work(12), { executor: 'sequential' });
    expect(second.reused).toBe(12);
    expect(await runs()).toBe(12);
    expect(await content(second.results)).toEqual(await content(first.results));
  });

  test.each([
    ['a changed byte', async (path: string) => writeFile(path, damage(await readFile(path)))],
    ['a missing end', async (path: string) => truncate(path, (await stat(path)).size - 1)],
    ['a missing file', (path: string) => rm(path)],
  ])('%s in an artifact is noticed and that task alone is done again', async (_, spoil) => {
    const first = await run(work(8));
    const expected = await content(first.results);
    await spoil(first.results[5].artifact!.path);
    const second = await run(work(8));
    expect(second.results.map(({ reused }) => reused)).toEqual(work(8).map((_, i) => i !== 5));
    expect(await content(second.results)).toEqual(expected);
    expect(await runs()).toBe(9);
  });

  test('a journal cut anywhere costs only the tasks that are no longer in it', async () => {
    const expected = await content((await run(work(8))).results);
    const journal = join(folders.work, 'journal.jsonl');
    const { size } = await stat(journal);
    for (const part of [0.9, 0.5, 0.2]) {
      await truncate(journal, Math.floor(size * part));
      const { results, reused } = await run(work(8));
      expect(reused).toBeGreaterThanOrEqual(Math.floor(8 * part) - 1);
      expect(reused).toBeLessThan(8);
      expect(await content(results)).toEqual(expected);
    }
  });

  test('another job in the folder starts from nothing and leaves files of others alone', async () => {
    await run(work(8));
    await writeFile(join(folders.work, 'notes.txt'), 'mine');
    const temporary = `.${toyTask({ seed: 1 }).id}.tile.123-0123abcd.tmp`;
    await writeFile(join(folders.work, temporary), 'half a tile');
    const { reused, results } = await run(work(3), { name: 'other' });
    expect(reused).toBe(0);
    expect((await readdir(folders.work)).sort()).toEqual(
      [...results.map(({ id }) => `${id}.tile`), 'journal.jsonl', 'notes.txt'].sort(),
    );
    await removeWorkFolder(folders.work);
    expect(await readdir(folders.work)).toEqual(['notes.txt']);
    await rm(join(folders.work, 'notes.txt'));
    await removeWorkFolder(folders.work);
    expect(await readdir(folders.root)).toEqual(['notes']);
    await removeWorkFolder(folders.work);
  });

  test('two runs cannot use one folder, and neither can one remove the work of the other', async () => {
    let second: Promise<unknown> = Promise.resolve();
    const first = run(work(6), {
      onProgress: ({ done }) => {
        if (done !== 2) return;
        second = removeWorkFolder(folders.work).then(() => run(work(6)));
        second.catch(() => undefined);
      },
      onResult: () => second.then(() => undefined).catch(() => undefined),
    });
    const { results } = await first;
    await expect(second).rejects.toMatchObject({ code: 'config' });
    expect(await content(results)).toHaveLength(6);
  });
});

test('ids that are no content hashes, or double, are bugs of the caller', async () => {
  const task = toyTask({ seed: 1 });
  await expect(run([], { tasks: [{ ...task, id: '../evil' }] })).rejects.toThrow(TypeError);
  await expect(run([], { tasks: [task, task] })).rejects.toThrow('two tasks have the id');
});

function damage(bytes: Uint8Array): Uint8Array {
  bytes[Math.floor(bytes.length / 2)] ^= 1;
  return bytes;
}
