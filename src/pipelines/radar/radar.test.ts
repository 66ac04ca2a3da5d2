import { appendFileSync, copyFileSync, existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRadarScene, type RadarScene, radarContext } from '../../../test/support/radar-scene.js';
import type { JobContext } from '../../product/job-context.js';
import { planRadar } from './plan-radar.node.js';
import type { RadarResult } from './radar-result.js';
import { runRadar } from './run-radar.node.js';

let scene: RadarScene;
const file = (name: string): string => scene.file(name);
beforeAll(async () => {
  scene = await createRadarScene();
}, 180_000);
afterAll(() => scene.remove());

describe('radar', () => {
  /** Away from the edge of the scene, which the truth does not see from everywhere. */
  const area = ['inner,680250,3822490,681510,3823750'];
  let sgm: RadarResult;
  beforeAll(async () => {
    const outputs = { report: file('dsm.html'), epipolar: file('epi') };
    sgm = await scene.run(scene.config('dsm.tif', { truth: file('truth.tif'), area, ...outputs }));
  }, 180_000);

  it('makes a DSM that is no worse than its a-priori DEM', () => {
    const [pair] = sgm.metrics.pairs;
    expect(pair.angle).toBeCloseTo(15.6, 1);
    expect(pair.completeness).toBeGreaterThan(90);
    expect(pair.positionError).toBeLessThan(0.002);
    expect(pair.residual).toBeLessThan(0.1);
    const [{ dsm, visible, dem, completeness, errorPerSigma }] = sgm.metrics.areas;
    expect(dsm.rmse).toBeLessThan(1.1 * dem!.rmse);
    expect(dsm.le90).toBeLessThan(1.1 * dem!.le90);
    expect(completeness.visible).toBeGreaterThan(96);
    // The DSM ends where its DEM does: the corners of the turned epipolar grid are no part of it.
    const { none, ...filled } = sgm.metrics.cells;
    expect(none).toBeLessThan(0.05 * (filled.matched + filled.gap + filled.void));
    expect(visible.cells).toBe(Math.round((dsm.cells * completeness.seen) / 100));
    expect(visible.rmse).toBeLessThan(dsm.rmse);
    // The bars were calibrated on another scene.
    expect(errorPerSigma).toBeGreaterThan(0.6);
    expect(errorPerSigma).toBeLessThan(1.6);
  });

  it('writes sigma, classes, epipolar images and report, and leaves nothing else', async () => {
    const rasters = await Promise.all(['dsm.tif', 'dsm_sigma.tif', 'dsm_class.tif'].map(scene.read));
    for (const [i, h] of rasters[0].data.entries()) {
      expect(Number.isNaN(rasters[1].data[i])).toBe(Number.isNaN(h));
      expect(Number.isNaN(rasters[2].data[i])).toBe(Number.isNaN(h));
    }
    const [left, right, disparity] = await Promise.all(
      ['left', 'right', 'disparity'].map((n) => scene.read(`epi_${n}.tif`)),
    );
    expect(left.data.filter((v) => !Number.isNaN(v)).length).toBe(sgm.metrics.pairs[0].overlap);
    expect(right.data.every((v, i) => Number.isNaN(v) === Number.isNaN(left.data[i]))).toBe(true);
    const share =
      disparity.data.filter((v, i) => !Number.isNaN(v + left.data[i])).length / sgm.metrics.pairs[0].overlap;
    expect(100 * share).toBeCloseTo(sgm.metrics.pairs[0].completeness, 5);
    const html = readFileSync(file('dsm.html'), 'utf8');
    for (const word of [
      'Anaglyph',
      'Disparities',
      'Hillshade of the a-priori DEM',
      'Standard deviation',
      'Height errors',
    ]) {
      expect(html).toContain(word);
    }
    expect(existsSync(file('dsm.tif.cuesta-work'))).toBe(false);
    expect(existsSync(file('dsm.tif.matching.cuesta-work'))).toBe(false);
  });

  it('gives heights above the geoid, and fuses pairs: of two of the same samples sigma is smaller', async () => {
    const [left, right] = [file('left.json'), file('right.json')];
    // The very same file would be refused.
    copyFileSync(file('right.tif'), file('other.tif'));
    appendFileSync(file('other.tif'), '\0');
    const other = scene.describeAs('other.json', 'right', (description) => {
      description.raster = 'other.tif';
    });
    await scene.run(
      scene.config('twice.tif', {
        ...{ images: [left, right, left, other], verticalDatum: 'egm96' },
        report: file('twice.html'),
      }),
    );
    const html = readFileSync(file('twice.html'), 'utf8');
    for (const label of ['Matched, pair 1', 'Matched, pair 2', 'Residual, pair 2'])
      expect(html).toContain(label);
    const [once, twice] = [await scene.read('dsm.tif'), await scene.read('twice.tif')];
    expect(twice.georef.crs.vertical.kind).toBe('egm96');
    const apart = once.data.map((h, i) => h - twice.data[i]).filter((d) => !Number.isNaN(d));
    // The undulation at 113 E, 34.5 N is about -20 m and changes little over the scene.
    expect(Math.max(...apart) - Math.min(...apart)).toBeLessThan(0.5);
    expect(apart[0]).toBeLessThan(-10);
    const [a, b] = [await scene.read('dsm_sigma.tif'), await scene.read('twice_sigma.tif')];
    const ratio = a.data.map((s, i) => s / b.data[i]).filter((r) => !Number.isNaN(r));
    expect(ratio[100]).toBeCloseTo(Math.SQRT2, 4);
  }, 180_000);

  it('is worse by correlation', async () => {
    const ncc = await scene.run(scene.config('ncc.tif', { truth: file('truth.tif'), area, matcher: 'ncc' }));
    expect(ncc.metrics.areas[0].dsm.rmse).toBeGreaterThan(1.1 * sgm.metrics.areas[0].dsm.rmse);
  }, 180_000);

  it('works without a DEM, from level ground', async () => {
    const truth = file('truth.tif');
    const options = { dem: 'bootstrap', meanHeight: 300, heightError: 500, truth };
    const { metrics } = await scene.run(scene.config('boot.tif', options));
    expect(metrics.coarse).toBe(file('boot_coarse.tif'));
    expect(metrics.areas[0].dsm.rmse).toBeLessThan(30);
  }, 120_000);

  it('goes on from its matched parts after an interruption', async () => {
    const stop = new AbortController();
    const logged: string[] = [];
    const interrupted: JobContext = {
      ...radarContext(),
      signal: stop.signal,
      progress: ({ stage, done }) => {
        if (stage === 'matching' && done > 0) stop.abort();
      },
    };
    const radar = scene.config('again.tif');
    await expect(runRadar(await planRadar(radar, radarContext()), interrupted)).rejects.toMatchObject({
      code: 'cancelled',
    });
    const again: JobContext = { ...radarContext(), log: (_, message) => logged.push(message) };
    await runRadar(await planRadar(radar, again), again);
    expect(logged).toContain('Reused 1 of 1 matched parts of an interrupted run.');
    expect((await scene.read('again.tif')).data).toEqual((await scene.read('dsm.tif')).data);
  }, 180_000);

  it('plans without reading a sample', async () => {
    const job = await planRadar(scene.config('plan.tif'), radarContext());
    expect(job.plan.inputs.map(({ name }) => name)).toEqual([
      file('left.json'),
      file('right.json'),
      file('dem.tif'),
    ]);
    expect(job.plan.outputs).toHaveLength(3);
    await expect(
      planRadar(scene.config('plan.tif'), radarContext({ memory: '200MiB' })),
    ).rejects.toMatchObject({
      code: 'config',
      subject: '--memory',
    });
  });
});
