import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { halving, writeSingleModel } from '../support/reconstruction-model.js';
import { available } from '../support/requirements.js';
import {
  cuesta,
  HOOK_TIMEOUT,
  startCuesta,
  succeed,
  succeedJson,
  temporaryFolder,
} from './support/cuesta.js';
import { hills, sphereKeys, writeDem } from './support/dem-file.js';
import { cogProblems } from './support/gdal.js';

const folder = temporaryFolder();
const path = (name: string): string => join(folder, name);
const sha256 = (name: string): string =>
  createHash('sha256')
    .update(readFileSync(path(name)))
    .digest('hex');

interface Result {
  readonly outputs: readonly { readonly width: number; readonly height: number }[];
  readonly metrics: {
    readonly heights: number;
    readonly earlier: readonly { readonly name: string; readonly pixel: number }[];
    readonly residual: { readonly rmse: number };
    readonly suns: readonly { readonly azimuth: number; readonly from: string }[];
  };
}

const inputs = ['--image', 'scene/image-1.tif', '--reference', 'scene/reference.tif', '--model', 'tiny.onnx'];
const args = (output: string, ...more: string[]): string[] => [
  ...['reconstruct', ...inputs, '-o', output, '--network-tile', '128', '128', '--overlap', '32'],
  ...more,
];

beforeAll(async () => {
  await succeed(
    folder,
    'simulate',
    'mars',
    '-o',
    'scene',
    '--size',
    '512',
    '--sensor',
    'ctx',
    '--sun',
    '290,35',
  );
  await writeSingleModel(path('tiny.onnx'), halving(3), 'pixels', 'upper-left');
}, HOOK_TIMEOUT);

describe('cuesta reconstruct of one image of Mars', () => {
  test(
    'makes a DTM of twice its pixels about the reference, with a report',
    async () => {
      const { outputs, metrics } = await succeedJson<Result>(folder, ...args('a.tif', '--report', 'a.html'));
      expect(outputs[0]).toMatchObject({ width: 256, height: 256 });
      expect(metrics.heights).toBe(256 * 256);
      expect(metrics.suns[0]).toMatchObject({ azimuth: 290, from: 'label' });
      expect(metrics.residual.rmse).toBeGreaterThan(0.1);
      expect(metrics.residual.rmse).toBeLessThan(20);
      expect(readFileSync(path('a.html'), 'utf8')).toContain('Light from 315°, 30° high');
      if (available('gdal')) expect(cogProblems(path('a.tif'))).toEqual([]);
    },
    HOOK_TIMEOUT,
  );

  test(
    'in steps is planned, and goes on in the step in which it was killed',
    async () => {
      const plan = await succeed(folder, ...args('dry.tif', '--pyramid', '2', '--dry-run'));
      expect(plan.match(/network tiles of/g)).toHaveLength(2);
      expect(readdirSync(folder).filter((name) => name.startsWith('dry'))).toEqual([]);
      const calm = await succeedJson<Result>(folder, ...args('calm.tif', '--pyramid', '2'));
      expect(calm.metrics.earlier.map(({ name }) => name)).toEqual(['step 1 (image-1.tif)']);
      expect(calm.metrics.earlier[0]!.pixel).toBeCloseTo((2 * 48) / 3, 1);

      const running = startCuesta(folder, args('o.tif', '--pyramid', '2'));
      const record = path('o.tif.cuesta-steps/1.step.json');
      while (!existsSync(record) && running.child.exitCode === null) await setImmediate();
      running.child.kill('SIGKILL');
      await running.ended;
      expect(existsSync(path('o.tif'))).toBe(false);
      const { code, stderr } = await cuesta(folder, ...args('o.tif', '--pyramid', '2'));
      expect(code).toBe(0);
      expect(stderr).toMatch(/step 1 of 2: .*1.tif is taken over/);
      expect(sha256('o.tif')).toBe(sha256('calm.tif'));
      expect(readdirSync(folder).filter((name) => name.startsWith('o.'))).toEqual(['o.json', 'o.tif']);
    },
    HOOK_TIMEOUT,
  );

  test(
    'says what cannot work',
    async () => {
      const moon = { geoKeys: sphereKeys, geoDoubles: [1737400] };
      writeDem(path('moon.tif'), { cols: 40, rows: 40, x: 0, y: 0, pixel: 48, surface: hills, ...moon });
      const wrong = (from: string, to: string): string[] =>
        args('q.tif').map((part) => (part === from ? to : part));
      const body = await cuesta(folder, ...wrong('scene/reference.tif', 'moon.tif'));
      expect(body).toMatchObject({
        code: 3,
        stderr: expect.stringMatching(/is on Mars, .*moon.tif on Moon/),
      });
      const model = await cuesta(folder, ...wrong('tiny.onnx', 'nonet'));
      expect(model).toMatchObject({ code: 3, stderr: expect.stringMatching(/has no network nonet/) });
      const spread = await cuesta(folder, ...args('q.tif', '--sigma'));
      expect(spread).toMatchObject({ code: 2, stderr: expect.stringMatching(/light from one side/) });
      const order = await cuesta(folder, ...args('q.tif', '--cascade'));
      expect(order).toMatchObject({ code: 2, stderr: expect.stringMatching(/different resolutions/) });
    },
    HOOK_TIMEOUT,
  );
});
