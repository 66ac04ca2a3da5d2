import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect } from 'vitest';
import { listing, type Outcome } from './cuesta.js';
import { expectSaid, type Refusal, withoutOutputs } from './refusal.js';

const program = resolve(import.meta.dirname, 'run-lines.mjs');

/** Runs many command lines (`slope a.tif -o b.tif`) in one process, which saves the start of all others. */
export async function runLines(folder: string, lines: readonly string[]): Promise<Outcome[]> {
  const child = spawn(process.execPath, [program], { cwd: folder, stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify(lines.map((line) => line.split(' '))));
  const [answer] = await Promise.all([text(child.stdout), once(child, 'close')]);
  return JSON.parse(answer) as Outcome[];
}

/** Runs command lines that have to be refused, `OUT` being a fresh folder, and compares what they say and leave. */
export async function expectRefusals(folder: string, list: readonly Refusal[]): Promise<void> {
  const out = mkdtempSync(join(folder, 'out-'));
  const before = withoutOutputs(folder);
  const outcomes = await runLines(
    folder,
    list.map(({ args }) => args.replaceAll('OUT', basename(out))),
  );
  outcomes.forEach((outcome, i) => {
    expectSaid(outcome, list[i]);
  });
  expect(await listing(out)).toEqual([]);
  expect(withoutOutputs(folder)).toEqual(before);
}
