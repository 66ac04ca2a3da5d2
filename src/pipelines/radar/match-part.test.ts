import { afterAll, describe, expect, it } from 'vitest';
import { fullWindow, type Window } from '../../core/window.js';
import { withVertical } from '../../geo/crs.js';
import { geodeticToEcef, type Vector3 } from '../../geo/geodetic.js';
import { geographicOf } from '../../geo/geographic-crs.js';
import { parseCrs } from '../../geo/parse-crs.js';
import { createTransform } from '../../geo/transform.js';
import { createWasmCompute } from '../../kernels/backends/wasm.js';
import { median } from '../../math/order-statistics.js';
import { epipolarAxis } from '../../sar/epipolar/epipolar-axis.js';
import { imageOutline, rotatedGrid } from '../../sar/epipolar/epipolar-grid.js';
import type { SarImage } from '../../simulate/sar/sar-image.js';
import { makeSarPair, shotsOf } from '../../simulate/sar/sar-pair.js';
import { DEFAULT_MATCH } from '../../stereo/options.js';
import { bilinear } from '../../terrain/bilinear.js';
import { matchPart, type PartImage, type PartPair, partGrid } from './match-part.js';
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
const middle: Vector3 = [
  ...createTransform(crs, geographicOf(crs)).forwardPoint(682800, 3823400),
  truth.data[60 * 560 + 280],
];

function partImage({ geometry, amplitude }: SarImage): PartImage {
  return {
    ...{ path: '', polarisation: null, filter: { looks: { x: 1, y: 1 }, radius: 0 } },
    ...{ grey: [0, 800], sigmaTime: 1e-4, sigmaRange: 1, geometry },
    read: async (window: Window) =>
      Float32Array.from({ length: window.width * window.height }, (_, i) => {
        const [col, row] = [window.col + (i % window.width), window.row + Math.floor(i / window.width)];
        return amplitude[row * geometry.width + col] || Number.NaN;
      }),
  };
}

const axis = epipolarAxis(left.geometry, right.geometry, [middle], crs, 100);
const outlines = [left, right].map(({ geometry }) => imageOutline(geometry, middle[2], crs));
const grid = rotatedGrid(outlines, axis.direction, 10, crs)!;
const pair: PartPair = {
  ...{ left: partImage(left), right: partImage(right), grid, least: -12, greatest: 12 },
  start: geodeticToEcef(...middle, left.geometry.ellipsoid),
};
const matching = {
  ...DEFAULT_MATCH,
  matcher: 'sgm',
  factor: 4,
  p1: 150,
  penalty: { kind: 'const', p2: 200 },
} as const;

/** What {@link matchOn} gives, once. */
function matched(part: Window, raised: number): ReturnType<typeof matchOn> {
  const key = JSON.stringify([part, raised]);
  const known = done.get(key) ?? matchOn(part, raised);
  done.set(key, known);
  return known;
}
const done = new Map<string, ReturnType<typeof matchOn>>();

/** The part, matched on the truth raised by some metres. */
async function matchOn(part: Window, raised: number) {
  const around = partGrid(pair, part);
  const data = Float32Array.from({ length: around.width * around.height }, (_, i) => {
    const [a, b, c, d, e, f] = around.transform;
    const [col, row] = [(i % around.width) + 0.5, Math.floor(i / around.width) + 0.5];
    const x = a * col + b * row + c;
    const y = d * col + e * row + f;
    return raised + bilinear(truth, (x - 680000) / 10, (3824000 - y) / 10);
  });
  const surface = { width: around.width, height: around.height, data, georef: around };
  return matchPart(pair, part, surface, matching, compute);
}

describe('matching of parts', () => {
  const whole = fullWindow(grid);

  it('finds most of the ground under a surface that lies 30 m above it, half of it to a tenth of that', async () => {
    const { planes, value } = await matched(whole, 30);
    expect(value.matched / value.overlap).toBeGreaterThan(0.85);
    const errors: number[] = [];
    for (const [i, h] of planes.height.entries()) {
      if (Number.isNaN(h)) continue;
      const [a, b, c, d, e, f] = grid.transform;
      const [col, row] = [(i % grid.width) + 0.5, Math.floor(i / grid.width) + 0.5];
      const [x, y] = [a * col + b * row + c + planes.dx[i], d * col + e * row + f + planes.dy[i]];
      const error = h - bilinear(truth, (x - 680000) / 10, (3824000 - y) / 10);
      if (!Number.isNaN(error)) errors.push(error);
    }
    expect(errors.length).toBeGreaterThan(25_000);
    expect(Math.abs(median(Float64Array.from(errors)))).toBeLessThan(3);
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
