import {
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeAll, expect, test } from 'vitest';
import {
  HOOK_TIMEOUT,
  type Outcome,
  startCuesta,
  succeed,
  temporaryFolder,
} from '../end-to-end/support/cuesta.js';
import { hills, writeDem } from '../end-to-end/support/dem-file.js';
import { expectSaid } from '../end-to-end/support/refusal.js';

const folder = temporaryFolder();
const path = (name: string) => join(folder, name);
const TILES = 40;
const WORK = 'o.tif.cuesta-work';
const args = (output: string) => `slope a.tif -o ${output} --tile-size 512 --level 9 --threads 2`.split(' ');

let original: Buffer;
let expected: Buffer;
beforeAll(async () => {
  const size = { cols: 512 * TILES, rows: 512, x: 500_000, y: 4_000_000, pixel: 10 };
  writeDem(path('a.tif'), { ...size, surface: hills });
  original = readFileSync(path('a.tif'));
  await succeed(folder, ...args('calm.tif'));
  expected = readFileSync(path('calm.tif'));
}, HOOK_TIMEOUT);

afterEach(removeOutputs);
function removeOutputs(): void {
  for (const name of readdirSync(folder)) {
    if (/^\.?o\./.test(name)) rmSync(path(name), { recursive: true });
  }
}

function recorded(): number {
  const journal = path(`${WORK}/journal.jsonl`);
  return existsSync(journal) ? readFileSync(journal, 'utf8').split('"check"').length - 1 : 0;
}

/** What a run says in the middle of which something happens: it stands still meanwhile. Tried again when it was too fast. */
async function whenRunning(fault: () => void): Promise<Outcome> {
  for (let attempt = 0; attempt < 8; attempt++) {
    const { child, ended } = startCuesta(folder, args('o.tif'));
    while (recorded() < 2 && child.exitCode === null) await setImmediate();
    child.kill('SIGSTOP');
    const isRunning = recorded() >= 2 && recorded() < TILES - 8;
    if (isRunning) fault();
    child.kill('SIGCONT');
    const outcome = await ended;
    if (isRunning) return outcome;
    removeOutputs();
  }
  throw new Error('the job is always finished before anything can happen to it');
}

test('an input that is cut in the middle of a run is named, and nothing is left', async () => {
  const outcome = await whenRunning(() => truncateSync(path('a.tif'), 4096));
  writeFileSync(path('a.tif'), original);
  expectSaid(outcome, { code: 3, says: /a\.tif ends early/, advises: /truncated or damaged/ });
  expect(readdirSync(folder).sort()).toEqual(['a.tif', 'calm.json', 'calm.tif']);
});

test('an input that is deleted in the middle of a run is still open, or it is named and the run goes on later', async () => {
  const { code, stderr } = await whenRunning(() => renameSync(path('a.tif'), path('away.tif')));
  renameSync(path('away.tif'), path('a.tif'));
  if (code !== 0) {
    expect(code).toBe(4);
    expect(stderr).toMatch(/error: Cannot read a\.tif \(ENOENT\)/);
    expect(existsSync(path('o.tif'))).toBe(false);
    expect(await succeed(folder, ...args('o.tif'))).toMatch(/40 tiles \(\d+ reused\)/);
  }
  expect(readFileSync(path('o.tif')).equals(expected)).toBe(true);
});

test('a work folder that is deleted in the middle of a run ends it; the same command starts anew', async () => {
  const { code, stderr } = await whenRunning(() => rmSync(path(WORK), { recursive: true }));
  expect(code).toBe(4);
  expect(stderr).toMatch(/error: Cannot .*o\.tif\.cuesta-work.*\(ENOENT\)/);
  expect(stderr).not.toMatch(/bug/);
  expect(existsSync(path('o.tif'))).toBe(false);
  await succeed(folder, ...args('o.tif'));
  expect(readFileSync(path('o.tif')).equals(expected)).toBe(true);
});
