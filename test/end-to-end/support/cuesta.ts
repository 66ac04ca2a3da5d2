import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll } from 'vitest';

/** The command line as it is shipped. */
const main = resolve(import.meta.dirname, '../../../dist/cli/main.js');

/** Milliseconds for a hook that runs commands, also on a busy machine. */
export const HOOK_TIMEOUT = 240_000;

/** For shell scripts. */
export const cuestaCommand = `${process.execPath} ${main}`;

export interface Outcome {
  /** Null when a signal ended the process. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Outcome>;
}

/** Starts `cuesta ARGS` in a folder. */
export function startCuesta(folder: string, args: readonly string[]): Running {
  const child = spawn(process.execPath, [main, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, stdout, stderr }));
  return { child, ended };
}

/** Runs `cuesta ARGS` in a folder to its end. */
export function cuesta(folder: string, ...args: readonly string[]): Promise<Outcome> {
  return startCuesta(folder, args).ended;
}

/** {@link cuesta} that has to succeed; returns what it printed on standard output. */
export async function succeed(folder: string, ...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await cuesta(folder, ...args);
  if (code !== 0) throw new Error(`cuesta ${args.join(' ')} ended with ${code}:\n${stderr}`);
  return stdout;
}

/** What a command prints with `--json`. */
export async function succeedJson<T>(folder: string, ...args: readonly string[]): Promise<T> {
  return JSON.parse(await succeed(folder, ...args, '--json')) as T;
}

/** A folder that is removed after the tests of the file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cuesta-e2e-'));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** All files and folders below a folder, sorted. */
export async function listing(folder: string): Promise<string[]> {
  return (await readdir(folder, { recursive: true })).sort();
}
