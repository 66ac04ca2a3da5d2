import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { cuesta, listing, type Outcome } from './cuesta.js';

export interface Refusal {
  /** `OUT` is a fresh folder. */
  readonly args: string;
  readonly code: number;
  /** The first line of the message, and the advice below it. */
  readonly says: RegExp;
  readonly advises: RegExp;
}

/** As a table of `test.for`. */
export const refusals = (list: readonly Refusal[]) =>
  list.map((refusal) => [`cuesta ${refusal.args}`, refusal] as const);

/** Runs a command in a way that shows what it leaves behind: a failed run leaves nothing. */
export async function expectRefusal(folder: string, refusal: Refusal): Promise<void> {
  const out = `out-${fresh++}`;
  mkdirSync(join(folder, out));
  const before = withoutOutputs(folder);
  const args = refusal.args.split(' ').map((arg) => arg.replace('OUT', out));
  expectSaid(await cuesta(folder, ...args), refusal);
  expect(await listing(join(folder, out))).toEqual([]);
  expect(withoutOutputs(folder)).toEqual(before);
}
let fresh = 0;

/** The exit code, one line that says what is wrong, what to do, and nothing for programmers. */
export function expectSaid(
  outcome: Outcome,
  { code, says, advises }: Pick<Refusal, 'code' | 'says' | 'advises'>,
): void {
  const [message = '', ...advice] = outcome.stderr
    .split('\n')
    .filter((line) => !/^(warn:|.* \d+ %)/.test(line));
  expect({ code: outcome.code, message }).toEqual({ code, message: expect.stringMatching(says) as string });
  expect(message).toMatch(/^error: /);
  expect(advice.join('\n')).toMatch(advises);
  expect(outcome.stderr).not.toMatch(/bug|\n\s+at /);
}

/** What lies in a folder beside the output folders, which other tests of a file make at the same time. */
export function withoutOutputs(folder: string): string[] {
  return readdirSync(folder).filter((name) => !name.startsWith('out-'));
}
