import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay, setImmediate } from 'node:timers/promises';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { createRng } from '../../src/core/rng.js';
import {
  HOOK_TIMEOUT,
  type Outcome,
  type Running,
  startCuesta,
  succeedJson,
  temporaryFolder,
} from './support/cuesta.js';
import { hills, writeDem } from './support/dem-file.js';

const folder = temporaryFolder();
const path = (name: string) => join(folder, name);
const WORK = 'o.tif.cuesta-work';
const outputs = ['o.tif', 'o_count.tif', 'o_source.tif', 'o_sigma.tif'];
const THREADS = 2;
const TILES = 24;

/** 24 x 1 tiles of 512 pixels, most of each below the raster's edge. */
const args = (output: string) => {
  const options = [
    '--feather',
    '30',
    '--count',
    '--source',
    '--sigma',
    '--tile-size',
    '512',
    '--compress',
    'zstd',
  ];
  return ['mosaic', 'a.tif', 'b.tif', '-o', output, ...options, '--threads', String(THREADS)];
};
const start = (): Running => startCuesta(folder, args('o.tif'));
const sha256 = (name: string) =>
  createHash('sha256')
    .update(readFileSync(path(name)))
    .digest('hex');

let undisturbed: string[];
beforeAll(async () => {
  const [x, y, pixel] = [500_000, 4_000_000, 10];
  writeDem(path('a.tif'), { cols: 8000, rows: 90, x, y, pixel, surface: hills });
  const surface = (u: number, v: number) => hills(u, v) + 5;
  writeDem(path('b.tif'), { cols: 8000, rows: 90, x: x + 42_880, y, pixel, surface });
  const { tiles } = await succeedJson<{ tiles: number }>(folder, ...args('calm.tif'));
  expect(tiles).toBe(TILES);
  undisturbed = outputs.map((name) => sha256(name.replace('o', 'calm')));
}, HOOK_TIMEOUT);
afterEach(removeOutputs);

function removeOutputs(): void {
  for (const name of readdirSync(folder)) {
    if (/^(\.?o[._])/.test(name)) rmSync(path(name), { recursive: true });
  }
}

/** Tiles that the journal knows. */
function recorded(): number {
  if (!existsSync(path(`${WORK}/journal.jsonl`))) return 0;
  return readFileSync(path(`${WORK}/journal.jsonl`), 'utf8').split('"check"').length - 1;
}

async function until(condition: () => boolean, { child }: Running): Promise<void> {
  while (!condition() && child.exitCode === null && child.signalCode === null) await setImmediate();
}

interface Summary {
  readonly tiles: number;
  readonly reused: number;
}

/** Runs to the end, without permission to overwrite anything. */
async function finish(): Promise<Summary> {
  const summary = await succeedJson<Summary>(folder, ...args('o.tif'));
  expect(outputs.map(sha256)).toEqual(undisturbed);
  const sidecars = outputs.map((name) => name.replace('.tif', '.json'));
  expect(readdirSync(folder).filter((name) => /^\.?o[._]/.test(name))).toEqual(
    [...outputs, ...sidecars].sort(),
  );
  return summary;
}

/** Sends a signal once so many tiles are finished, and some milliseconds later. */
async function disturb(signal: NodeJS.Signals, tiles: number, ms = 0): Promise<Outcome> {
  const running = start();
  await until(() => recorded() >= tiles, running);
  await delay(ms);
  running.child.kill(signal);
  return running.ended;
}

test('killed at random points and run again: the same bytes', async () => {
  const rng = createRng(7);
  for (let kill = 0; kill < 3; kill++) {
    const { code } = await disturb('SIGKILL', recorded() + 1 + rng.int(5), rng.int(40));
    expect(code).toBeNull();
    for (const name of outputs) expect(existsSync(path(name)), name).toBe(false);
  }
  const before = recorded();
  expect(before).toBeGreaterThanOrEqual(3);
  const { reused } = await finish();
  expect(reused).toBe(before);
});

test('killed while the products get their names: it goes on without --overwrite', async () => {
  let killed = false;
  for (let attempt = 0; attempt < 10 && !killed; attempt++) {
    if (attempt > 0) removeOutputs();
    const running = start();
    await until(() => existsSync(path('o.tif')), running);
    running.child.kill('SIGKILL');
    await running.ended;
    killed = !existsSync(path('o.json'));
  }
  expect(killed).toBe(true);
  expect(await finish()).toMatchObject({ reused: TILES });
});

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s ends with %i, leaves no product and is resumable', async (signal, expected) => {
  const { code, stderr } = await disturb(signal, 4);
  expect(code).toBe(expected);
  expect(stderr).toMatch(/Cancelling; what is finished is kept/);
  expect(stderr).toMatch(/Run the same command again/);
  expect(readdirSync(folder).filter((name) => /^\.?o[._]/.test(name))).toEqual([WORK]);
  expect(readdirSync(path(WORK))).not.toContain('lock');
  const { reused } = await finish();
  expect(reused).toBeGreaterThanOrEqual(4);
});

test('a second run of the same output refuses while the first one goes on', async () => {
  const first = start();
  await until(() => recorded() > 0, first);
  const { code, stderr } = await start().ended;
  expect(code).toBe(2);
  expect(stderr).toMatch(new RegExp(`work folder is in use by process ${first.child.pid}\\b`));
  expect(stderr).toMatch(/Wait for that run/);
  expect((await first.ended).code).toBe(0);
  expect(outputs.map(sha256)).toEqual(undisturbed);
});

test('a changed input is computed anew', async () => {
  await disturb('SIGKILL', 6);
  const original = readFileSync(path('a.tif'));
  writeDem(path('a.tif'), {
    ...{ cols: 8000, rows: 90, x: 500_000, y: 4_000_000, pixel: 10 },
    surface: (x, y) => hills(x, y) + 1,
  });
  const { reused } = await succeedJson<Summary>(folder, ...args('o.tif'));
  expect(reused).toBe(0);
  expect(sha256('o.tif')).not.toBe(undisturbed[0]);
  writeFileSync(path('a.tif'), original);
});
