import { type ChildProcess, type SpawnSyncOptions, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createRng } from '../../src/core/rng.js';
import { type Folders, makeFolders, toyJob, toyLog } from './support/jobs.js';

let folders: Folders;
const children: ChildProcess[] = [];
beforeEach(async () => {
  folders = await makeFolders();
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(folders.root, { recursive: true, force: true });
});

const COUNT = 40;
const THREADS = 2;
const QUIET: SpawnSyncOptions = { stdio: ['ignore', 'ignore', 'inherit'] };

interface Outcome {
  readonly digest: string;
  readonly values: readonly unknown[];
  readonly reused: number;
}

const settings = (changes: object = {}) =>
  JSON.stringify({
    ...{ work: folders.work, notes: folders.notes, out: join(folders.root, 'out.json') },
    ...{ count: COUNT, ms: 8, bytes: 20_000, threads: THREADS },
    ...changes,
  });

const outcome = async (name = 'out.json') =>
  JSON.parse(await readFile(join(folders.root, name), 'utf8')) as Outcome;

/** Runs the toy job; after `finish` finished tasks and another `ms` milliseconds it gets the signal. */
async function disturbed(signal: NodeJS.Signals, finish: number, ms: number): Promise<number | null> {
  const child = spawn(process.execPath, [toyJob, settings()], { stdio: ['ignore', 'pipe', 'ignore'] });
  children.push(child);
  let lines = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    const before = lines;
    lines += chunk.toString().split('\n').length - 1;
    if (before < finish && lines >= finish) setTimeout(() => child.kill(signal), ms);
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return code;
}

const executions = async () => (await toyLog(folders)).filter((line) => line.startsWith('run')).length;

/** What an undisturbed run gives, in folders of its own. */
async function undisturbed(): Promise<Outcome> {
  const changes = {
    work: join(folders.root, 'calm'),
    notes: folders.root,
    out: join(folders.root, 'calm.json'),
  };
  const { status } = spawnSync(process.execPath, [toyJob, settings({ ...changes, executor: 'sequential' })]);
  expect(status).toBe(0);
  return outcome('calm.json');
}

describe('a run killed at random points', () => {
  test.each([1, 2, 3])(
    'gives what an undisturbed one gives, and loses no finished task (seed %i)',
    async (seed) => {
      const expected = await undisturbed();
      const rng = createRng(seed);
      let kills = 0;
      let code: number | null = null;
      for (let round = 0; round < 5; round++) {
        // Counted from the reused tasks on: every round gets further than the one before.
        const finish = Math.min(COUNT, (await recorded()) + rng.int(8));
        code = await disturbed('SIGKILL', Math.max(1, finish), rng.int(12));
        if (code === 0) break;
        kills++;
      }
      code = code === 0 ? 0 : spawnSync(process.execPath, [toyJob, settings()], QUIET).status;
      expect(code).toBe(0);
      expect(kills).toBeGreaterThan(0);
      const { digest, values, reused } = await outcome();
      expect({ digest, values }).toEqual({ digest: expected.digest, values: expected.values });
      expect(reused).toBeGreaterThan(0);
      // Only what was in a worker's hands at a kill is done twice.
      expect(await executions()).toBeLessThanOrEqual(COUNT + kills * THREADS);
      expect((await readdir(folders.work)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    },
  );

  const recorded = async () => {
    const text = await readFile(join(folders.work, 'journal.jsonl'), 'utf8').catch(() => '');
    return text.split('\n').filter((line) => line.includes('"check"')).length;
  };
});

test('an interrupted run ends as cancelled, at once resumable', async () => {
  expect(await disturbed('SIGINT', 10, 3)).toBe(4);
  expect(await readdir(folders.work)).not.toContain('lock');
  const { status } = spawnSync(process.execPath, [toyJob, settings()], QUIET);
  expect(status).toBe(0);
  expect((await outcome()).reused).toBeGreaterThanOrEqual(10);
});

/** A file system of our own that is too small: needs user namespaces, or root. */
const canMount = spawnSync('sh', ['-c', 'unshare -rm true']).status === 0;
if (!canMount) console.warn('skipping tests: unshare -rm is not permitted here');

test.skipIf(!canMount)('a full disk is an io error; with more space the run goes on', async () => {
  const mount = join(folders.root, 'small');
  const job = `${process.execPath} ${toyJob} '${settings({ work: join(mount, 'work') })}'`;
  const script = [
    `mkdir ${mount} && mount -t tmpfs -o size=400k none ${mount} || exit 90`,
    `${job}; echo "first $?"`,
    `ls -A ${mount}/work | grep -c -e tmp$ -e lock; du -k ${mount} | tail -1`,
    `mount -o remount,size=4m ${mount}`,
    `${job}; echo "second $?"`,
  ].join('\n');
  const { stdout, stderr } = spawnSync('sh', ['-c', 'exec unshare -rm sh -c "$0"', script], {
    encoding: 'utf8',
  });
  const error = JSON.parse(stderr) as { readonly code: string; readonly hint: string };
  expect(error).toMatchObject({ code: 'io', hint: expect.stringContaining('free space') as string });
  expect(stdout).toContain('first 4\n0\n');
  expect(stdout).toContain('second 0\n');
  const { digest, reused } = await outcome();
  expect(reused).toBeGreaterThan(5);
  expect(digest).toBe((await undisturbed()).digest);
});
