import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Result } from './support/align-result.js';
import { cuesta, listing, succeedJson, temporaryFolder } from './support/cuesta.js';
import { projectedKeys, writeDem } from './support/dem-file.js';

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);

describe('what cannot be aligned is refused or said', () => {
  const hills = (x: number, y: number) =>
    60 * Math.sin(x / 310) * Math.cos(y / 270) + 25 * Math.sin((x + 2 * y) / 530);
  const dem = (name: string, more: Partial<Parameters<typeof writeDem>[1]> = {}) =>
    writeDem(at(name), { cols: 200, rows: 180, x: 500000, y: 4000000, pixel: 20, surface: hills, ...more });
  const align = (source: string, reference: string, ...more: readonly string[]) =>
    cuesta(
      folder,
      'align',
      at(source),
      '--reference',
      at(reference),
      '-o',
      at('refused.tif'),
      '--overwrite',
      ...more,
    );

  test('no overlap, other bodies and datums, too few points', async () => {
    dem('here.tif');
    dem('there.tif', { x: 700000 });
    const apart = await align('there.tif', 'here.tif');
    expect(apart.code).toBe(3);
    expect(apart.stderr).toContain('do not overlap');
    dem('egm.tif', { geoKeys: projectedKeys(32633, 5773) });
    const mixed = await align('egm.tif', 'here.tif', '--assume-vertical', 'ellipsoid');
    expect(mixed.code).toBe(3);
    expect(mixed.stderr).toContain('Vertical datums are mixed');
    dem('scraps.tif', { surface: (x, y) => (x < 500300 && y > 3999700 ? hills(x, y) : Number.NaN) });
    const few = await align('scraps.tif', 'here.tif');
    expect(few.code).toBe(3);
    expect(few.stderr).toContain('stable points');
    expect((await listing(folder)).filter((name) => name.startsWith('refused'))).toEqual([]);
  });

  test('an iteration that may not end in time is no result', async () => {
    dem('hills.tif');
    dem('hills-shifted.tif', { x: 500090, surface: (x, y) => hills(x - 90, y) + 5 });
    const ended = await align(
      'hills-shifted.tif',
      'hills.tif',
      '--method',
      'icp-point',
      '--max-iterations',
      '1',
    );
    expect(ended.code).toBe(4);
    expect(ended.stderr).toContain('did not settle');
  });

  test('flat ground, however noisy, gives a height and a warning', async () => {
    let state = 7;
    const noise = (): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state / 2 ** 32 - 0.5;
    };
    dem('flat-a.tif', { surface: () => 100 + noise() });
    dem('flat-b.tif', { surface: () => 107 + noise() });
    const args = ['align', at('flat-b.tif'), '--reference', at('flat-a.tif'), '-o', at('flat.tif')];
    const found = await succeedJson<Result>(folder, ...args);
    expect(found.method).toBe('vertical');
    expect(found.warnings.join(' ')).toContain('does not show the position in plan');
    expect(found.shift).toMatchObject({ cols: 0, rows: 0 });
    expect(found.shift.up).toBeCloseTo(-7, 1);
  });

  test('options that contradict each other', async () => {
    for (const [args, word] of [
      [['--method', 'none'], '--initial-transform'],
      [['--translation-only'], 'rotation'],
      [['--method', 'vertical', '--deramp-order', '2'], 'polynomial'],
      [['--slope-range', '40', '10'], 'slope range'],
    ] as const) {
      const { code, stderr } = await align('hills.tif', 'here.tif', ...args);
      expect(code).toBe(2);
      expect(stderr).toContain(word);
    }
    const lost = await align('hills.tif', 'here.tif', '--method', 'tilt', '--transform-out', at('lost.txt'));
    expect(lost.code).toBe(2);
    expect(lost.stderr).toContain('.json');
  });
});
