import { readFileSync } from 'node:fs';
import { readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ioError } from '../core/atomic-file.node.js';
import { CuestaError } from '../core/errors.js';

/** Keeps other runs out of a work folder. Owns the file `lock`: release it. */
export interface Lock {
  release(): Promise<void>;
}

interface Holder {
  readonly pid: number;
  readonly hostname: string;
  /** Start of the process in the system's own unit, so that a reused pid is noticed; null where it is unknown. */
  readonly started: string | null;
}

/** Lock files that this process holds: after a restart in a container the pid in an old lock may be our own. */
const held = new Set<string>();

/** A younger file without readable content is being written at this moment; an older one was left by a crash. */
const WRITING_MS = 10_000;
const WAIT_MS = 20;

/**
 * Takes the lock, also from a run that is dead. Throws `config` when another run uses the folder, or may use it (its
 * lock was made on another computer).
 */
export async function acquireLock(folder: string): Promise<Lock> {
  const path = join(await realpath(folder), 'lock');
  const own: Holder = { pid: process.pid, hostname: hostname(), started: processStart(process.pid) };
  const text = `${JSON.stringify(own)}\n`;
  while (!(await createExclusively(path, text))) await removeIfStale(path);
  held.add(path);
  return {
    release: async () => {
      if (!held.delete(path)) return;
      if ((await readText(path)) === text) await rm(path, { force: true });
    },
  };
}

async function createExclusively(path: string, text: string): Promise<boolean> {
  try {
    await writeFile(path, text, { flag: 'wx' });
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw ioError(cause, path, 'write');
  }
}

/**
 * Throws `config` for a live lock, and waits a moment for one that says nothing yet: it is being written, or its run was killed at just that.
 * Several runs may find the same dead one: the file `lock.takeover` lets one at a time look again and remove it, so that nobody removes the
 * lock of the run that was faster.
 */
async function removeIfStale(path: string): Promise<void> {
  const state = await stateOf(path);
  if (state === 'unwritten') await delay(WAIT_MS);
  if (state !== 'stale') return;
  const takeover = `${path}.takeover`;
  if (!(await createExclusively(takeover, ''))) {
    if (!(await isFresh(takeover))) await rm(takeover, { force: true });
    await delay(WAIT_MS);
    return;
  }
  try {
    if ((await stateOf(path)) === 'stale') await rm(path, { force: true });
  } finally {
    await rm(takeover, { force: true });
  }
}

/** Throws `config` when the lock is live. */
async function stateOf(path: string): Promise<'gone' | 'unwritten' | 'stale'> {
  const text = await readText(path);
  if (text === null) return 'gone';
  const holder = parseHolder(text);
  if (holder === null) return (await isFresh(path)) ? 'unwritten' : 'stale';
  if (isLive(holder, path)) throw inUse(path, holder);
  return 'stale';
}

function isLive(holder: Holder, path: string): boolean {
  if (holder.hostname !== hostname()) return true;
  if (holder.pid === process.pid) return held.has(path);
  if (!processExists(holder.pid)) return false;
  return holder.started === null || holder.started === processStart(holder.pid);
}

function inUse(path: string, { pid, hostname: host }: Holder): CuestaError {
  return new CuestaError('config', `The work folder is in use by process ${pid} on ${host} (${path}).`, {
    subject: path,
    hint: 'Wait for that run or choose another work folder; if that run is gone, delete the lock file.',
  });
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Field 22 of `/proc/PID/stat` (proc(5)): start time in clock ticks since boot. Null except on Linux. */
function processStart(pid: number): string | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return fields.slice(fields.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}

function parseHolder(text: string): Holder | null {
  try {
    const { pid, hostname: host, started } = JSON.parse(text) as Holder;
    return Number.isInteger(pid) && typeof host === 'string' ? { pid, hostname: host, started } : null;
  } catch {
    return null;
  }
}

async function isFresh(path: string): Promise<boolean> {
  try {
    // Clocks of other computers may be ahead: what will be written in an hour is not waited for.
    return Math.abs(Date.now() - (await stat(path)).mtimeMs) < WRITING_MS;
  } catch {
    return false;
  }
}

async function readText(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return null;
  }
}
