import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Outcome } from './cuesta.js';

const program = resolve(import.meta.dirname, 'run-lines.mjs');

/** Runs many command lines (`slope a.tif -o b.tif`) in one process, which saves the start of all others. */
export async function runLines(folder: string, lines: readonly string[]): Promise<Outcome[]> {
  const child = spawn(process.execPath, [program], { cwd: folder, stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify(lines.map((line) => line.split(' '))));
  const [answer] = await Promise.all([text(child.stdout), once(child, 'close')]);
  return JSON.parse(answer) as Outcome[];
}
