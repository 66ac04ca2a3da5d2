import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { acquireLock } from './lock.node.js';

let folder = '';
let lockPath = '';
let child: ChildProcess;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cuesta-lock-'));
  lockPath = join(folder, 'lock');
  child = spawn('sleep', ['60']);
  await once(child, 'spawn');
});
afterEach(async () => {
  child.kill('SIGKILL');
  await rm(folder, { recursive: true });
});

const holder = (facts: object) =>
  writeFile(lockPath, JSON.stringify({ pid: child.pid, hostname: hostname(), started: null, ...facts }));

const refusal = { code: 'config', hint: expect.stringContaining('delete the lock file') as string };

test('a second run is refused until the first lets go', async () => {
  const lock = await acquireLock(folder);
  await expect(acquireLock(folder)).rejects.toMatchObject(refusal);
  await lock.release();
  await expect(access(lockPath)).rejects.toThrow();
  await (await acquireLock(folder)).release();
});

test('the lock of a live process is respected, that of a dead one taken over', async () => {
  await holder({});
  await expect(acquireLock(folder)).rejects.toMatchObject({
    ...refusal,
    message: expect.stringContaining(`process ${child.pid}`) as string,
  });
  child.kill('SIGKILL');
  await once(child, 'exit');
  const lock = await acquireLock(folder);
  expect(JSON.parse(await readFile(lockPath, 'utf8'))).toMatchObject({ pid: process.pid });
  expect(await readdir(folder)).toEqual(['lock']);
  await lock.release();
});

test.runIf(process.platform === 'linux')('a process that merely has the old pid does not count', async () => {
  await holder({ started: '1' });
  await (await acquireLock(folder)).release();
});

test('a restarted container has the same pid, but not the lock', async () => {
  await holder({ pid: process.pid });
  await (await acquireLock(folder)).release();
});

test('the lock of another computer is respected', async () => {
  await holder({ hostname: 'elsewhere', pid: 2 ** 30 });
  await expect(acquireLock(folder)).rejects.toMatchObject(refusal);
});

test('a lock without content may be being written: it is waited for', async () => {
  await writeFile(lockPath, '');
  let isTaken = false;
  const taken = acquireLock(folder).then((lock) => {
    isTaken = true;
    return lock;
  });
  await delay(200);
  expect(isTaken).toBe(false);
  await holder({});
  await expect(taken).rejects.toMatchObject(refusal);
});

test.each([-60, 60])(
  'a lock without content, written %i s from now, was left by a crash',
  async (seconds) => {
    await writeFile(lockPath, '');
    const then = Date.now() / 1000 + seconds;
    await utimes(lockPath, then, then);
    await (await acquireLock(folder)).release();
  },
);

test('of many that find a dead lock, one gets it', async () => {
  for (let round = 0; round < 25; round++) {
    await holder({ pid: 2 ** 30 });
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => acquireLock(folder)));
    const locks = outcomes.filter((o) => o.status === 'fulfilled').map((o) => o.value);
    expect(locks).toHaveLength(1);
    await locks[0].release();
    expect(await readdir(folder)).toEqual([]);
  }
});

test('a takeover that was killed half-way does not bar the way', async () => {
  await holder({ pid: 2 ** 30 });
  await writeFile(`${lockPath}.takeover`, '');
  const minuteAgo = Date.now() / 1000 - 60;
  await utimes(`${lockPath}.takeover`, minuteAgo, minuteAgo);
  await (await acquireLock(folder)).release();
  expect(await readdir(folder)).toEqual([]);
});

test('a lock that was taken away is not removed on release', async () => {
  const lock = await acquireLock(folder);
  await holder({});
  await lock.release();
  expect(JSON.parse(await readFile(lockPath, 'utf8'))).toMatchObject({ pid: child.pid });
});
