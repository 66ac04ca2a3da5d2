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
