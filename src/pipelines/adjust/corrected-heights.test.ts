import { expect, it } from 'vitest';
import { planTransform } from '../../adjust/apply.js';
import { sceneOf } from '../../adjust/scene.js';
import { northUp, toMap } from '../../core/geo-transform.js';
import type { Grid } from '../../core/georef.js';
import { gridWindow } from '../../core/raster.js';
import { parseCrs } from '../../geo/parse-crs.js';
import { createTransform } from '../../geo/transform.js';
import { createReferenceCompute } from '../../kernels/backends/reference.js';
import type { WindowSource } from '../../resample/resample-window.js';
import { correctedHeights } from './corrected-heights.js';
import type { FusedScene } from './fuse-task.js';
import { placeScene } from './placement.js';

const crs = parseCrs('EPSG:32650');
const grid: Grid = { width: 60, height: 50, transform: northUp(500_000, 4_000_000, 10, 10), crs };
const scene = sceneOf('a', null, grid);
/** Ground: a plane, so that bilinear interpolation is exact. */
const ground = (x: number, y: number): number => 0.02 * (x - 500_000) - 0.03 * (y - 4_000_000) + 7;
const plane = [23, 3, -2, -17, 1, 4];
const cubic = [1.5, -0.7, 0.4, 0.9, -0.3, 0.6, 0.2, -0.8, 0.5, 0.3];

/** The definition in the methods document, written out: X = x + a0 + a1 u + a2 v, h' = h + g(u, v) with raw u and v. */
function seen(x: number, y: number): number {
  const u = (x - 500_300) / 300;
  const v = (y - 3_999_750) / 250;
  const [a0, a1, a2, b0, b1, b2] = plane as [number, number, number, number, number, number];
  const terms = [1, u, v, u * u, u * v, v * v, u ** 3, u * u * v, u * v * v, v ** 3];
  const g = terms.reduce((sum, term, i) => sum + cubic[i]! * term, 0);
  return ground(x + a0 + a1 * u + a2 * v, y + b0 + b1 * u + b2 * v) - g;
}

const source: WindowSource = {
  readRaster: async (window) => {
    const part = gridWindow(grid, window);
    const data = new Float32Array(window.width * window.height).fill(Number.NaN);
    for (let i = 0; i < data.length; i++) {
      const [col, row] = [i % window.width, Math.floor(i / window.width)];
      const [c, r] = [window.col + col, window.row + row];
      if (c < 0 || r < 0 || c >= grid.width || r >= grid.height) continue;
      data[i] = seen(...toMap(part.transform, col + 0.5, row + 0.5));
    }
    return { width: window.width, height: window.height, data, georef: part };
  },
};

const covariance = new Array<number>(36).fill(0);
const adjusted = { scene, status: 'adjusted', model: 'plane', requested: 'plane', reason: null } as const;
const move = planTransform({ ...adjusted, parameters: plane, covariance });
const fused: FusedScene = {
  path: 'a.tif',
  grid,
  own: null,
  shift: null,
  move,
  scene,
  coefficients: cubic,
  order: 0,
  orbit: 0,
  footprint: { col: 0, row: 0, width: 80, height: 70 },
};
const output: Grid = { width: 80, height: 70, transform: northUp(499_900, 4_000_100, 10, 10), crs };

const heightsOf = (window: { col: number; row: number; width: number; height: number }) =>
  correctedHeights(
    source,
    fused,
    placeScene(fused, move, output),
    window,
    'bilinear',
    createReferenceCompute(),
    new AbortController().signal,
  );

it('undoes an affine and a cubic in one resampling', async () => {
  const heights = await heightsOf({ col: 0, row: 0, width: 80, height: 70 });
  const { x: cols, y: rows } = placeScene(fused, move, output).warp.positions({
    col: 0,
    row: 0,
    width: 80,
    height: 70,
  });
  let [count, worst] = [0, 0];
  heights.forEach((h, i) => {
    // Outside the outermost centres samples are repeated, not extrapolated.
    if (!(cols[i]! > 0.5 && cols[i]! < 59.5 && rows[i]! > 0.5 && rows[i]! < 49.5)) return;
    const [x, y] = toMap(output.transform, (i % 80) + 0.5, Math.floor(i / 80) + 0.5);
    // The scene's samples are those of a cubic, which bilinear interpolation meets to its second derivative times a pixel squared / 8.
    worst = Math.max(worst, Math.abs(h - ground(x, y)));
    count++;
  });
  expect(count).toBeGreaterThan(2700);
  expect(worst).toBeLessThan(0.02);
});

it('gives the same samples in any window', async () => {
  const whole = await heightsOf({ col: 0, row: 0, width: 80, height: 70 });
  const part = await heightsOf({ col: 21, row: 13, width: 30, height: 25 });
  part.forEach((h, i) => {
    expect(h).toBe(whole[(13 + Math.floor(i / 30)) * 80 + 21 + (i % 30)]);
  });
});

it('does so for a scene in another CRS, still in one resampling', async () => {
  const other = parseCrs('EPSG:32651');
  // 6 degrees west of zone 51's meridian at 36 N: grid norths lie 3.5 degrees apart.
  const toBlock = createTransform(other, crs);
  const [west, north] = createTransform(crs, other).forwardPoint(500_000, 4_000_000);
  const own: Grid = { width: 70, height: 60, transform: northUp(west - 60, north + 60, 10, 10), crs: other };
  const elsewhere: WindowSource = {
    readRaster: async (window) => {
      const part = gridWindow(own, window);
      const data = Float32Array.from({ length: window.width * window.height }, (_, i) => {
        const at = toMap(part.transform, (i % window.width) + 0.5, Math.floor(i / window.width) + 0.5);
        return seen(...toBlock.forwardPoint(...at));
      });
      return { width: window.width, height: window.height, data, georef: part };
    },
  };
  const place = placeScene({ grid, own }, move, output);
  const window = { col: 20, row: 20, width: 40, height: 35 };
  const { signal } = new AbortController();
  const heights = await correctedHeights(
    elsewhere,
    fused,
    place,
    window,
    'bilinear',
    createReferenceCompute(),
    signal,
  );
  heights.forEach((h, i) => {
    const [x, y] = toMap(output.transform, 20.5 + (i % 40), 20.5 + Math.floor(i / 40));
    expect(Math.abs(h - ground(x, y))).toBeLessThan(0.02);
  });
});
