import { describe, expect, it } from 'vitest';
import { crsFromGeoKeys } from './geokeys-read.js';
import { geoKeysFromCrs } from './geokeys-write.js';
import { parseCrs } from './parse-crs.js';

describe('GeoKeys of other programs', () => {
  const moonPolar: [number, number | string][] = [
    [1024, 1],
    [2048, 32767],
    [2057, 1737400],
    [2058, 1737400],
    [3072, 32767],
    [3075, 15],
    [3081, 75],
    [3080, 30],
  ];

  it('may give the pole-down longitude in the key of the natural origin', () => {
    const crs = crsFromGeoKeys(new Map(moonPolar));
    expect(crs.proj).toContain('+proj=stere +lat_0=90 +lat_ts=75 +lon_0=30');
    expect(crs.body.name).toBe('Moon');
  });

  it('may count angles in grads and lengths in feet', () => {
    const keys = new Map<number, number | string>([
      [1024, 1],
      [2048, 4326],
      [2054, 9105],
      [3072, 32767],
      [3075, 1],
      [3076, 9002],
      [3080, 100],
      [3082, 1000],
    ]);
    const crs = crsFromGeoKeys(keys);
    expect(crs.proj).toContain('+lon_0=90 +k_0=1 +x_0=304.8 ');
    expect(crs.unit).toBe(0.3048);
  });

  it('may name vertical datums only in words or in old codes', () => {
    const base: [number, number | string][] = [
      [1024, 2],
      [2048, 4326],
    ];
    const vertical = (...keys: [number, number | string][]) =>
      crsFromGeoKeys(new Map([...base, ...keys])).vertical;
    expect(vertical([4097, 'EGM2008 geoid'])).toEqual({ kind: 'egm2008' });
    expect(vertical([4096, 32767], [4098, 5171])).toEqual({ kind: 'egm96' });
    expect(vertical([4096, 5103])).toEqual({ kind: 'geoid', name: 'NAVD88' });
    expect(vertical([4096, 5030])).toEqual({ kind: 'ellipsoid' });
    expect(vertical([4096, 9999])).toEqual({ kind: 'geoid', name: 'EPSG:9999' });
    expect(vertical([4097, 'VCS Name = NAVD88|Vertical Datum = x'])).toEqual({
      kind: 'geoid',
      name: 'NAVD88',
    });
  });

  it.each<[string, [number, number | string][], string]>([
    ['nothing', [], 'geometry'],
    ['geocentric', [[1024, 3]], 'unsupported'],
    ['a local CRS', [[1024, 32767]], 'geometry'],
    [
      'an EPSG code out of the table',
      [
        [1024, 1],
        [3072, 31287],
      ],
      'unsupported',
    ],
    [
      'an unknown geographic code',
      [
        [1024, 2],
        [2048, 4314],
      ],
      'unsupported',
    ],
    [
      'Paris',
      [
        [1024, 2],
        [2048, 32767],
        [2057, 6378137],
        [2051, 8903],
      ],
      'unsupported',
    ],
    [
      'grads',
      [
        [1024, 2],
        [2048, 32767],
        [2057, 6378137],
        [2054, 9105],
      ],
      'unsupported',
    ],
    [
      'Cassini',
      [
        [1024, 1],
        [2048, 4326],
        [3072, 32767],
        [3075, 18],
      ],
      'unsupported',
    ],
    [
      'no projection',
      [
        [1024, 1],
        [2048, 4326],
        [3072, 32767],
      ],
      'unsupported',
    ],
    [
      'heights in feet',
      [
        [1024, 2],
        [2048, 4326],
        [4096, 5773],
        [4099, 9002],
      ],
      'unsupported',
    ],
    [
      'heights of NAVD88 in US feet',
      [
        [1024, 2],
        [2048, 4326],
        [4096, 6360],
      ],
      'unsupported',
    ],
    [
      'a radius of zero',
      [
        [1024, 2],
        [2048, 32767],
        [2057, 0],
      ],
      'geometry',
    ],
    [
      'a code with another unit',
      [
        [1024, 1],
        [3072, 32633],
        [3076, 9002],
      ],
      'geometry',
    ],
    [
      'an unknown unit',
      [
        [1024, 1],
        [2048, 4326],
        [3072, 32767],
        [3075, 1],
        [3076, 9999],
      ],
      'unsupported',
    ],
  ])('are refused with a hint: %s', (_name, keys, code) => {
    expect(() => crsFromGeoKeys(new Map(keys))).toThrow(
      expect.objectContaining({ code, hint: expect.any(String) }),
    );
  });

  it('cannot be made for planetocentric latitudes of an ellipsoid', () => {
    expect(() => geoKeysFromCrs(parseCrs('IAU_2015:49902'))).toThrow(
      expect.objectContaining({ code: 'unsupported' }),
    );
  });
});
