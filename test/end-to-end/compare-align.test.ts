import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createRng } from '../../src/core/rng.js';
import { available } from '../support/requirements.js';
import { expectStatistics, NUMPY, type Result, type Statistics } from './support/compare-result.js';
import { cuesta, listing, succeed, succeedJson, temporaryFolder } from './support/cuesta.js';
import { hills, writeDem } from './support/dem-file.js';
import { gdalJson } from './support/gdal.js';
import { killAfter } from './support/killed-run.js';

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);

const rng = createRng(5);
const base = { cols: 420, rows: 380, x: 498_000, y: 5_000_000, pixel: 10 };
const noisy = (x: number, y: number): number => hills(x, y) + 0.3 * rng.normal();
writeDem(at('reference.tif'), { ...base, surface: hills });
// On the central meridian, where north of the map is north.
// 23 m too far east, 14 m too far south, 4 m too high; and as it should be.
writeDem(at('moved.tif'), { ...base, surface: (x, y) => noisy(x - 23, y + 14) + 4 });
writeDem(at('good.tif'), { ...base, surface: noisy });

const compare = ['compare', 'moved.tif', '--reference', 'reference.tif', '--align'];

describe('compare --align', () => {
  test('shows every DEM before and after, with its shift, on the same pixels', async () => {
    const args = [
      'compare',
      'moved.tif',
      'good.tif',
      '--reference',
      'reference.tif',
      '--align',
      '-o',
      'both',
    ];
    const { comparisons, outputs } = await succeedJson<Result>(folder, ...args);
    expect(comparisons.map(({ name }) => name)).toEqual(['moved', 'moved_aligned', 'good', 'good_aligned']);
    const [before, after, good, still] = comparisons as [
      Result['comparisons'][0],
      Result['comparisons'][0],
      Result['comparisons'][0],
      Result['comparisons'][0],
    ];
    expect(before.alignment).toBeNull();
    const { method, moved, sigma } = after.alignment!;
    expect(method).toBe('nuth-kaab');
    for (const [found, truth] of [
      [moved.east, -23],
      [moved.north, 14],
      [moved.up, -4],
    ] as const)
      expect(Math.abs(found - truth)).toBeLessThan(0.2);
    expect(sigma!.eastMetres).toBeLessThan(0.1);
    expect(before.statistics.rmse).toBeGreaterThan(4);
    expect(Math.abs(after.statistics.median)).toBeLessThan(0.02);
    expect(after.statistics.nmad).toBeLessThan(0.35);
    expect(after.statistics.total).toBe(before.statistics.total);
    expect(Math.abs(still.alignment!.moved.east)).toBeLessThan(0.1);
    expect(Math.abs(still.statistics.rmse - good.statistics.rmse)).toBeLessThan(0.1);
    expect(outputs).toContain(join('both', 'moved_aligned_dh.tif'));
    const sidecar = JSON.parse(readFileSync(at('both/moved_aligned_dh.json'), 'utf8'));
    expect(sidecar.metrics.alignment.moved).toEqual(moved);
    const report = readFileSync(at('both/report.html'), 'utf8');
    for (const words of ['Accuracy of 2 DEMs, before and after alignment', 'Shift by the alignment'])
      expect(report).toContain(words);
  });

  test.skipIf(!available('gdal'))('gives what cuesta align and numpy give together', async () => {
    await succeed(
      folder,
      ...['align', 'moved.tif', '--reference', 'reference.tif', '-o', 'aligned.tif'],
      ...['--grid', 'reference', '-r', 'cubic', '--transform-out', 'transform.json'],
    );
    const { comparisons } = await succeedJson<Result>(
      folder,
      ...compare,
      '--grid',
      'reference',
      '-r',
      'cubic',
    );
    const { statistics, alignment } = comparisons[1]!;
    const oracle = gdalJson<Statistics>(
      `${NUMPY}
(_, a), (_, r) = read(sys.argv[1]), read(sys.argv[2]); dh = (a - r).astype('f4').astype('f8')
print(json.dumps(statistics(dh[np.isfinite(dh)])))`,
      at('aligned.tif'),
      at('reference.tif'),
    );
    expectStatistics(statistics, oracle);
    const { seconds: _, ...transform } = JSON.parse(readFileSync(at('transform.json'), 'utf8'));
    expect(alignment!.transform).toEqual(transform);
  });

  test('the mask says where the ground is stable, and --assert is about what is aligned', async () => {
    const slide = (x: number, y: number) => hills(x - 12, y) + (x > 500_000 ? 25 : 1);
    writeDem(at('slide.tif'), { ...base, surface: slide });
    writeDem(at('stable.tif'), { ...base, surface: (x) => (x < 500_000 ? 1 : 0) });
    const args = ['compare', 'slide.tif', '--reference', 'reference.tif', '--mask', 'stable.tif', '--align'];
    const { comparisons } = await succeedJson<Result>(folder, ...args, '--assert', 'nmad<2');
    expect(comparisons[1]!.alignment!.moved.up).toBeCloseTo(-1, 1);
    expect(Math.abs(comparisons[1]!.alignment!.moved.east + 12)).toBeLessThan(0.3);
    const { code, stderr } = await cuesta(folder, ...args, '--assert', 'le95<2');
    expect(code).toBe(4);
    expect(stderr).toMatch(/error: slide\.tif, aligned: le95 is [\d.]+, not le95<2\./);
    expect(stderr).not.toMatch(/slide\.tif: le95/);
  });

  test('resumes after being killed, with the same bytes', async () => {
    writeDem(at('big.tif'), { ...base, cols: 1100, rows: 1030, surface: (x, y) => hills(x - 23, y) });
    writeDem(at('wide.tif'), { ...base, cols: 1100, rows: 1030, surface: hills });
    const args = ['compare', 'big.tif', '--reference', 'wide.tif', '--align', '--tile-size', '512', '-o'];
    await succeed(folder, ...args, 'undisturbed');
    await killAfter(folder, [...args, 'killed'], at('killed/big_aligned_dh.tif.cuesta-work'), 3);
    const { code, stderr } = await cuesta(folder, ...args, 'killed');
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/Reused \d+ of/);
    expect(await listing(at('killed'))).toEqual(await listing(at('undisturbed')));
    for (const name of ['big_dh.tif', 'big_aligned_dh.tif'])
      expect(readFileSync(at(`killed/${name}`)).equals(readFileSync(at(`undisturbed/${name}`)))).toBe(true);
  });

  test('plans both', async () => {
    const text = await succeed(folder, ...compare, '-o', 'never', '--dry-run');
    expect(text).toMatch(/moved_dh\.tif[\s\S]*moved_aligned_dh\.tif/);
    expect(existsSync(at('never'))).toBe(false);
  });
});
