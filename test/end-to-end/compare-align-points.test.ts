import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createRng } from '../../src/core/rng.js';
import type { Result } from './support/compare-result.js';
import { cuesta, listing, succeed, succeedJson, temporaryFolder } from './support/cuesta.js';
import { hills, writeDem } from './support/dem-file.js';

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);

const base = { cols: 420, rows: 380, x: 498_000, y: 5_000_000, pixel: 10 };
// On the central meridian, where north of the map is north: 23 m too far east, 14 m too far south, 4 m too high.
writeDem(at('moved.tif'), { ...base, surface: (x, y) => hills(x - 23, y + 14) + 4 });
const rng = createRng(8);
const points = Array.from({ length: 3000 }, () => {
  const [x, y] = [base.x - 200 + rng.next() * 4600, base.y + 200 - rng.next() * 4200];
  return [x, y, hills(x, y) + 0.2 * rng.normal()] as const;
});
writeFileSync(at('points.csv'), `x,y,height\n${points.map((point) => point.join(',')).join('\n')}\n`);

const compare = ['compare', 'moved.tif', '--reference', 'points.csv', '--csv-crs', 'EPSG:32633'];

test('compare --align with control points: the motion, and both states at the same points', async () => {
  const args = [...compare, '--align', '-o', 'out', '--points-out', 'dh.csv', '--assert', 'nmad<0.3'];
  const { comparisons } = await succeedJson<Result>(folder, ...args);
  expect(comparisons.map(({ name }) => name)).toEqual(['moved', 'moved_aligned']);
  const [before, after] = comparisons as [Result['comparisons'][0], Result['comparisons'][0]];
  expect(before.alignment).toBeNull();
  const { moved, points: used } = after.alignment!;
  expect(Math.abs(moved.east + 23)).toBeLessThan(0.3);
  expect(Math.abs(moved.north - 14)).toBeLessThan(0.3);
  expect(Math.abs(moved.up + 4)).toBeLessThan(0.05);
  expect(used).toBeGreaterThan(2000);
  expect(before.statistics.rmse).toBeGreaterThan(4);
  // What is left is the noise of the points, and what bilinear interpolation between pixels of 10 m takes off the waves.
  expect(after.statistics.nmad).toBeGreaterThan(0.15);
  expect(after.statistics.nmad).toBeLessThan(0.25);
  expect(Math.abs(after.statistics.median)).toBeLessThan(0.02);
  expect(after.statistics.total).toBe(before.statistics.total);
  expect(await listing(at('out'))).toEqual(['compare.json', 'report.html']);
  expect(readFileSync(at('out/report.html'), 'utf8')).toContain('before and after alignment');
  const [header, first] = readFileSync(at('dh.csv'), 'utf8').split('\n');
  expect(header).toBe('x,y,height,tested_moved,dh_moved,tested_moved_aligned,dh_moved_aligned');
  expect(first!.split(',')).toHaveLength(7);
});

test('moved heights are those of the DEM that cuesta align writes, but for its second interpolation', async () => {
  const aligned = [
    'align',
    'moved.tif',
    '--reference',
    'points.csv',
    '--csv-crs',
    'EPSG:32633',
    '-o',
    'aligned.tif',
  ];
  await succeed(folder, ...aligned);
  await succeed(folder, ...compare, '--align', '--points-out', 'exact.csv');
  await succeed(folder, 'compare', 'aligned.tif', ...compare.slice(2), '--points-out', 'resampled.csv');
  const column = (name: string, k: number): number[] =>
    readFileSync(at(name), 'utf8')
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => Number(line.split(',')[k] || Number.NaN));
  const [exact, resampled] = [column('exact.csv', 5), column('resampled.csv', 3)];
  let both = 0;
  exact.forEach((height, i) => {
    const apart = Math.abs(height - resampled[i]!);
    if (Number.isNaN(apart)) return;
    both++;
    expect(apart).toBeLessThan(0.25);
  });
  expect(both).toBeGreaterThan(2000);
});

test('a demand is about the aligned state, and too few points are named', async () => {
  const missed = await cuesta(folder, ...compare, '--align', '--assert', 'nmad<0.01');
  expect([missed.code, missed.stderr.includes('aligned')]).toEqual([4, true]);
  writeFileSync(
    at('few.csv'),
    `x,y,height\n${points
      .slice(0, 20)
      .map((point) => point.join(','))
      .join('\n')}\n`,
  );
  const few = await cuesta(
    folder,
    'compare',
    'moved.tif',
    '--reference',
    'few.csv',
    ...compare.slice(4),
    '--align',
  );
  expect(few.code).toBeGreaterThan(1);
  expect(few.stderr).toMatch(/points/);
});
