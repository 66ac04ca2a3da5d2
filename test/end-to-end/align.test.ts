import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { available, dataFolder, python, run } from '../support/requirements.js';
import { apply, difference, type Result, type TransformFile, type Vector } from './support/align-result.js';
import { listing, startCuesta, succeedJson, temporaryFolder } from './support/cuesta.js';

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);
const data = (name: string) => join(dataFolder, name);

describe.skipIf(!available('data', 'gdal'))('on the SRTM pair with a published alignment', () => {
  const reference = data('coreg-srtm/srtm_ref.tif');
  const source = data('coreg-srtm/srtm_blurred_and_shifted.tif');

  test('finds 3 columns, 5 rows and 1.8 cm, moves the DEM there, and says so in files', async () => {
    const args = ['align', source, '--reference', reference, '-o', at('srtm.tif')];
    const more = ['--report', at('srtm.html'), '--transform-out', at('srtm-transform.json')];
    const found = await succeedJson<Result>(folder, ...args, ...more);
    expect(Math.abs(found.shift.cols - 3)).toBeLessThan(0.05);
    expect(Math.abs(found.shift.rows - 5)).toBeLessThan(0.05);
    // dh = source - reference is +0.0177 m: the source has to go down.
    expect(Math.abs(found.shift.up + 0.0177)).toBeLessThan(0.005);
    expect(found.search?.reliable).toBe(true);
    expect(found.search?.rangeEastMetres).toBeGreaterThan(10_000);
    expect(found.before.heldOut.nmad).toBeGreaterThan(70);
    expect(found.after.heldOut.nmad).toBeLessThan(5);
    expect(found.warnings).toEqual([]);
    const script = `
import sys, numpy as np
from osgeo import gdal
r, g = gdal.Open(sys.argv[1]), gdal.Open(sys.argv[2])
rt, gt = r.GetGeoTransform(), g.GetGeoTransform()
c, w = (gt[0] - rt[0]) / rt[1], (gt[3] - rt[3]) / rt[5]
assert abs(c - round(c)) < 1e-6 and abs(w - round(w)) < 1e-6
c, w = round(c), round(w)
a = g.ReadAsArray()[: 1000 - w, : 1000 - c]
d = (a - r.ReadAsArray()[w : w + a.shape[0], c : c + a.shape[1]])[a != -9999]
print(d.mean(), 1.4826 * np.median(abs(d - np.median(d))), d.size)`;
    const [mean, nmad, size] = run(python, ['-c', script, reference, at('srtm.tif')])
      .split(' ')
      .map(Number);
    expect(Math.abs(mean!)).toBeLessThan(0.02);
    expect(nmad).toBeLessThan(5);
    expect(size).toBeGreaterThan(980_000);
    const { matrix, inverse } = JSON.parse(readFileSync(at('srtm-transform.json'), 'utf8')) as TransformFile;
    const p: Vector = [3748605.68, 3192053.57, 4043787.66];
    expect(Math.hypot(...difference(apply(inverse, apply(matrix, p)), p))).toBeLessThan(1e-6);
    expect(readFileSync(at('srtm.html'), 'utf8')).toContain('held out');
    expect((JSON.parse(readFileSync(at('srtm.json'), 'utf8')) as { metrics: Result }).metrics.shift).toEqual(
      found.shift,
    );
  });

  test.each(['icp-plane', 'icp-point'])('%s finds the same shift and height', async (method) => {
    const args = [
      'align',
      source,
      '--reference',
      reference,
      '-o',
      at(`srtm-${method}.tif`),
      '--method',
      method,
    ];
    const found = await succeedJson<Result>(folder, ...args, '--samples', '1000000');
    expect(Math.abs(found.shift.cols - 3)).toBeLessThan(0.05);
    expect(Math.abs(found.shift.rows - 5)).toBeLessThan(0.05);
    expect(Math.abs(found.shift.up + 0.0177)).toBeLessThan(0.005);
  });

  test('gives the same bytes with other tiles and threads, and after a kill', async () => {
    const args = (name: string) => [
      'align',
      source,
      '--reference',
      reference,
      '-o',
      at(name),
      '--samples',
      '100000',
    ];
    await succeedJson(folder, ...args('one.tif'), '--executor', 'sequential', '--tile-size', '1024');
    await succeedJson(folder, ...args('two.tif'), '--threads', '2', '--tile-size', '512');
    expect(readFileSync(at('two.tif')).equals(readFileSync(at('one.tif')))).toBe(true);
    const { child, ended } = startCuesta(folder, [
      ...args('killed.tif'),
      '--threads',
      '1',
      '--tile-size',
      '512',
    ]);
    child.stderr!.on('data', (text: string) => {
      if (text.includes('align tiles')) child.kill('SIGKILL');
    });
    await ended;
    await succeedJson(folder, ...args('killed.tif'), '--threads', '1', '--tile-size', '512');
    expect(readFileSync(at('killed.tif')).equals(readFileSync(at('one.tif')))).toBe(true);
    expect((await listing(folder)).filter((name) => name.endsWith('.cuesta-work'))).toEqual([]);
  });

  test('goes on from a transform, in the text form too, and moves further DEMs by it alone', async () => {
    const first = ['align', source, '--reference', reference, '-o', at('text.tif'), '--samples', '100000'];
    const found = await succeedJson<Result>(
      folder,
      ...first,
      '--transform-out',
      at('text-transform.txt'),
      '--apply',
      reference,
    );
    const other = ['align', reference, '--reference', reference, '-o', at('none.tif'), '--method', 'none'];
    const again = await succeedJson<Result>(
      folder,
      ...other,
      '--initial-transform',
      at('text-transform.txt'),
    );
    expect(again.translationNed[0]).toBeCloseTo(found.translationNed[0], 3);
    expect(readFileSync(at('none.tif')).equals(readFileSync(at('srtm_ref_aligned.tif')))).toBe(true);
    const third = ['align', source, '--reference', reference, '-o', at('third.tif'), '--samples', '100000'];
    const refined = await succeedJson<Result>(
      folder,
      ...third,
      '--initial-transform',
      at('text-transform.txt'),
    );
    expect(refined.search).toBeNull();
    expect(refined.shift.cols).toBeCloseTo(found.shift.cols, 2);
    expect(refined.shift.rows).toBeCloseTo(found.shift.rows, 2);
  });
});
