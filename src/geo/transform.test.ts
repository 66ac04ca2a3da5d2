import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { available, run } from '../../test/support/requirements.js';
import { createRng } from '../core/rng.js';
import { parseCrs } from './parse-crs.js';
import { createTransform } from './transform.js';

/** Looser bounds where proj4 and PROJ use different series, metres and degrees. */
const LOOSER: Readonly<Record<string, readonly [forward: number, back: number]>> = {
  mollweide: [1e-5, 1e-7],
  eqdc: [2e-3, 2e-8],
  'aeqd, ellipsoid': [1e-4, 1e-9],
  'aeqd, polar ellipsoid': [1e-3, 1e-8],
};

type Area = readonly [west: number, south: number, east: number, north: number];

const EARTH = '+proj=longlat +datum=WGS84 +no_defs +type=crs';
const WORLD: Area = [-180, -90, 180, 90];

/** Points that PROJ and proj4 both accept, spread over an area; the corners are in. */
function pointsIn([west, south, east, north]: Area, count = 200): { xs: Float64Array; ys: Float64Array } {
  const rng = createRng(7);
  const xs = Float64Array.from({ length: count }, () => west + (east - west) * rng.next());
  const ys = Float64Array.from({ length: count }, () => south + (north - south) * rng.next());
  xs.set([west, east, west, east]);
  ys.set([south, south, north, north]);
  return { xs, ys };
}

function cs2cs(
  from: string,
  to: string,
  xs: Float64Array,
  ys: Float64Array,
): readonly (readonly [number, number])[] {
  const input = Array.from(xs, (x, i) => `${x} ${ys[i]}`).join('\n');
  return run('cs2cs', ['-f', '%.10f', from, '+to', to], `${input}\n`)
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).slice(0, 2).map(Number) as [number, number]);
}

/** Largest differences, metres and degrees, forward to the map and back from PROJ's own coordinates. */
function compare(geographic: string, projected: string, area: Area): { forward: number; back: number } {
  const [from, to] = [parseCrs(geographic), parseCrs(projected)];
  const { xs, ys } = pointsIn(area);
  const oracle = cs2cs(geographic, projected, xs, ys);
  const [mapX, mapY] = [xs.slice(), ys.slice()];
  createTransform(from, to).forward(mapX, mapY);
  const back = { xs: Float64Array.from(oracle, (o) => o[0]), ys: Float64Array.from(oracle, (o) => o[1]) };
  createTransform(to, from).forward(back.xs, back.ys);
  let forward = 0;
  let inverse = 0;
  for (let i = 0; i < xs.length; i++) {
    forward = Math.max(forward, Math.hypot(mapX[i] - oracle[i][0], mapY[i] - oracle[i][1]));
    const dx = Math.abs(((back.xs[i] - xs[i] + 540) % 360) - 180) * Math.cos((ys[i] * Math.PI) / 180);
    inverse = Math.max(inverse, dx, Math.abs(back.ys[i] - ys[i]));
  }
  return { forward, back: inverse };
}

describe.skipIf(!available('proj'))('against PROJ', () => {
  const MOON = '+proj=longlat +R=1737400 +no_defs +type=crs';
  const MARS = '+proj=longlat +R=3396190 +no_defs +type=crs';
  const MARS_E = '+proj=longlat +a=3396190 +b=3376200 +no_defs +type=crs';
  const CASES: readonly [name: string, geographic: string, projected: string, area: Area][] = [
    ['UTM 33N', EARTH, 'EPSG:32633', [9, 0, 21, 84]],
    ['UTM 18S', EARTH, 'EPSG:32718', [-81, -80, -69, 0]],
    ['UTM far from its meridian', EARTH, 'EPSG:32633', [-30, -80, 60, 80]],
    ['Antarctic 3031', EARTH, 'EPSG:3031', [-180, -90, 180, -60]],
    ['NSIDC north 3413', EARTH, 'EPSG:3413', [-180, 60, 180, 90]],
    ['NSIDC south 3976', EARTH, 'EPSG:3976', [-180, -90, 180, -40]],
    ['Arctic 3995', EARTH, 'EPSG:3995', [-180, 40, 180, 90]],
    ['UPS north', EARTH, 'EPSG:5041', [-180, 60, 180, 90]],
    ['Web Mercator', EARTH, 'EPSG:3857', [-180, -85, 180, 85]],
    ['World Mercator', EARTH, 'EPSG:3395', [-180, -80, 180, 84]],
    ['LAEA polar', EARTH, 'EPSG:6931', [-180, 0, 180, 90]],
    ['CEA ellipsoid', EARTH, 'EPSG:6933', [-180, -86, 180, 86]],
    [
      'US survey feet',
      EARTH,
      '+proj=tmerc +lat_0=30 +lon_0=-90 +k=0.9999 +x_0=200000.1 +datum=WGS84 +units=us-ft',
      [-93, 25, -87, 40],
    ],
    [
      'Moon north polar',
      MOON,
      '+proj=stere +lat_0=90 +lon_0=30 +k=1 +x_0=0 +y_0=0 +R=1737400',
      [-180, 0, 180, 90],
    ],
    [
      'Moon south polar lat_ts=-85',
      MOON,
      '+proj=stere +lat_0=-90 +lat_ts=-85 +lon_0=0 +R=1737400',
      [-180, -90, 180, 0],
    ],
    [
      'Mars south polar, ellipsoid, lat_ts=-75',
      MARS_E,
      '+proj=stere +lat_0=-90 +lat_ts=-75 +lon_0=20 +x_0=100 +a=3396190 +b=3376200',
      [-180, -90, 180, 0],
    ],
    [
      'Mars north polar, ellipsoid, lat_ts=90',
      MARS_E,
      '+proj=stere +lat_0=90 +lat_ts=90 +lon_0=0 +a=3396190 +b=3376200',
      [-180, 0, 180, 90],
    ],
    [
      'stereographic, oblique, sphere',
      MOON,
      '+proj=stere +lat_0=25 +lon_0=40 +k=0.99 +x_0=5 +R=1737400',
      [-20, -30, 100, 80],
    ],
    [
      'stereographic, oblique, ellipsoid',
      MARS_E,
      '+proj=stere +lat_0=-25 +lon_0=40 +k=0.99 +x_0=5 +y_0=7 +a=3396190 +b=3376200',
      [-20, -80, 100, 30],
    ],
    [
      'stereographic, equatorial, ellipsoid',
      MARS_E,
      '+proj=stere +lat_0=0 +lon_0=40 +k=0.99 +x_0=5 +y_0=7 +a=3396190 +b=3376200',
      [-20, -50, 100, 50],
    ],
    [
      'oblique stereographic (double)',
      EARTH,
      '+proj=sterea +lat_0=52.15 +lon_0=5.39 +k=0.9999079 +x_0=155000 +y_0=463000 +datum=WGS84',
      [3, 50, 8, 54],
    ],
    ['equirectangular, lat_ts', MOON, '+proj=eqc +lat_ts=40 +lon_0=180 +R=1737400', WORLD],
    ['equirectangular, lat_0', MOON, '+proj=eqc +lat_0=-45 +lon_0=0 +x_0=10 +y_0=20 +R=1737400', WORLD],
    ['equirectangular, ellipsoid', MARS_E, '+proj=eqc +lat_ts=10 +lon_0=0 +a=3396190 +b=3376200', WORLD],
    [
      'sinusoidal, sphere, false origin',
      MARS,
      '+proj=sinu +lon_0=10 +x_0=1000 +y_0=-3000 +R=3396190',
      [-169, -89, 189, 89],
    ],
    ['sinusoidal, ellipsoid', MARS_E, '+proj=sinu +lon_0=10 +a=3396190 +b=3376200', [-169, -89, 189, 89]],
    ['orthographic', MOON, '+proj=ortho +lat_0=20 +lon_0=5 +R=1737400', [-60, -30, 70, 80]],
    ['gnomonic', MOON, '+proj=gnom +lat_0=20 +lon_0=5 +R=1737400', [-30, -20, 40, 60]],
    [
      'tmerc, sphere',
      MOON,
      '+proj=tmerc +lat_0=5 +lon_0=10 +k=0.9996 +x_0=500000 +R=1737400',
      [-30, -80, 50, 80],
    ],
    ['mercator lat_ts, sphere', MARS, '+proj=merc +lat_ts=30 +lon_0=10 +R=3396190', [-170, -80, 190, 80]],
    [
      'mercator lat_ts, ellipsoid',
      MARS_E,
      '+proj=merc +lat_ts=30 +lon_0=10 +a=3396190 +b=3376200',
      [-170, -80, 190, 80],
    ],
    [
      'lcc 2SP',
      MARS_E,
      '+proj=lcc +lat_0=30 +lon_0=5 +lat_1=20 +lat_2=60 +x_0=1 +y_0=2 +a=3396190 +b=3376200',
      [-100, -60, 100, 89],
    ],
    ['lcc 1SP', EARTH, '+proj=lcc +lat_1=49 +lat_0=49 +lon_0=3 +k_0=0.99 +datum=WGS84', [-30, 20, 40, 80]],
    [
      'lcc south, sphere',
      MARS,
      '+proj=lcc +lat_0=-30 +lat_1=-20 +lat_2=-60 +R=3396190',
      [-100, -89, 100, 40],
    ],
    [
      'laea oblique, ellipsoid',
      EARTH,
      '+proj=laea +lat_0=52 +lon_0=10 +x_0=4321000 +y_0=3210000 +datum=WGS84',
      [-100, -30, 110, 85],
    ],
    ['laea oblique, sphere', MARS, '+proj=laea +lat_0=40 +lon_0=10 +R=3396190', [-100, -30, 110, 85]],
    ['laea equatorial, sphere', MARS, '+proj=laea +lat_0=0 +lon_0=10 +R=3396190', [-100, -80, 110, 80]],
    [
      'aea',
      EARTH,
      '+proj=aea +lat_0=23 +lon_0=-96 +lat_1=29.5 +lat_2=45.5 +datum=WGS84',
      [-150, -10, -40, 80],
    ],
    ['aea, sphere', MARS, '+proj=aea +lat_0=40 +lat_1=20 +lat_2=60 +R=3396190', [-100, -30, 100, 80]],
    [
      'eqdc',
      EARTH,
      '+proj=eqdc +lat_0=23 +lon_0=-96 +lat_1=29.5 +lat_2=45.5 +datum=WGS84',
      [-150, -10, -40, 80],
    ],
    [
      'eqdc, sphere',
      MARS,
      '+proj=eqdc +lat_0=23 +lon_0=-96 +lat_1=29.5 +lat_2=45.5 +R=3396190',
      [-150, -10, -40, 80],
    ],
    ['aeqd, sphere', MARS, '+proj=aeqd +lat_0=23 +lon_0=-96 +R=3396190', [-180, -60, 0, 90]],
    ['aeqd, ellipsoid', EARTH, '+proj=aeqd +lat_0=23 +lon_0=-96 +datum=WGS84', [-120, 0, -70, 50]],
    ['aeqd, polar ellipsoid', EARTH, '+proj=aeqd +lat_0=90 +lon_0=-96 +datum=WGS84', [-180, 20, 180, 90]],
    ['cea, sphere', MARS, '+proj=cea +lat_ts=20 +lon_0=-96 +R=3396190', [-180, -89, 180, 89]],
    ['mollweide', MARS, '+proj=moll +lon_0=0 +R=3396190', [-179, -89, 179, 89]],
  ];

  it.each(CASES)('%s', (name, geographic, projected, area) => {
    const { forward, back } = compare(geographic, projected, area);
    const [forwardBound, backBound] = LOOSER[name] ?? [1e-6, 1e-9];
    expect(forward).toBeLessThan(forwardBound);
    expect(back).toBeLessThan(backBound);
  });
});

const transform = (from: string, to: string) => createTransform(parseCrs(from), parseCrs(to));
const refusal = expect.objectContaining({ code: 'geometry', hint: expect.any(String) });

describe('createTransform', () => {
  it('refuses different bodies, known or not', () => {
    expect(() => transform('IAU_2015:30100', 'EPSG:4326')).toThrow(refusal);
    expect(() => transform('IAU_2015:30100', 'IAU_2015:49900')).toThrow(refusal);
    expect(() => transform('+proj=longlat +R=250', '+proj=longlat +R=300')).toThrow(refusal);
    expect(transform('+proj=longlat +R=250', '+proj=eqc +R=250').identity).toBe(false);
  });

  it('passes modern datums unchanged and refuses old ones', () => {
    expect(transform('EPSG:25833', 'EPSG:32633').identity).toBe(true);
    expect(() => transform('EPSG:4267', 'EPSG:4326')).toThrow(refusal);
    expect(() => transform('EPSG:26711', 'EPSG:4326')).toThrow(refusal);
    expect(() => transform('+proj=longlat +ellps=bessel +towgs84=598,73,418', 'EPSG:4326')).toThrow(refusal);
    expect(transform('EPSG:26711', 'EPSG:4267').identity).toBe(false);
    expect(transform('+proj=sinu +R=6371007.181', 'EPSG:4326').forwardPoint(0, 1e6)[1]).toBeCloseTo(
      8.9932,
      4,
    );
  });

  it('leaves equal CRSs alone, longitudes beyond 180 included', () => {
    const same = transform('EPSG:4326', 'EPSG:4979');
    expect(same.identity).toBe(true);
    expect(same.forwardPoint(350, 10)).toEqual([350, 10]);
  });

  it('gives longitudes from -180 to 180, whatever came in', () => {
    const toMap = transform('IAU_2015:49900', 'IAU_2015:49915');
    const back = transform('IAU_2015:49915', 'IAU_2015:49900');
    expect(toMap.forwardPoint(200, 10)).toEqual(toMap.forwardPoint(-160, 10));
    const [x, y] = toMap.forwardPoint(-170, 10);
    expect(x).toBeCloseTo((10 * Math.PI * 3396190) / 180, 3);
    expect(back.forwardPoint(x, y)[0]).toBeCloseTo(-170, 10);
  });

  it('keeps the poles of the equirectangular projection apart', () => {
    const t = transform('IAU_2015:30100', 'IAU_2015:30110');
    const quarter = (Math.PI / 2) * 1737400;
    expect(t.forwardPoint(0, 90)[1]).toBeCloseTo(quarter, 6);
    expect(t.forwardPoint(0, -90)[1]).toBeCloseTo(-quarter, 6);
  });

  it('converts planetocentric and planetographic latitudes off the Earth', () => {
    const ellipsoid = '+proj=longlat +a=3396190 +b=3376200';
    // tan(graphic) = (a/b)^2 tan(centric)
    const graphic = (Math.atan((3396190 / 3376200) ** 2) * 180) / Math.PI;
    for (const [from, to, latitude] of [
      ['IAU_2015:49900', ellipsoid, graphic],
      ['IAU_2015:49902', ellipsoid, graphic],
      ['IAU_2015:49900', 'IAU_2015:49902', 45],
      ['IAU_2015:49900', '+proj=longlat +R=3396000', 45],
    ] as const) {
      expect(transform(from, to).forwardPoint(10, 45)[1]).toBeCloseTo(latitude, 11);
      expect(transform(to, from).forwardPoint(10, latitude)[1]).toBeCloseTo(45, 11);
    }
  });

  it('marks points outside the domain with NaN in both arrays', () => {
    const far: readonly [string, string, number, number][] = [
      ['EPSG:4326', 'EPSG:32633', 10, 91],
      ['EPSG:4326', 'EPSG:3857', 10, 90.5],
      ['EPSG:4326', 'EPSG:3857', Number.NaN, 10],
      ['EPSG:4326', 'EPSG:3031', Number.POSITIVE_INFINITY, -80],
      ['IAU_2015:30100', 'IAU_2015:30165', 120, 0],
      ['IAU_2015:30165', 'IAU_2015:30100', 1.8e6, 0],
      ['IAU_2015:30110', 'IAU_2015:30100', 0, 3e6],
      ['IAU_2015:30120', 'IAU_2015:30100', 5e6, 2e6],
      ['IAU_2015:30140', 'IAU_2015:30100', 4.8e6, 2.2e6],
      ['EPSG:3035', 'EPSG:4326', 3e7, 0],
    ];
    for (const [from, to, x, y] of far) {
      const xs = Float64Array.of(x);
      const ys = Float64Array.of(y);
      transform(from, to).forward(xs, ys);
      expect([xs[0], ys[0]], `${from} to ${to}`).toEqual([Number.NaN, Number.NaN]);
    }
  });

  it('comes back, for any projection, origin and body', () => {
    const projection = fc.constantFrom(
      '+proj=tmerc +k=0.9996',
      '+proj=stere +k=0.99',
      '+proj=laea',
      '+proj=eqc +lat_ts=30',
      '+proj=aeqd',
      '+proj=lcc +lat_1=20 +lat_2=55',
      '+proj=aea +lat_1=-20 +lat_2=-55',
      '+proj=sinu',
      '+proj=merc +lat_ts=30',
    );
    const shape = fc.constantFrom(
      '+R=1737400',
      '+a=3396190 +b=3376200',
      '+ellps=GRS80',
      '+R=173',
      '+a=487300 +b=446000',
    );
    fc.assert(
      fc.property(
        projection,
        shape,
        fc.integer({ min: -80, max: 80 }),
        fc.integer({ min: -180, max: 180 }),
        fc.double({ min: -20, max: 20, noNaN: true }),
        fc.double({ min: -9, max: 9, noNaN: true }),
        (method, radii, lat0, lon0, dLon, dLat) => {
          const origin = /merc \+lat_ts|sinu/.test(method) ? '' : `+lat_0=${lat0}`;
          const map = `${method} ${origin} +lon_0=${lon0} +x_0=1000 +y_0=-500 ${radii}`;
          const [x, y] = transform(`+proj=longlat ${radii}`, map).forwardPoint(lon0 + dLon, lat0 + dLat);
          const [lon, lat] = transform(map, `+proj=longlat ${radii}`).forwardPoint(x, y);
          const turn = Math.abs(((((lon - lon0 - dLon) % 360) + 540) % 360) - 180);
          // Metres on the ground. A sweep over all of these found 1e-5 at most, but 0.036 for tmerc on Ceres, whose
          // flattening is too much for proj4's (and PROJ's) sixth-order series.
          const bound = method.includes('tmerc') && radii.includes('487300') ? 0.05 : 2e-5;
          // proj4's laea and aeqd take everything within 1e-10 radii of their centre (0.6 mm on Earth) for the centre.
          const snapped = /laea|aeqd/.test(method) ? 1e-10 : 0;
          const limit = (bound / parseCrs(map).ellipsoid.semiMajor + snapped) * (180 / Math.PI);
          expect(turn * Math.cos((lat * Math.PI) / 180)).toBeLessThan(limit);
          expect(Math.abs(lat - lat0 - dLat)).toBeLessThan(limit);
        },
      ),
      { numRuns: 500 },
    );
  });
});
