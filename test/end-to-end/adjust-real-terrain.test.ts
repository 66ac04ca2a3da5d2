import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { available, dataFolder, python, run } from '../support/requirements.js';
import { succeedJson, temporaryFolder } from './support/cuesta.js';

const folder = temporaryFolder();
const support = (name: string) => join(import.meta.dirname, 'support', name);
const SVALBARD = 'coreg-svalbard/DEM_1995.tif';
const MOON = 'moon-nac-85s/run-crop-DEM.tif';

/** Metres: of the Moon's DEM itself, judged by its second differences, are 0.01. */
const NOISE = { [SVALBARD]: 1, [MOON]: 0.02 };
const HEIGHT = { [SVALBARD]: 4, [MOON]: 1 };

interface Scored {
  /** Errors and stated standard errors of the corners' positions, pixels. */
  readonly corners: readonly number[];
  readonly sigmas: readonly number[];
  /** Cramér-Rao bound of the worst corner's standard error, pixels. */
  readonly bound: number;
  /** RMSE of heights with the parameters found and with the true ones, metres. */
  readonly after: number;
  readonly floor: number;
  readonly count: number;
}

interface Adjusted {
  readonly scored: readonly Scored[];
  readonly warnings: readonly string[];
}

/** Cuts a DEM into four scenes with known errors, adjusts them through files, and compares with the truth. */
async function adjustScenes(
  dem: keyof typeof NOISE,
  overlap: number,
  seed: number,
  voids = 0,
): Promise<Adjusted> {
  const name = `${dem.slice(0, 4)}-${overlap}-${seed}-${voids}`;
  const place = join(folder, name);
  mkdirSync(place);
  const options = { overlap, plan: 3, height: HEIGHT[dem], noise: NOISE[dem], seed, voids };
  run(python, [support('cut-scenes.py'), join(dataFolder, dem), place, JSON.stringify(options)]);
  const { warnings } = await succeedJson<{ readonly warnings: readonly string[] }>(
    place,
    ...['adjust', 's0.tif', 's1.tif', 's2.tif', 's3.tif', '--fix', 's0', '--control', 'control.csv'],
    ...['--noise', String(NOISE[dem]), '-o', 'm.tif'],
  );
  const scored = run(python, [support('score-scenes.py'), place, join(place, 'm_parameters.json')]);
  return { scored: (JSON.parse(scored) as readonly Scored[]).slice(1), warnings };
}

const rms = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, v) => sum + v * v, 0) / values.length);

/** RMSE of all scenes' heights over the floor. */
function overFloor(scored: readonly Scored[]): number {
  const total = (of: (scene: Scored) => number): number =>
    scored.reduce((sum, scene) => sum + scene.count * of(scene) ** 2, 0);
  return Math.sqrt(total((s) => s.after) / total((s) => s.floor));
}

describe.skipIf(!available('data', 'gdal'))('real terrain with known errors', () => {
  test.each([
    ['rough', SVALBARD],
    ['smooth', MOON],
  ] as const)(
    '%s, wide overlaps: positions within 0.1 px, heights within 1.15 of the floor',
    async (_, dem) => {
      const { scored } = await adjustScenes(dem, 0.56, 1);
      for (const { corners, sigmas, after, floor } of scored) {
        expect(Math.max(...corners)).toBeLessThan(0.1);
        // What is stated covers the error and claims no more than a few times it.
        expect(Math.max(...corners.map((error, i) => error / sigmas[i]!))).toBeLessThan(4);
        expect(Math.max(...sigmas)).toBeLessThan(0.05);
        expect(after / floor).toBeLessThan(1.15);
      }
    },
  );

  test('rough, overlaps of one and a half chips: positions within 0.1 px', async () => {
    const { scored } = await adjustScenes(SVALBARD, 0.12, 3);
    for (const { corners, sigmas } of scored) {
      expect(rms(corners)).toBeLessThan(0.1);
      expect(Math.max(...corners.map((error, i) => error / sigmas[i]!))).toBeLessThan(4);
      expect(Math.max(...sigmas)).toBeLessThan(0.15);
    }
    expect(overFloor(scored)).toBeLessThan(1.15);
  });

  test('smooth, overlaps of one and a half chips: the texture does not hold 0.1 px, and the stated errors say so', async () => {
    const { scored } = await adjustScenes(MOON, 0.25, 1);
    // A tenth of a pixel at every corner would take errors below one standard error of the best possible method.
    expect(Math.max(...scored.map(({ bound }) => bound))).toBeGreaterThan(0.1);
    expect(Math.max(...scored.flatMap(({ sigmas }) => sigmas))).toBeGreaterThan(0.1);
    for (const { corners, sigmas, bound } of scored) {
      expect(Math.max(...corners.map((error, i) => error / sigmas[i]!))).toBeLessThan(4);
      expect(Math.max(...corners)).toBeLessThan(4 * bound);
    }
  });

  test('rough, with voids that leave hardly a chip whole: positions within 0.1 px', async () => {
    const { scored } = await adjustScenes(SVALBARD, 0.3, 1, 150);
    for (const { corners } of scored) expect(Math.max(...corners)).toBeLessThan(0.1);
    expect(overFloor(scored)).toBeLessThan(1.15);
  });

  test('overlaps narrower than a chip are refused in plan, with a warning for each', async () => {
    const { scored, warnings } = await adjustScenes(MOON, 0.12, 1);
    expect(
      warnings.filter((text) => /too little (ground|texture) to be tied in plan/.test(text)),
    ).toHaveLength(4);
    expect(warnings.join()).toContain('No position was adjusted');
    expect(scored).toHaveLength(3);
  });
});
