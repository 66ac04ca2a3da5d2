import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { mixing, writeEnhanceModel } from '../support/enhance-model.js';
import { SCENE, writeBands, writeGlobalDem } from '../support/enhance-scene.js';
import { cuesta, HOOK_TIMEOUT, succeed, succeedJson, temporaryFolder } from './support/cuesta.js';
import { killAfter } from './support/killed-run.js';

const folder = temporaryFolder();
const path = (name: string): string => join(folder, name);
const args = (output: string, threads: number): string[] => [
  ...['enhance', '--dem', 'dem.tif', '--image', 'image.tif', '--model', 'mixing.onnx', '--bicubic'],
  ...['-o', output, '--tile-size', '512', '--threads', String(threads)],
];
const sha256 = (name: string): string =>
  createHash('sha256')
    .update(readFileSync(path(name)))
    .digest('hex');

/** 9 processing tiles; the image has the pixels of the DTM. */
const AREA = { ...SCENE, cols: 1300, rows: 1100, fine: 1 };
const TILES = 9;

beforeAll(async () => {
  writeGlobalDem(path('dem.tif'), { area: AREA });
  const wave = (c: number, r: number): number => 120 + 90 * Math.sin(c / 17) * Math.cos(r / 23);
  await writeBands(path('image.tif'), [wave, (c, r) => wave(r, c), (c, r) => (c + r) % 256], { area: AREA });
  await writeEnhanceModel(path('mixing.onnx'), mixing, ['image']);
  await succeed(folder, ...args('calm.tif', 1));
}, HOOK_TIMEOUT);

test(
  'two threads give the bytes of one, and a killed run goes on where it was',
  async () => {
    const killed = await killAfter(folder, args('o.tif', 2), path('o.tif.cuesta-work'), 3);
    expect(killed.code).toBeNull();
    expect(existsSync(path('o.tif'))).toBe(false);
    const { tiles, reused } = await succeedJson<{ tiles: number; reused: number }>(
      folder,
      ...args('o.tif', 2),
    );
    expect({ tiles, reused }).toEqual({ tiles: TILES, reused: killed.recorded });
    expect(sha256('o.tif')).toBe(sha256('calm.tif'));
    expect(sha256('o_bicubic.tif')).toBe(sha256('calm_bicubic.tif'));
    expect(readdirSync(folder).filter((name) => name.startsWith('o'))).toEqual(
      ['o.json', 'o.tif', 'o_bicubic.json', 'o_bicubic.tif'].sort(),
    );
  },
  HOOK_TIMEOUT,
);

test(
  'a simulated scene at 8 m is measured against its truth, with a report',
  async () => {
    await succeed(folder, 'simulate', 'earth', '-o', 'scene', '--size', '400', '--seed', '5');
    const inputs = ['--dem', 'scene/dem.tif', '--image', 'scene/image.tif', '--mask', 'scene/land-use.tif'];
    const outputs = ['-o', 'dtm.tif', '--truth', 'scene/truth.tif', '--report', 'dtm.html'];
    const { metrics } = await succeedJson<{
      metrics: { heights: number; accuracy: { product: string; count: number; rmse: number }[] };
    }>(folder, 'enhance', ...inputs, '--model', 'mixing.onnx', ...outputs);
    expect(metrics.heights).toBe(100 * 100);
    expect(metrics.accuracy.map(({ product, count }) => [product, count])).toEqual([
      ['bicubic', 10_000],
      ['dtm', 10_000],
    ]);
    expect(metrics.accuracy[0]!.rmse).toBeGreaterThan(0.3);
    expect(metrics.accuracy[0]!.rmse).toBeLessThan(15);
    expect(readFileSync(path('dtm.html'), 'utf8')).toContain('By land use');
    const sidecar = JSON.parse(readFileSync(path('dtm.json'), 'utf8')) as { inputs: { path: string }[] };
    expect(sidecar.inputs.map((input) => input.path)).toContain('mixing.onnx');
  },
  HOOK_TIMEOUT,
);

test('what a network needs and is not given is asked for', async () => {
  const asked = await cuesta(folder, 'enhance', '--dem', 'dem.tif', '--model', 'mixing.onnx', '-o', 'q.tif');
  expect(asked).toMatchObject({ code: 2, stderr: expect.stringMatching(/--image FILE/) });
});
