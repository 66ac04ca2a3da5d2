import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { available, dataFolder } from '../../../test/support/requirements.js';
import { createRng } from '../../core/rng.js';
import { GRS80_ELLIPSOID, WGS84_ELLIPSOID } from '../../geo/ellipsoids.js';
import { geodeticToEcef, type Vector3 } from '../../geo/geodetic.js';
import { groundToRadar } from '../geometry/ground-to-radar.js';
import { createRadarPoint, type LookSide, type RadarView } from '../geometry/radar-view.js';
import { createOrbit } from '../orbit/orbit.js';
import { simulateOrbit } from '../orbit/simulated-orbit.js';
import { readSentinel1Annotation } from '../sentinel1/annotation.js';
import { intersect, type Observations } from './intersect.js';

function simulated(target: Vector3, look: LookSide, incidenceDeg: number, headingDeg: number): RadarView {
  const vectors = simulateOrbit(
    {
      epoch: '2026-01-01T00:00:00Z',
      target,
      ellipsoid: WGS84_ELLIPSOID,
      look,
      incidenceDeg,
      headingDeg,
      altitude: 693e3,
      speed: 7590,
    },
    60,
    10,
  );
  return { orbit: createOrbit(vectors, 'lagrange', 'simulated'), look, ellipsoid: WGS84_ELLIPSOID };
}

/** Of the grid: times have six decimals. */
const digits = { sigmaTime: 5e-7, sigmaRange: 1e-3 };
const sigmas = { sigmaTime: 1e-5, sigmaRange: 0.5 };

/** What a view sees of points, with noise of the stated sigmas when there is a seed. */
function observe(view: RadarView, points: readonly Vector3[], seed?: number): Observations {
  const rng = createRng(seed ?? 0);
  const noise = seed === undefined ? 0 : 1;
  const seen = createRadarPoint();
  const times = new Float64Array(points.length);
  const ranges = new Float64Array(points.length);
  for (const [i, [lon, lat, h]] of points.entries()) {
    groundToRadar(view, ...geodeticToEcef(lon, lat, h, view.ellipsoid), seen);
    times[i] = seen.time + noise * sigmas.sigmaTime * rng.normal();
    ranges[i] = seen.range + noise * sigmas.sigmaRange * rng.normal();
  }
  return { view, times, ranges, ...sigmas };
}

describe.skipIf(!available('data'))('intersection of Sentinel-1 with a simulated pass', () => {
  const folder = resolve(dataFolder, 'sar-sentinel1');
  const read = () => {
    const safe = resolve(folder, readdirSync(folder).find((name) => name.startsWith('S1A'))!, 'annotation');
    return readSentinel1Annotation(readFileSync(resolve(safe, readdirSync(safe)[0]), 'utf8'), 'S1A');
  };

  it.each([
    ['same side, 15 degrees apart', 'right', 48.8, 346.3],
    ['opposite side', 'left', 33.8, 346.3],
    ['descending', 'right', 38, 194],
  ] as const)('recovers the grid points: %s', (_, look, incidence, heading) => {
    const { view, grid } = read();
    const points = grid.map((p): Vector3 => [p.lonDeg, p.latDeg, p.height]);
    const middle = points[Math.floor(points.length / 2)];
    const first: Observations = {
      view,
      times: Float64Array.from(grid, (p) => p.time),
      ranges: Float64Array.from(grid, (p) => p.range),
      ...digits,
    };
    const second = { ...observe(simulated(middle, look, incidence, heading), points), ...digits };
    const found = intersect([first, second], geodeticToEcef(middle[0], middle[1], 0, WGS84_ELLIPSOID));
    for (const [i, [lon, lat, h]] of points.entries()) {
      const truth = geodeticToEcef(lon, lat, h, WGS84_ELLIPSOID);
      const point = geodeticToEcef(found.lon[i], found.lat[i], found.height[i], WGS84_ELLIPSOID);
      expect(Math.hypot(...truth.map((t, k) => t - point[k]))).toBeLessThan(0.05);
      expect(found.residual[i]).toBeLessThan(0.01);
    }
  });

  it.each([
    ['same side, 15 degrees apart, noise of ranges', 'right', 48.8, 346.3, 1e-7, 0.5],
    ['opposite side, noise of ranges', 'left', 33.8, 346.3, 1e-7, 0.5],
    ['descending, noise of azimuth times', 'right', 38, 194, 1e-4, 1e-3],
  ] as const)(
    'has formal sigmas that injected timing noise confirms: %s',
    (_, look, incidence, heading, sigmaTime, sigmaRange) => {
      const { view, grid } = read();
      const middle = grid[Math.floor(grid.length / 2)];
      const points = grid.map((p): Vector3 => [p.lonDeg, p.latDeg, p.height]);
      const target: Vector3 = [middle.lonDeg, middle.latDeg, middle.height];
      const second = observe(simulated(target, look, incidence, heading), points);
      const rng = createRng(6);
      let [squares, count] = [0, 0];
      for (let draw = 0; draw < 20; draw++) {
        const noisy = ({
          view: from,
          times,
          ranges,
        }: Pick<Observations, 'view' | 'times' | 'ranges'>): Observations => ({
          view: from,
          times: times.map((t) => t + sigmaTime * rng.normal()),
          ranges: ranges.map((r) => r + sigmaRange * rng.normal()),
          ...{ sigmaTime, sigmaRange },
        });
        const first = {
          view,
          times: Float64Array.from(grid, (p) => p.time),
          ranges: Float64Array.from(grid, (p) => p.range),
        };
        const found = intersect([noisy(first), noisy(second)], geodeticToEcef(...target, WGS84_ELLIPSOID));
        for (const [i, h] of found.height.entries()) {
          squares += ((h - points[i][2]) / found.sigmaHeight[i]) ** 2;
          count++;
        }
      }
      expect(count).toBeGreaterThan(2000);
      expect(Math.abs(Math.sqrt(squares / count) - 1)).toBeLessThan(0.1);
    },
  );
});

describe('intersection', () => {
  const target: Vector3 = [86.9, 28, 4000];
  const start = geodeticToEcef(86.8, 28.1, 0, WGS84_ELLIPSOID);
  const rng = createRng(3);
  const points = Array.from(
    { length: 4000 },
    (): Vector3 => [86.9 + 0.1 * rng.normal(), 28 + 0.1 * rng.normal(), 4000 + 1000 * rng.normal()],
  );

  it.each([
    ['same side 29/45', 'right', 29, 350, 'right', 45, 350],
    ['same side 32/47, left', 'left', 32, 190, 'left', 47, 190],
    ['opposite side', 'right', 35, 350, 'left', 35, 350],
    ['crossing', 'right', 35, 350, 'right', 40, 190],
  ] as const)(
    'has formal sigmas that the errors under noise confirm: %s',
    (_, lookA, a, headingA, lookB, b, headingB) => {
      const images = [simulated(target, lookA, a, headingA), simulated(target, lookB, b, headingB)];
      const found = intersect(
        images.map((view, k) => observe(view, points, k + 10)),
        start,
      );
      let [squares, mean, left] = [0, 0, 0];
      for (const [i, [, , h]] of points.entries()) {
        const error = (found.height[i] - h) / found.sigmaHeight[i];
        squares += error ** 2 / points.length;
        mean += error / points.length;
        left += found.residual[i] ** 2 / points.length;
      }
      expect(Math.abs(mean)).toBeLessThan(0.06);
      // The mean square of 4000 normal errors has a standard deviation of 0.022.
      expect(Math.abs(squares - 1)).toBeLessThan(0.09);
      expect(Math.sqrt(left)).toBeLessThan(sigmas.sigmaRange);
      expect(Math.sqrt(left)).toBeGreaterThan(0.01);
    },
  );

  it('gets the height sigma of plane geometry for parallel tracks', () => {
    const images = [29, 45].map((incidence) => simulated(target, 'right', incidence, 350));
    const { sigmaHeight } = intersect(
      images.map((view) => observe(view, [target])),
      start,
    );
    const [a, b] = [29, 45].map((d) => (d * Math.PI) / 180);
    const expected = (sigmas.sigmaRange * Math.hypot(Math.sin(a), Math.sin(b))) / Math.sin(b - a);
    expect(sigmaHeight[0] / expected).toBeCloseTo(1, 2);
  });

  it('converges from 200 km away to the same numbers', () => {
    const images = [simulated(target, 'right', 29, 350), simulated(target, 'right', 37, 350)];
    const batch = images.map((view) => observe(view, points.slice(0, 200)));
    const near = intersect(batch, start);
    for (const [lon, lat, h] of [
      [88.9, 28, 9000],
      [84.9, 28, -1000],
      [86.9, 29.8, 0],
      [86.9, 26.2, 0],
    ]) {
      const far = intersect(batch, geodeticToEcef(lon, lat, h, WGS84_ELLIPSOID));
      for (const [i, height] of near.height.entries()) {
        expect(Math.abs(far.height[i] - height)).toBeLessThan(1e-7);
        expect(Math.abs(height - points[i][2])).toBeLessThan(1e-6);
      }
    }
  });

  it('improves with a third image', () => {
    const images = [29, 45, 37].map((incidence) => simulated(target, 'right', incidence, 350));
    const two = intersect(
      images.slice(0, 2).map((view) => observe(view, [target])),
      start,
    );
    const three = intersect(
      images.map((view) => observe(view, [target])),
      start,
    );
    expect(three.height[0]).toBeCloseTo(4000, 6);
    expect(three.sigmaHeight[0]).toBeLessThan(two.sigmaHeight[0]);
  });

  it('has no solution from one view given twice, and none where a point was not seen', () => {
    const view = simulated(target, 'right', 35, 350);
    const observed = observe(view, [target]);
    expect(intersect([observed, observed], start).height[0]).toBeNaN();
    const other = observe(simulated(target, 'right', 50, 350), [target]);
    const unseen = { ...other, times: Float64Array.of(Number.NaN) };
    const { lon, height, sigmaHeight, residual } = intersect([observed, unseen], start);
    expect([lon[0], height[0], sigmaHeight[0], residual[0]]).toEqual(Array(4).fill(Number.NaN));
  });

  it('refuses batches that do not belong together', () => {
    const observed = observe(simulated(target, 'right', 35, 350), [target]);
    const longer = observe(simulated(target, 'right', 50, 350), [target, target]);
    const elsewhere = { ...observed, view: { ...observed.view, ellipsoid: GRS80_ELLIPSOID } };
    expect(() => intersect([observed], start)).toThrow(expect.objectContaining({ code: 'config' }));
    expect(() => intersect([observed, longer], start)).toThrow(expect.objectContaining({ code: 'config' }));
    expect(() => intersect([observed, elsewhere], start)).toThrow(
      expect.objectContaining({ code: 'geometry' }),
    );
  });
});
