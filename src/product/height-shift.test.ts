import { describe, expect, test } from 'vitest';
import type { VerticalDatum } from '../core/crs.js';
import { parseCrs } from '../geo/parse-crs.js';
import { type DatumOptions, resolveHeights } from './height-shift.js';

const input = (path: string, kind: VerticalDatum['kind'], crs = 'EPSG:32633') => {
  const vertical = (kind === 'geoid' ? { kind, name: 'NAVD88' } : { kind }) as VerticalDatum;
  return { path, grid: { crs: { ...parseCrs(crs), vertical } } };
};
const kinds = (options: DatumOptions, ...inputs: ReturnType<typeof input>[]) => {
  const { vertical, shifts } = resolveHeights(inputs, options);
  return [vertical.kind, ...shifts.map((s) => (s === null ? null : `${s.from.kind} -> ${s.to.kind}`))];
};

describe('resolveHeights', () => {
  test('inputs that agree stay as they are', () => {
    expect(kinds({}, input('a', 'egm96'), input('b', 'egm96'))).toEqual(['egm96', null, null]);
    expect(kinds({}, input('a', 'unknown'), input('b', 'unknown'))).toEqual(['unknown', null, null]);
  });

  test('--assume-vertical speaks for those that do not say', () => {
    const options = { assumeVertical: 'egm96' };
    expect(kinds(options, input('a', 'unknown'), input('b', 'egm96'))).toEqual(['egm96', null, null]);
    expect(() => kinds(options, input('a', 'unknown'), input('b', 'ellipsoid'))).toThrow(/mixed/);
  });

  test('--vertical-datum converts those that differ', () => {
    const options = { verticalDatum: 'ellipsoid' };
    const expected = ['ellipsoid', 'egm96 -> ellipsoid', null];
    expect(kinds(options, input('a', 'egm96'), input('b', 'ellipsoid'))).toEqual(expected);
  });

  test('only EGM96 needs no grid', () => {
    const options = { verticalDatum: 'ellipsoid', geoid: 'navd.tif' };
    const { shifts } = resolveHeights([input('a', 'geoid'), input('b', 'egm96')], {
      ...options,
    });
    expect(shifts.map((shift) => shift?.geoid?.path)).toEqual(['navd.tif', 'navd.tif']);
    expect(() => kinds({ verticalDatum: 'ellipsoid' }, input('a.tif', 'geoid'))).toThrow(/a\.tif.*NAVD88/);
  });

  test.each([
    [{ verticalDatum: 'ellipsoid' }, 'unknown', 'datum'],
    [{ geoid: 'egm.tif' }, 'egm2008', 'config'],
    [{ verticalDatum: 'sea level' }, 'egm96', 'datum'],
  ] as const)('%o of %s heights is refused', (options, kind, code) => {
    expect(() => kinds(options, input('a', kind))).toThrow(expect.objectContaining({ code }));
  });

  test('heights above spheres of different radii do not mix; above the areoid they do', () => {
    const iau = '+proj=longlat +R=3396190 +no_defs';
    const mola = '+proj=longlat +R=3396000 +no_defs';
    for (const kind of ['sphere', 'unknown'] as const) {
      expect(() => kinds({}, input('a', kind, iau), input('b', kind, mola))).toThrow(/3396190.*3396000/);
    }
    expect(kinds({}, input('a', 'areoid', iau), input('b', 'areoid', mola))).toEqual(['areoid', null, null]);
  });
});
