import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { DemoResult } from '../../src/pipelines/demo/run-demo.node.js';
import { mixing, writeReconstructionModel } from '../support/reconstruction-model.js';
import { available, python, run } from '../support/requirements.js';
import { cuesta, listing, startCuesta, succeed, succeedJson, temporaryFolder } from './support/cuesta.js';

const root = temporaryFolder();
const folder = join(root, 'first');

/** A network that is no good but quick, and there without the weights that come with the program. */
const DEMO = ['demo', '--size', 'small', '--tile-size', '512', '--model', join(root, 'mixing.onnx')];

/** SHA-256 of every raster under a folder. */
function hashes(of: string): Record<string, string> {
  const names = readdirSync(of, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.tif'),
  );
  return Object.fromEntries(
    names.sort().map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(of, name)))
        .digest('hex'),
    ]),
  );
}

let result: DemoResult;
beforeAll(async () => {
  await writeReconstructionModel(join(root, 'mixing.onnx'), mixing, null);
  result = await succeedJson(root, ...DEMO, '--threads', '2', '-o', folder);
}, 600_000);

function moonOf({ moon }: DemoResult): Exclude<DemoResult['moon'], { skipped: string }> {
  if ('skipped' in moon) throw new Error(moon.skipped);
  return moon;
}

describe('cuesta demo', () => {
  it('hides the seams that a paste shows, and comes closer to the truth', () => {
    const { blend, paste } = result;
    expect(paste.seamRatio).toBeGreaterThan(3);
    expect(blend.seamRatio).toBeGreaterThan(0.9);
    expect(blend.seamRatio).toBeLessThan(1.1);
    expect(blend.rmse).toBeLessThan(0.95 * paste.rmse);
  });

  it('ends close to the noise floor, and the parts of the error add up', () => {
    const { blend, noiseFloor, method } = result;
    expect(noiseFloor).toBeLessThan(blend.rmse);
    expect(blend.rmse).toBeLessThan(1.15 * noiseFloor);
    expect(Math.hypot(noiseFloor, method) / blend.rmse).toBeCloseTo(1, 1);
  });

  it('adjusts stripes, at points that the adjustment has not seen and against the truth', () => {
    const { adjusted, paste, checkPoints } = result.stripes;
    expect(checkPoints.adjusted).toBeLessThan(0.2 * checkPoints.given);
    expect(adjusted.rmse).toBeLessThan(0.31 * paste.rmse);
    expect(paste.seamRatio).toBeGreaterThan(3);
    expect(adjusted.seamRatio).toBeLessThan(1.1);
  });

  it('registers three images and makes heights of them, which follow the coarse model with this network', () => {
    const { coarse, dtm, singles, spread } = moonOf(result);
    expect(singles).toHaveLength(3);
    for (const { rmse, slopeRmse } of [dtm, ...singles]) {
      expect(rmse / coarse.rmse).toBeGreaterThan(0.8);
      expect(rmse / coarse.rmse).toBeLessThan(3);
      expect(slopeRmse).toBeGreaterThan(0);
    }
    expect(spread).toBeGreaterThan(0);
    expect(spread).toBeLessThan(2 * coarse.rmse);
    const { metrics } = JSON.parse(readFileSync(join(folder, 'moon/dtm.json'), 'utf8'));
    expect(metrics.placements).toHaveLength(3);
  });

  it('writes a self-contained report and a sidecar beside every raster', () => {
    const html = readFileSync(result.report, 'utf8');
    expect(html).not.toMatch(/<script(?! type="application\/json")/);
    expect(html).not.toMatch(/(src|href)="(?!data:)/);
    expect(html.match(/<figure/g)!.length).toBeGreaterThanOrEqual(12);
    for (const name of Object.keys(hashes(folder))) {
      const sidecar = JSON.parse(readFileSync(join(folder, name.replace(/tif$/, 'json')), 'utf8'));
      expect(sidecar.product.sha256).toBe(hashes(folder)[name]);
    }
  });

  it('names commands that make the same mosaic again', async () => {
    const { command } = JSON.parse(readFileSync(join(folder, 'mosaic.json'), 'utf8')) as { command: string };
    const args = command.split(' ').slice(1);
    args[args.indexOf('-o') + 1] = join(root, 'again.tif');
    await succeed(folder, ...args);
    expect(hashes(root)['again.tif']).toBe(hashes(folder)['mosaic.tif']);
    const block = JSON.parse(readFileSync(join(folder, 'stripes/block.json'), 'utf8')) as { command: string };
    const adjust = block.command.split(' ').slice(1, -2);
    adjust[adjust.indexOf('-o') + 1] = join(root, 'block-again.tif');
    await succeed(folder, ...adjust);
    const heights = JSON.parse(readFileSync(join(folder, 'moon/dtm.json'), 'utf8')) as { command: string };
    const reconstruct = heights.command.split(' ').slice(1);
    reconstruct[reconstruct.indexOf('-o') + 1] = join(root, 'dtm-again.tif');
    await succeed(folder, ...reconstruct);
    expect(hashes(root)['dtm-again.tif']).toBe(hashes(folder)['moon/dtm.tif']);
    expect(hashes(root)['block-again.tif']).toBe(hashes(folder)['stripes/block.tif']);
  });

  it('gives the same rasters after an interruption, with other threads', async () => {
    const args = [...DEMO, '--threads', '1', '-o', 'second'];
    const second = join(root, 'second');
    const { child, ended } = startCuesta(root, args);
    let seen = '';
    child.stderr!.on('data', (text: string) => {
      seen += text;
      // Once: a second Ctrl-C would end the process on the spot.
      if (!child.killed && seen.includes('mosaic tiles')) child.kill('SIGINT');
    });
    expect((await ended).code).toBe(130);
    const left = await listing(second);
    expect(left).not.toContain('report.html');
    expect(left.filter((name) => name.endsWith('.tmp'))).toEqual([]);
    await succeed(root, ...args);
    expect(hashes(second)).toEqual(hashes(folder));
    expect((await listing(second)).filter((name) => name.includes('cuesta-work'))).toEqual([]);
  });

  it('plans without making anything, and leaves foreign folders alone', async () => {
    expect(await succeed(root, ...DEMO, '-o', 'none', '--dry-run')).toContain('7-strip.tif');
    expect(existsSync(join(root, 'none'))).toBe(false);
    const foreign = mkdtempSync(join(root, 'foreign-'));
    writeFileSync(join(foreign, 'notes.txt'), '');
    const { code, stderr } = await cuesta(root, ...DEMO, '-o', foreign);
    expect(code).toBe(2);
    expect(stderr).toContain('--overwrite');
    expect(await listing(foreign)).toEqual(['notes.txt']);
  });

  it('refuses a network that is named and not there', async () => {
    const { code, stderr } = await cuesta(
      root,
      'demo',
      '--size',
      'small',
      '-o',
      'no-model',
      '--model',
      'none.onnx',
    );
    expect(code).toBe(4);
    expect(stderr).toContain('none.onnx');
    expect(existsSync(join(root, 'no-model'))).toBe(false);
  });
});

describe.skipIf(!available('gdal'))('cuesta demo, read with GDAL', () => {
  it('is measured as numpy measures it', () => {
    const script = `
import json, sys, numpy as np
from osgeo import gdal
def read(name):
    band = gdal.Open(name).ReadAsArray().astype('f8')
    return np.where(band == -9999, np.nan, band)
truth, noise = read('truth.tif'), read('noise.tif')
def rmse(dh): return float(np.sqrt(np.nanmean(dh ** 2)))
blend, paste = read('mosaic.tif') - truth, read('paste.tif') - truth
dtm, ground = read('moon/dtm.tif'), read('moon/truth.tif')
print(json.dumps([rmse(blend), rmse(paste), rmse(noise), rmse(blend - noise), int(np.isfinite(blend).sum()), rmse(dtm - ground)]))
`;
    const { status, stdout, stderr } = spawnSync(python, ['-c', script], { cwd: folder, encoding: 'utf8' });
    expect(status, stderr).toBe(0);
    const [blend, paste, floor, method, pixels, dtm] = JSON.parse(stdout) as number[];
    expect(result.blend.rmse).toBeCloseTo(blend!, 5);
    expect(result.paste.rmse).toBeCloseTo(paste!, 5);
    expect(result.noiseFloor).toBeCloseTo(floor!, 5);
    expect(result.method).toBeCloseTo(method!, 3);
    expect(result.pixels).toBe(pixels);
    expect(moonOf(result).dtm.rmse).toBeCloseTo(dtm!, 5);
  });

  it('is made of valid Cloud-Optimised GeoTIFFs on the Moon', () => {
    for (const name of Object.keys(hashes(folder))) {
      const report = run(python, [
        '-m',
        'osgeo_utils.samples.validate_cloud_optimized_geotiff',
        join(folder, name),
      ]);
      expect(report, name).toContain('is a valid cloud optimized GeoTIFF');
    }
    expect(run('gdalsrsinfo', ['-o', 'proj4', join(folder, 'mosaic.tif')])).toMatch(/\+R=1737400/);
  });
});
