import { describe, expect, it } from 'vitest';
import type { Grid } from '../core/georef.js';
import { createRng } from '../core/rng.js';
import type { Window } from '../core/window.js';
import { parseCrs } from '../geo/parse-crs.js';
import { createReferenceCompute } from '../kernels/backends/reference.js';
import { type TerrainProduct, terrainWindow } from './terrain-window.js';

const compute = createReferenceCompute();
const sun = { azimuthDeg: 200, altitudeDeg: 30 };

/** Steps of 0.001 degree at 60 degrees north: a pixel is about half as wide as high. */
const grid: Grid = {
  width: 47,
  height: 71,
  transform: [0.001, 0, 10, 0, -0.001, 60.03],
  crs: parseCrs('EPSG:4326'),
};

/** Heights of a window and one pixel around it; NaN outside the grid. */
function cut(heights: Float32Array, { col, row, width, height }: Window): Float32Array {
  return Float32Array.from({ length: (width + 2) * (height + 2) }, (_, i) => {
    const [x, y] = [col - 1 + (i % (width + 2)), row - 1 + Math.floor(i / (width + 2))];
    return x < 0 || y < 0 || x >= grid.width || y >= grid.height ? Number.NaN : heights[y * grid.width + x];
  });
}

const products: readonly TerrainProduct[] = [
  { kind: 'aspect', basis: 'horn', convention: 'azimuth', zeroForFlat: false },
  { kind: 'curvature', curvature: 'profile', basis: 'horn', zeroForFlat: false },
  { kind: 'curvature', curvature: 'tangential', basis: 'zevenbergen-thorne', zeroForFlat: false },
  { kind: 'tpi' },
  { kind: 'tri', method: 'riley' },
  { kind: 'tri', method: 'wilson' },
  { kind: 'roughness' },
  { kind: 'hillshade', variant: 'combined', basis: 'horn', ...sun },
  { kind: 'hillshade', variant: 'multidirectional', basis: 'horn', ...sun },
  { kind: 'hillshade', variant: 'igor', basis: 'horn', ...sun },
  { kind: 'hillshade', variant: 'regular', basis: 'zevenbergen-thorne', ...sun },
  { kind: 'slope', unit: 'percent', basis: 'zevenbergen-thorne' },
];

describe.each(['compute', 'nodata'] as const)(
  'windows give the bytes of the whole grid, edges: %s',
  (edges) => {
    it.each(products.map((product) => [Object.values(product).join(' '), product] as const))(
      '%s',
      async (_, product) => {
        const rng = createRng(11);
        const heights = Float32Array.from({ length: grid.width * grid.height }, () =>
          rng.next() < 0.03 ? Number.NaN : 500 + 20 * rng.normal(),
        );
        const options = { zFactor: 2, edges, product };
        const all = { col: 0, row: 0, width: grid.width, height: grid.height };
        const whole = await terrainWindow(cut(heights, all), grid, all, options, compute);
        expect(whole.filter((v) => v > 0).length).toBeGreaterThan(500);
        const windows: Window[] = [
          { col: 0, row: 0, width: 16, height: 40 },
          { col: 16, row: 0, width: 31, height: 40 },
          { col: 0, row: 40, width: 47, height: 31 },
          { col: 20, row: 30, width: 7, height: 5 },
        ];
        for (const window of windows) {
          const part = await terrainWindow(cut(heights, window), grid, window, options, compute);
          const expected = [...part].map((_, i) =>
            whole.at(
              (window.row + Math.floor(i / window.width)) * grid.width + window.col + (i % window.width),
            ),
          );
          expect([...part]).toEqual(expected);
        }
      },
    );
  },
);

describe('on longitudes and latitudes', () => {
  it('directions are those on the ground', async () => {
    // Falls by the same per metre towards the south and towards the east, on a sphere to 1e-3.
    const metres = 111_300;
    const heights = Float32Array.from({ length: grid.width * grid.height }, (_, i) => {
      const east = (i % grid.width) * 0.001 * metres * Math.cos((60 * Math.PI) / 180);
      return -0.1 * (east + Math.floor(i / grid.width) * 0.001 * metres);
    });
    const window = { col: 0, row: 0, width: grid.width, height: grid.height };
    const product = { kind: 'aspect', basis: 'horn', convention: 'azimuth', zeroForFlat: false } as const;
    const options = { zFactor: 1, edges: 'compute', product } as const;
    const angles = await terrainWindow(cut(heights, window), grid, window, options, compute);
    for (const angle of angles) expect(Math.abs(angle - 135)).toBeLessThan(0.3);
  });
});
