import { describe, expect, it } from 'vitest';
import { northUp } from '../../core/geo-transform.js';
import { parseCrs } from '../../geo/parse-crs.js';
import { columnsFromFormat, columnsFromHeader } from '../../io/points/columns.js';
import type { PointChunk } from '../../io/points/point-parser.js';
import { hasPointReference } from '../../product/point-options.js';
import { type CompareConfig, compareSchema } from './config.js';
import { figurePoints } from './point-figure.js';
import { createPointMap } from './point-map.js';
import { pointTableHeader, pointTableLines } from './point-table.js';
import { pointsCrs } from './points-crs.js';

function config(options: Partial<CompareConfig> = {}): CompareConfig {
  return compareSchema.parse({ tested: ['dem.tif'], reference: 'points.csv', ...options });
}

const lonLat = columnsFromHeader(['lon', 'lat', 'h', 'sigma'], 'points.csv');
const map = columnsFromHeader(['x', 'y', 'h'], 'points.csv');
const aspColumns = columnsFromFormat('1:lon 2:lat 3:height_above_datum');

describe('pointsCrs', () => {
  it('is that of the body, with the vertical datum that the file states', () => {
    const mars = parseCrs('+proj=eqc +R=3396190');
    expect(pointsCrs(lonLat, mars, config())).toMatchObject({
      kind: 'geographic',
      body: { name: 'Mars' },
      vertical: { kind: 'unknown' },
    });
    expect(pointsCrs(aspColumns, mars, config()).vertical).toEqual({ kind: 'sphere' });
    const utm = parseCrs('EPSG:32633+5773');
    expect(pointsCrs(aspColumns, utm, config())).toMatchObject({
      authority: { code: 4326 },
      vertical: { kind: 'ellipsoid' },
    });
    expect(pointsCrs(map, utm, config({ csvCrs: 'EPSG:3857+5773' })).vertical).toEqual({ kind: 'egm96' });
  });

  it('asks for the CRS of map coordinates, and for one that fits', () => {
    const utm = parseCrs('EPSG:32633');
    const refused = expect.objectContaining({ code: 'config', subject: '--csv-crs' }) as Error;
    expect(() => pointsCrs(map, utm, config())).toThrow(refused);
    expect(() => pointsCrs(lonLat, utm, config({ csvCrs: 'EPSG:32633' }))).toThrow(refused);
  });
});

describe('hasPointReference', () => {
  it.each([
    ['a/points.csv', true],
    ['points.XYZ', true],
    ['https://x.org/points.txt?key=1.tif', true],
    ['dem.tif', false],
    ['csv/dem', false],
  ])('%s: %s', (reference, expected) => {
    expect(hasPointReference(config({ reference }))).toBe(expected);
    expect(hasPointReference(config({ reference, csvFormat: '1:lon 2:lat 3:height_above_datum' }))).toBe(
      true,
    );
  });
});

describe('the table of points', () => {
  const chunk: PointChunk = {
    columns: lonLat,
    x: Float64Array.of(10.123456789, 11),
    y: Float64Array.of(-3, 4),
    h: Float64Array.of(100, 20.00004),
    sigma: Float64Array.of(0.5, Number.NaN),
  };
  const tested = { heights: Float64Array.of(101.5, Number.NaN), dh: Float32Array.of(1.5, Number.NaN) };

  it('has a line per point, empty where a DEM has no height', () => {
    expect(pointTableHeader(chunk, ['a.tif'])).toBe('lon,lat,height,sigma,tested,dh');
    expect(pointTableLines(chunk, [tested])).toBe(
      '10.123456789,-3,100.0000,0.5000,101.5000,1.5000\n11,4,20.0000,,,\n',
    );
  });

  it('names the columns of several DEMs after them', () => {
    expect(pointTableHeader({ columns: map }, ['a', 'a_2', 'b,c'])).toBe(
      'x,y,height,tested_a,dh_a,tested_a_2,dh_a_2,tested_b_c,dh_b_c',
    );
  });
});

describe('the map of points', () => {
  it('averages what falls into one cell of the picture', async () => {
    const transform = northUp(0, 0, 1, 1);
    const points = createPointMap({ width: 4096, height: 2048, transform, crs: parseCrs('EPSG:32633') });
    expect(points.grid).toMatchObject({ width: 1024, height: 512, transform: [4, 0, 0, 0, -4, 0] });
    points.add(
      Float64Array.of(0.5, 3.9, 4095.9, 9),
      Float64Array.of(0.5, 3.9, 2047.9, 9),
      Float32Array.of(1, 2, -5, Number.NaN),
    );
    const means = points.means();
    expect([means[0], means.at(-1), means[1]]).toEqual([1.5, -5, Number.NaN]);
    expect(points.count()).toBe(2);
    const figure = await figurePoints(points, new Uint8Array(1024 * 512).fill(128));
    expect(figure.svg.markup).toContain('data:image/png;base64,');
  });
});
