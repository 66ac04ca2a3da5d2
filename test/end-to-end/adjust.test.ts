import { readFileSync, writeFileSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { available } from '../support/requirements.js';
import { cuesta, listing, startCuesta, succeed, succeedJson, temporaryFolder } from './support/cuesta.js';
import { cogProblems } from './support/gdal.js';

const folder = temporaryFolder();
const SCENES = ['orbit1-scene1', 'orbit1-scene2', 'orbit2-scene1', 'orbit2-scene2'];
const scenes = SCENES.map((name) => `block/scenes/${name}.tif`);

interface Adjusted {
  readonly outputs: readonly { readonly name: string; readonly path: string; readonly sha256: string }[];
  readonly checkPoints: {
    readonly givenRmse: number;
    readonly after: { readonly rmse: number; readonly count: number };
    readonly mosaicRmse: number;
  };
  readonly control: {
    readonly control: number;
    readonly check: number;
    readonly rejected: { readonly residual: number };
  };
  readonly height: {
    readonly groups: readonly {
      readonly group: string;
      readonly rmsBefore: number;
      readonly rmsAfter: number;
    }[];
  };
  readonly warnings: readonly string[];
}

interface Correction {
  readonly status: string;
  readonly parameters: readonly number[];
  readonly covariance: readonly number[];
}

interface Parameters {
  readonly scenes: readonly { readonly id: string; readonly plan: Correction; readonly height: Correction }[];
}

const json = <T>(path: string): T => JSON.parse(readFileSync(join(folder, path), 'utf8')) as T;

/** A small block whose truth is known: plan errors up to 5 px, cubic height errors of 3.5 m, noise, voids, gross outliers. */
beforeAll(async () => {
  await succeed(
    folder,
    ...['simulate', 'stripes', '-o', 'block', '--orbits', '2', '--scenes', '2', '--size', '400'],
    ...['--laser-points', '300', '--no-truth'],
  );
}, 240_000);

const checked = ['block/job.json', '--check-points', '40'] as const;

describe('a simulated block', () => {
  test('loses its systematic errors at points that no adjustment has seen', async () => {
    const result = await succeedJson<Adjusted>(
      folder,
      'adjust',
      ...checked,
      '-o',
      'm.tif',
      '--report',
      'm.html',
    );
    const { givenRmse, after, mosaicRmse } = result.checkPoints;
    expect(givenRmse).toBeGreaterThan(2);
    expect(after.rmse / givenRmse).toBeLessThan(0.31);
    expect(mosaicRmse / givenRmse).toBeLessThan(0.31);
    // Laser points have 2 % gross errors; none of them may decide anything.
    expect(result.control.rejected.residual).toBeGreaterThan(0);
    const ties = result.height.groups.find(({ group }) => group === 'tie')!;
    expect(ties.rmsAfter).toBeLessThan(0.15 * ties.rmsBefore);
    if (available('gdal')) {
      for (const { path } of result.outputs) expect(cogProblems(join(folder, path))).toEqual([]);
    }
    const report = await readFile(join(folder, 'm.html'), 'utf8');
    expect(report).toContain('Where heights and positions were compared');
    expect(report).toContain('Pasted, as given');
  });

  test('gets the parameters that it was made with, within their stated accuracy', () => {
    const truth = json<{ readonly scenes: readonly { path: string; plane: number[]; height: number[] }[] }>(
      'block/true-parameters.json',
    );
    const found = json<Parameters>('m_parameters.json');
    let [count, within] = [0, 0];
    for (const { id, plan, height } of found.scenes) {
      const real = truth.scenes.find(({ path }) => path.endsWith(`/${id}.tif`))!;
      for (const [{ parameters, covariance }, expected] of [
        [plan, real.plane],
        [height, real.height],
      ] as const) {
        for (const [i, value] of parameters.entries()) {
          const sigma = Math.sqrt(covariance[i * (parameters.length + 1)]!);
          if (sigma === 0) continue;
          count++;
          if (Math.abs(value - expected[i]!) < 3 * sigma) within++;
        }
      }
    }
    expect(count).toBeGreaterThan(50);
    expect(within / count).toBeGreaterThan(0.95);
  });

  test('gives the same bytes sequentially, and in other tiles', async () => {
    const first = json<{ product: { sha256: string } }>('m.json').product.sha256;
    const options = ['-o', 's.tif', '--executor', 'sequential', '--tile-size', '512'];
    const { outputs } = await succeedJson<Adjusted>(folder, 'adjust', ...checked, ...options);
    expect(outputs[0]!.sha256).toBe(first);
  });

  test('is blended stripe by stripe, too', async () => {
    const options = ['-o', 'stripes.tif', '--fusion', 'stripes'];
    const { checkPoints } = await succeedJson<Adjusted>(folder, 'adjust', ...checked, ...options);
    expect(checkPoints.mosaicRmse / checkPoints.givenRmse).toBeLessThan(0.31);
  });

  test('goes on where it was killed, and leaves nothing behind', async () => {
    await mkdir(join(folder, 'killed'));
    const args = ['adjust', ...checked, '-o', 'killed/m.tif', '--quiet'];
    for (const ms of [700, 1200, 1900]) {
      const { child, ended } = startCuesta(folder, args);
      await delay(ms);
      child.kill('SIGKILL');
      await ended;
    }
    const { outputs } = await succeedJson<Adjusted>(folder, ...args, '--overwrite');
    expect(outputs[0]!.sha256).toBe(json<{ product: { sha256: string } }>('m.json').product.sha256);
    const left = await listing(join(folder, 'killed'));
    expect(left.filter((name) => name.includes('work') || name.endsWith('.tmp'))).toEqual([]);
  });
});

describe('the datum', () => {
  test('is demanded', async () => {
    const { code, stderr } = await cuesta(folder, 'adjust', ...scenes, '-o', 'none.tif');
    expect(code).toBe(2);
    expect(stderr).toContain('no datum');
    expect(stderr).toContain('--free');
    const both = await cuesta(folder, 'adjust', ...scenes, '-o', 'none.tif', '--free', '--fix', SCENES[0]!);
    expect(both.code).toBe(2);
    const unknown = await cuesta(folder, 'adjust', ...scenes, '-o', 'none.tif', '--fix', 'orbit9');
    expect(unknown.stderr).toContain(SCENES[3]);
  });

  test('may be a scene that stays as it is', async () => {
    const result = await succeedJson<Adjusted>(
      folder,
      'adjust',
      ...scenes,
      '-o',
      'fixed.tif',
      '--fix',
      SCENES[1]!,
    );
    const { scenes: found } = json<Parameters>('fixed_parameters.json');
    expect(found[1]!.height).toMatchObject({ status: 'fixed', parameters: new Array(10).fill(0) });
    expect(found[1]!.plan).toMatchObject({ status: 'fixed', parameters: new Array(6).fill(0) });
    expect(result.height.groups[0]!.rmsAfter).toBeLessThan(0.15 * result.height.groups[0]!.rmsBefore);
  });

  test('may be left open, with corrections of mean zero', async () => {
    await succeed(folder, 'adjust', ...scenes, '-o', 'free.tif', '--free', '--quiet');
    const { scenes: found } = json<Parameters>('free_parameters.json');
    // Inner constraints: a common offset could be added to all scenes, so that the sum of their mean corrections is zero.
    const means = found.map(({ height: { parameters: g } }) => g[0]! + (g[3]! + g[5]!) / 3);
    expect(Math.max(...means.map(Math.abs))).toBeGreaterThan(0.2);
    expect(Math.abs(means.reduce((sum, mean) => sum + mean, 0))).toBeLessThan(0.01);
  });

  test('may be the reference DEM alone', async () => {
    const options = ['--reference', 'block/reference.tif'];
    await succeed(folder, 'adjust', ...scenes, '-o', 'reference.tif', ...options, '--quiet');
    const { scenes: found } = json<Parameters>('reference_parameters.json');
    const truth = json<{ readonly scenes: readonly { height: number[] }[] }>('block/true-parameters.json');
    for (const [i, { height }] of found.entries()) {
      expect(Math.abs(height.parameters[0]! - truth.scenes[i]!.height[0]!)).toBeLessThan(2);
    }
  });
});

describe('job files and options', () => {
  test('YAML says the same as the command line, which wins', async () => {
    const list = SCENES.map((name) => `  - { path: block/scenes/${name}.tif, orbit: ${name.slice(0, 6)} }`);
    const yaml = ['scenes:', ...list, 'fix: [orbit1-scene1]', 'output: job.tif', 'model: offset', ''].join(
      '\n',
    );
    writeFileSync(join(folder, 'job.yaml'), yaml);
    const plan = await succeedJson<{ outputs: readonly { path: string }[] }>(
      folder,
      'adjust',
      'job.yaml',
      '--dry-run',
    );
    expect(plan.outputs[0]!.path).toBe('job.tif');
    await succeed(folder, 'adjust', 'job.yaml', '--model', 'plane', '--quiet');
    const { scenes: found, options } = json<Parameters & { options: { model: string } }>(
      'job_parameters.json',
    );
    expect(options.model).toBe('plane');
    expect(found[3]!.height.parameters.slice(3)).toEqual(new Array(7).fill(0));
  });

  test.each([
    ['scenes: [block/scenes/orbit1-scene1.tif', 'no job file'],
    ['scene: a.tif\n', 'scenes'],
    ['scenes: [block/scenes/orbit1-scene1.tif]\nfixed: 3\noutput: x.tif\n', 'fixed'],
  ])('a wrong job file is refused: %j', async (text, expected) => {
    writeFileSync(join(folder, 'wrong.yaml'), text);
    const { code, stderr } = await cuesta(folder, 'adjust', 'wrong.yaml');
    expect([2, 3]).toContain(code);
    expect(stderr).toContain(expected);
  });

  test('an even chip and too few orbits are refused', async () => {
    const even = await cuesta(folder, 'adjust', ...scenes, '-o', 'x.tif', '--free', '--chip', '40');
    expect(even.stderr).toContain('--chip 40 is even');
    const orbits = await cuesta(folder, 'adjust', ...scenes, '-o', 'x.tif', '--free', '--orbits', 'a', 'b');
    expect(orbits.stderr).toContain('4 scenes, but 2 orbits');
  });
});
