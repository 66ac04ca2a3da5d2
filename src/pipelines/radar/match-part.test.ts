import { afterAll, describe, expect, it } from 'vitest';
import { createPartScene } from '../../../test/support/radar-part.js';
import type { Raster } from '../../core/raster.js';
import type { Window } from '../../core/window.js';
import { withVertical } from '../../geo/crs.js';
import { parseCrs } from '../../geo/parse-crs.js';
import { createWasmCompute } from '../../kernels/backends/wasm.js';
import { median } from '../../math/order-statistics.js';
import { coverDem } from '../../simulate/sar/sar-ground.js';
import { makeSarPair, shotsOf, takeShot, toEnd } from '../../simulate/sar/sar-pair.js';
import { partGrid } from './match-part.js';
import { packPlanes, unpackPlanes } from './matched-planes.js';

const compute = createWasmCompute();
afterAll(() => compute.close());

const crs = withVertical(parseCrs('EPSG:32649'), { kind: 'ellipsoid' });
const shots = shotsOf('stripmap').map((shot) => ({ ...shot, rangeSpacing: 6, azimuthSpacing: 8 }));
const { truth, left, right } = makeSarPair({
  seed: 11,
  grid: { width: 560, height: 120, transform: [10, 0, 680000, 0, -10, 3824000], crs },
  shots: [shots[0], shots[1]],
  looks: 12,
  rain: 0,
});
const scene = createPartScene(truth, left, right, compute);
const { whole, pair, matched } = scene;
const { grid } = pair;

describe('matching of parts', () => {
  it('finds most of the ground under a surface that lies 30 m above it, half of it to a tenth of that', async () => {
    const { planes, value } = await matched(whole, 30);
    expect(value.matched / value.overlap).toBeGreaterThan(0.85);
    const errors = scene.errors({ planes, value }).filter((error) => !Number.isNaN(error));
    expect(errors.length).toBeGreaterThan(25_000);
    expect(Math.abs(median(errors))).toBeLessThan(3);
    // Between a tenth and a sixth, by the draw of the speckle.
    expect(errors.filter((error) => Math.abs(error) > 15).length / errors.length).toBeLessThan(0.2);
  }, 60_000);

  it.each([0, 30])(
    'gives a part what the whole has there, on a surface raised by %i m',
    async (raised) => {
      const all = await matched(whole, raised);
      // Neither the borders nor those of its surroundings fall on pixels of the coarser levels by themselves.
      const window: Window = { col: 213, row: 21, width: 110, height: grid.height - 52 };
      expect(partGrid(pair, window).width).toBeLessThan(0.8 * grid.width);
      const part = await matched(window, raised);
      let same = 0;
      for (const [i, d] of part.planes.disparity.entries()) {
        const at = (window.row + Math.floor(i / window.width)) * grid.width + window.col + (i % window.width);
        const other = all.planes.disparity[at];
        if (Number.isNaN(d) ? Number.isNaN(other) : Math.abs(d - other) <= 1 / 16) same++;
      }
      expect(same / part.planes.disparity.length).toBeGreaterThanOrEqual(0.999);
    },
    60_000,
  );

  it('is empty where the surface is unknown', async () => {
    const { value } = await matched(whole, Number.NaN);
    expect(value).toMatchObject({ overlap: 0, matched: 0, points: 0, seen: [0, 0] });
  });
});

describe('points on planes without speckle', () => {
  const slope = Math.tan((12 * Math.PI) / 180);
  const [width, height] = [140, 120];
  const plane = (east: number): Raster => ({
    ...{ width, height, georef: { transform: [10, 0, 680000, 0, -10, 3824000], crs } },
    data: Float32Array.from({ length: width * height }, (_, i) => 300 + 10 * east * (i % width)),
  });

  it.each([
    ['flat', 0],
    ['rising to the east by 12 degrees', slope],
    ['falling to the east by 12 degrees', -slope],
  ])(
    'are right on average: %s',
    async (_, east) => {
      const dem = plane(east);
      const [a, b] = shots.map((shot) =>
        toEnd(takeShot(coverDem(4, dem), shot, { looks: 1000, seed: 4, rain: 0 })),
      );
      const ground = createPartScene(dem, a, b, compute);
      const mean = async (columns: number): Promise<number> => {
        const raised = -columns / ground.perMetre;
        const errors = ground
          .errors(await ground.matched(ground.whole, raised))
          .filter((e) => !Number.isNaN(e));
        expect(errors.length).toBeGreaterThan(8000);
        return errors.reduce((sum, e) => sum + e, 0) / errors.length;
      };
      expect(Math.abs(await mean(0))).toBeLessThan(0.1);
      if (east === 0) expect(Math.abs(await mean(2))).toBeLessThan(1);
      // Between two columns the parabola is drawn to the nearer one, see docs/results/radargrammetry.md.
      expect(Math.abs((await mean(1.6)) * ground.perMetre)).toBeLessThan(0.4);
    },
    60_000,
  );
});

describe('planes of a part', () => {
  it('come back from their bytes, wherever these lie', async () => {
    const { planes } = await matched({ col: 40, row: 40, width: 31, height: 17 }, 0);
    const bytes = packPlanes(planes);
    expect(unpackPlanes(bytes, 31 * 17)).toEqual(planes);
    const shifted = new Uint8Array(bytes.length + 1);
    shifted.set(bytes, 1);
    expect(unpackPlanes(shifted.subarray(1), 31 * 17)).toEqual(planes);
  });
});
