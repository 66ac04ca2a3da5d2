import { describe, expect, it } from 'vitest';
import type { VerticalDatum } from '../core/crs.js';
import {
  parseVerticalDatum,
  requireSameVertical,
  verticalByCode,
  verticalCrsOf,
  verticalDatumLabel,
  verticalFromGeoidGrid,
} from './vertical-datum.js';

describe('parseVerticalDatum', () => {
  it.each<[string, VerticalDatum]>([
    ['ellipsoid', { kind: 'ellipsoid' }],
    ['WGS84 ellipsoid', { kind: 'ellipsoid' }],
    ['egm96', { kind: 'egm96' }],
    ['EGM 96 geoid', { kind: 'egm96' }],
    ['EGM_1996', { kind: 'egm96' }],
    ['EPSG:5773', { kind: 'egm96' }],
    ['EGM2008', { kind: 'egm2008' }],
    ['egm08', { kind: 'egm2008' }],
    ['epsg:3855', { kind: 'egm2008' }],
    ['areoid', { kind: 'areoid' }],
    ['MOLA', { kind: 'areoid' }],
    ['sphere', { kind: 'sphere' }],
    ['NAVD88', { kind: 'geoid', name: 'NAVD88' }],
    ['EPSG:5703', { kind: 'geoid', name: 'NAVD88' }],
    ['geoid:Local 1', { kind: 'geoid', name: 'Local 1' }],
    ['unknown', { kind: 'unknown' }],
  ])('%s', (text, datum) => {
    expect(parseVerticalDatum(text)).toEqual(datum);
  });

  it('refuses what it does not know, and feet', () => {
    expect(() => parseVerticalDatum('sea level')).toThrow(
      expect.objectContaining({ code: 'datum', hint: expect.stringContaining('EGM96') }),
    );
    expect(() => parseVerticalDatum('EPSG:9999')).toThrow(expect.objectContaining({ code: 'datum' }));
    expect(() => parseVerticalDatum('EPSG:6360')).toThrow(expect.objectContaining({ code: 'unsupported' }));
  });

  it('has names and codes that lead back to the same datum', () => {
    const kinds: VerticalDatum[] = [
      { kind: 'ellipsoid' },
      { kind: 'sphere' },
      { kind: 'egm96' },
      { kind: 'egm2008' },
      { kind: 'areoid' },
      { kind: 'geoid', name: 'NAVD88' },
      { kind: 'geoid', name: 'DHHN2016' },
    ];
    for (const datum of kinds) {
      const { code, name } = verticalCrsOf(datum);
      expect(parseVerticalDatum(name)).toEqual(datum);
      if (code !== 0) expect(verticalByCode(code)).toEqual(datum);
      expect(verticalDatumLabel(datum)).not.toBe('');
    }
  });

  it('reads the grids of PROJ strings', () => {
    expect(verticalFromGeoidGrid('/usr/share/proj/egm96_15.gtx')).toEqual({ kind: 'egm96' });
    expect(verticalFromGeoidGrid('us_nga_egm08_25.tif')).toEqual({ kind: 'egm2008' });
    expect(verticalFromGeoidGrid('g2018u0.gtx')).toEqual({ kind: 'geoid', name: 'g2018u0' });
  });
});

describe('requireSameVertical', () => {
  const egm96 = { name: 'a.tif', vertical: { kind: 'egm96' } } as const;
  const unknown = { name: 'b.tif', vertical: { kind: 'unknown' } } as const;

  it('lets one datum pass, also when it is unknown throughout', () => {
    expect(requireSameVertical([egm96, egm96])).toEqual({ kind: 'egm96' });
    expect(requireSameVertical([unknown, unknown])).toEqual({ kind: 'unknown' });
    expect(requireSameVertical([])).toEqual({ kind: 'unknown' });
  });

  it('refuses mixtures, naming both files', () => {
    expect(() => requireSameVertical([egm96, unknown])).toThrow(
      /a\.tif \(EGM96 geoid\) and b\.tif \(unknown\)/,
    );
    expect(() => requireSameVertical([egm96, { name: 'c.tif', vertical: { kind: 'ellipsoid' } }])).toThrow(
      expect.objectContaining({ code: 'datum', subject: 'c.tif' }),
    );
  });
});
