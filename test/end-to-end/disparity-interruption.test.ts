import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay, setImmediate } from 'node:timers/promises';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { createRng } from '../../src/core/rng.js';
import { HOOK_TIMEOUT, startCuesta, succeed, temporaryFolder } from './support/cuesta.js';
import { writeDem } from './support/dem-file.js';

const folder = temporaryFolder();
const path = (name: string) => join(folder, name);
const WORK = 'o.tif.cuesta-work';
const OUTPUTS = ['o.tif', 'o_classes.tif', 'o_confidence.tif'];
const SHIFT = 5;
/** Strips of 1024 rows: five at full size, three at half of it; as many parts of the pyramid. */
const [COLS, ROWS] = [300, 4700];

const args = (output: string) => [
  ...['disparity', 'left.tif', 'right.tif', '--range', '-8', '12', '--levels', '2'],
  ...['--classes', '--confidence', '--threads', '2', '-o', output],
];
const sha256 = (name: string) =>
  createHash('sha256')
    .update(readFileSync(path(name)))
    .digest('hex');

let undisturbed: string[];
beforeAll(async () => {
  const place = { cols: COLS, rows: ROWS, x: 0, y: ROWS, pixel: 1 };
  const texture = (x: number, y: number) => {
    const wave = Math.sin(12.99 * Math.floor(x) + 78.23 * Math.floor(y)) * 43758.5;
    return 100 * (wave - Math.floor(wave));
  };
  writeDem(path('right.tif'), { ...place, surface: texture });
  writeDem(path('left.tif'), { ...place, surface: (x, y) => texture(x + SHIFT, y) });
  await succeed(folder, ...args('calm.tif'));
  undisturbed = OUTPUTS.map((name) => sha256(name.replace('o', 'calm')));
}, HOOK_TIMEOUT);
afterEach(() => {
  for (const name of readdirSync(folder)) {
    if (/^\.?o[._]/.test(name)) rmSync(path(name), { recursive: true });
  }
});

/** Ids of the tasks that the journals of all stages know. */
function recorded(): string[] {
  if (!existsSync(path(WORK))) return [];
  const journals = readdirSync(path(WORK), { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('journal.jsonl'));
  return journals.flatMap((name) =>
    [...readFileSync(path(join(WORK, name)), 'utf8').matchAll(/"id":"([^"]+)"/g)].map(([, id]) => id),
  );
}

test('killed in several stages and run again: the same bytes, and nothing computed twice', async () => {
  const rng = createRng(11);
  let before: string[] = [];
  for (let kill = 0; kill < 3; kill++) {
    const { child, ended } = startCuesta(folder, args('o.tif'));
    while (recorded().length < before.length + 3 && child.exitCode === null) await setImmediate();
    await delay(rng.int(30));
    child.kill('SIGKILL');
    expect((await ended).code).toBeNull();
    for (const name of OUTPUTS) expect(existsSync(path(name)), name).toBe(false);
    const now = recorded();
    expect(new Set(now).size).toBe(now.length);
    expect(now).toEqual(expect.arrayContaining(before));
    before = now;
  }
  await succeed(folder, ...args('o.tif'));
  expect(OUTPUTS.map(sha256)).toEqual(undisturbed);
  const sidecars = OUTPUTS.map((name) => name.replace('.tif', '.json'));
  expect(readdirSync(folder).filter((name) => /^\.?o[._]/.test(name))).toEqual(
    [...OUTPUTS, ...sidecars].sort(),
  );
});
