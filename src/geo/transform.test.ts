import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCrs } from './parse-crs.js';
import { createTransform } from './transform.js';

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
