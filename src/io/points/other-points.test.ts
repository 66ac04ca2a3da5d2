import { describe, expect, it } from 'vitest';
import { parseCrs } from '../../geo/parse-crs.js';
import { memorySource } from '../source/memory-source.js';
import { heightsFromRadii } from './heights-from-radii.js';
import type { PointChunk } from './point-parser.js';
import { type ReadPointsOptions, readPoints } from './read-points.js';

async function parse(text: string, options: ReadPointsOptions = {}) {
  const reader = readPoints(memorySource(new TextEncoder().encode(text), 'points'), options);
  const chunks: PointChunk[] = [];
  for await (const chunk of reader.chunks) chunks.push(chunk);
  return { chunks, withoutHeight: reader.withoutHeight() };
}

const point = (coordinates: unknown, properties: object | null = null) => ({
  type: 'Feature',
  geometry: { type: 'Point', coordinates },
  properties,
});
const collection = (...features: object[]) => JSON.stringify({ type: 'FeatureCollection', features });

describe('points of GeoJSON', () => {
  it('take the height from the third coordinate, which RFC 7946 puts above the ellipsoid', async () => {
    const text = collection(
      point([10.5, -3.25, 100], { Sigma: 0.5 }),
      point([11, 4, -20.125]),
      point([1, 2]),
    );
    const { chunks, withoutHeight } = await parse(`\n ${text}`);
    const [{ columns, x, y, h, sigma }] = chunks;
    expect([[...x], [...y], [...h], [...sigma]]).toEqual([
      [10.5, 11],
      [-3.25, 4],
      [100, -20.125],
      [0.5, Number.NaN],
    ]);
    expect(columns).toMatchObject({ kind: 'lonlat', ellipsoidal: true, sigma: 3 });
    expect(withoutHeight).toBe(1);
  });

  it('or from a property, above what the user says', async () => {
    const line = { type: 'Feature', geometry: { type: 'LineString', coordinates: [] } };
    const { chunks } = await parse(
      collection(point([1, 2], { Elevation: 7 }), line, point([3, 4], { z: 8 })),
    );
    expect([...chunks[0].h]).toEqual([7, 8]);
    expect(chunks[0].columns).toMatchObject({ ellipsoidal: false, sigma: null });
  });

  it('come in chunks', async () => {
    const text = collection(...Array.from({ length: 7 }, (_, i) => point([i, 0, i])));
    const { chunks } = await parse(text, { chunkPoints: 3 });
    expect(chunks.map(({ h }) => [...h])).toEqual([[0, 1, 2], [3, 4, 5], [6]]);
  });

  it.each([
    ['{"type": "FeatureCollection", "features": [', /JSON/],
    ['{"type": "Feature"}', /no FeatureCollection/],
    [collection({ type: 'Feature', geometry: null }), /no point features/],
    [collection(point([1, 2, 3]), point([2, 95, 1])), /feature 2 has no longitude/],
    [collection(point('here')), /feature 1/],
  ])('are refused where they are none (%#)', async (text, message) => {
    await expect(parse(text)).rejects.toMatchObject({
      code: 'format',
      subject: 'points',
      message: expect.stringMatching(message) as string,
    });
  });
});

describe('points with radii', () => {
  const moon = parseCrs('+proj=longlat +R=1737400 +no_defs');

  it('become heights above the sphere', async () => {
    const { chunks } = await parse('10,20,1737.4\n11,21,1738.65\n', { format: '1:lon 2:lat 3:radius_km' });
    const [{ columns, h }] = chunks;
    expect(columns).toMatchObject({ radius: true, ellipsoidal: true });
    heightsFromRadii(columns, h, moon);
    expect(h[0]).toBeCloseTo(0, 6);
    expect(h[1]).toBeCloseTo(1250, 6);
  });

  it('leave heights alone, and need a sphere', () => {
    const h = Float64Array.of(1737.4);
    heightsFromRadii({ radius: false }, h, moon);
    expect([...h]).toEqual([1737.4]);
    expect(() => heightsFromRadii({ radius: true }, h, parseCrs('EPSG:4326'))).toThrow(/ellipsoid/);
  });
});
