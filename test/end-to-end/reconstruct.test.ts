import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import { mixing, writeReconstructionModel } from '../support/reconstruction-model.js';
import {
  cuesta,
  HOOK_TIMEOUT,
  startCuesta,
  succeed,
  succeedJson,
  temporaryFolder,
} from './support/cuesta.js';
import { hills, sphereKeys, writeDem } from './support/dem-file.js';

const folder = temporaryFolder();
const path = (name: string): string => join(folder, name);
const inputs = ['--image', 'image.tif', '--reference', 'reference.tif', '--model', 'mixing.onnx'];
const args = (output: string, threads: number): string[] => {
  return [
    'reconstruct',
    ...inputs,
    '-o',
    output,
    '--tile-size',
    '512',
    '--threads',
    String(threads),
    '--residual',
  ];
};
const sha256 = (name: string): string =>
  createHash('sha256')
    .update(readFileSync(path(name)))
    .digest('hex');

/** 1300 x 1100 pixels: 9 processing tiles. */
const TILES = 9;

beforeAll(async () => {
  const moon = { geoKeys: sphereKeys, geoDoubles: [1737400] };
  const surface = (x: number, y: number): number => 100 + 50 * Math.sin(x / 11) * Math.cos(y / 13);
  const image = { cols: 1300, rows: 1100, x: 0, y: 0, pixel: 2, surface, ...moon };
  writeDem(path('image.tif'), image);
  writeDem(path('reference.tif'), {
    ...{ cols: 80, rows: 70, x: -200, y: 200, pixel: 40, surface: hills },
    ...moon,
  });
  await writeReconstructionModel(path('mixing.onnx'), mixing, null);
  await succeed(folder, ...args('calm.tif', 1));
}, HOOK_TIMEOUT);

test(
  'two threads give the bytes of one, and a killed run goes on where it was',
  async () => {
    const running = startCuesta(folder, args('o.tif', 2));
    const journal = path('o.tif.cuesta-work/journal.jsonl');
    const recorded = (): number =>
      existsSync(journal) ? readFileSync(journal, 'utf8').split('"check"').length - 1 : 0;
    while (recorded() < 3 && running.child.exitCode === null) await setImmediate();
    running.child.kill('SIGKILL');
    expect((await running.ended).code).toBeNull();
    expect(existsSync(path('o.tif'))).toBe(false);
    const before = recorded();
    const { tiles, reused } = await succeedJson<{ tiles: number; reused: number }>(
      folder,
      ...args('o.tif', 2),
    );
    expect({ tiles, reused }).toEqual({ tiles: TILES, reused: before });
    expect(sha256('o.tif')).toBe(sha256('calm.tif'));
    expect(sha256('o_residual.tif')).toBe(sha256('calm_residual.tif'));
    expect(readdirSync(folder).filter((name) => name.startsWith('o'))).toEqual(
      ['o.json', 'o.tif', 'o_residual.json', 'o_residual.tif'].sort(),
    );
  },
  HOOK_TIMEOUT,
);

test(
  'another model computes everything anew',
  async () => {
    await writeReconstructionModel(path('other.onnx'), mixing, 'coarse');
    const dry = await succeed(folder, ...args('dry.tif', 2), '--dry-run');
    expect(dry).toMatch(/network tiles of 320 x 256, 100 shared/);
    expect(existsSync(path('dry.tif'))).toBe(false);
    const running = startCuesta(folder, args('p.tif', 2));
    const journal = path('p.tif.cuesta-work/journal.jsonl');
    while (!existsSync(journal) && running.child.exitCode === null) await setImmediate();
    running.child.kill('SIGKILL');
    await running.ended;
    const changed = args('p.tif', 2).map((part) => (part === 'mixing.onnx' ? 'other.onnx' : part));
    expect(await succeedJson(folder, ...changed)).toMatchObject({ reused: 0, tiles: TILES });
  },
  HOOK_TIMEOUT,
);

test(
  'a seam beyond --max-seam fails the command when the DTM is written',
  async () => {
    const strict = await cuesta(folder, ...args('s.tif', 2), '--max-seam', '0.01');
    expect(strict).toMatchObject({ code: 4, stderr: expect.stringMatching(/--max-seam allows 0.01/) });
    expect(sha256('s.tif')).toBe(sha256('calm.tif'));
    expect(existsSync(path('s.tif.cuesta-work'))).toBe(false);
  },
  HOOK_TIMEOUT,
);

test('a model that is none, and memory that does not do', async () => {
  const none = await cuesta(
    folder,
    'reconstruct',
    ...inputs.slice(0, 4),
    '--model',
    'image.tif',
    '-o',
    'q.tif',
  );
  expect(none).toMatchObject({ code: 2, stderr: expect.stringMatching(/does not end in \.onnx/) });
  const little = await cuesta(folder, ...args('q.tif', 1), '--memory', '200MiB');
  expect(little).toMatchObject({ code: 2, stderr: expect.stringMatching(/needs .* of memory/) });
});
