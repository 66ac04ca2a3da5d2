import { describe, expect, it } from 'vitest';
import { available, python, run } from '../../../test/support/requirements.js';
import { createRng } from '../../core/rng.js';
import { FILLING, fillingClass } from './filling-class.js';
import { fuseSurfaces } from './fuse-surfaces.js';
import { gridTin, type TinPoints } from './tin-grid.js';

function scattered(count: number, size: number, surface: (x: number, y: number) => number): TinPoints {
  const rng = createRng(5);
  const x = Float64Array.from({ length: count }, () => (size + 4) * rng.next() - 2);
  const y = Float64Array.from({ length: count }, () => (size + 4) * rng.next() - 2);
  return {
    x,
    y,
    height: Float32Array.from(x, (u, i) => surface(u, y[i])),
    sigma: new Float32Array(count).fill(2),
  };
}

describe('gridTin', () => {
  it('reproduces planes and leaves the outside of the points empty', () => {
    const plane = (x: number, y: number) => 3 * x - 2 * y + 100;
    const { height, sigma, side } = gridTin(scattered(4000, 40, plane), 40, 40, 10);
    for (const [i, h] of height.entries()) {
      expect(h).toBeCloseTo(plane((i % 40) + 0.5, Math.floor(i / 40) + 0.5), 3);
      expect(sigma[i]).toBeCloseTo(2, 3);
      expect(side[i]).toBeLessThan(3);
    }
    const corner: TinPoints = {
      x: Float64Array.of(0, 10, 0),
      y: Float64Array.of(0, 0, 10),
      height: Float32Array.of(1, 1, 1),
      sigma: Float32Array.of(1, 1, 1),
    };
    const half = gridTin(corner, 10, 10, 1);
    expect(half.height.filter((h) => h === 1).length).toBe(55);
    expect(half.height[99]).toBeNaN();
    expect(half.side[0]).toBeCloseTo(Math.SQRT2 * 10, 5);
  });

  it('tells across what a height was interpolated, makes it less certain, and leaves it out beyond a limit', () => {
    const all = scattered(6000, 60, (x) => x);
    const keep = [...all.x.keys()].filter((i) => Math.hypot(all.x[i] - 30, all.y[i] - 30) > 10);
    const pick = <A extends Float32Array | Float64Array>(values: A): A =>
      values.filter((_, i) => keep.includes(i)) as A;
    const points = { x: pick(all.x), y: pick(all.y), height: pick(all.height), sigma: pick(all.sigma) };
    const whole = gridTin(points, 60, 60, 10);
    const middle = 30 * 60 + 30;
    expect(whole.height[middle]).toBeCloseTo(30.5, 1);
    expect(fillingClass(whole.side[middle])).toBe(FILLING.void);
    expect(fillingClass(whole.side[5 * 60 + 5])).toBe(FILLING.matched);
    expect(whole.sigma[middle]).toBeGreaterThan(10);
    const limited = gridTin(points, 60, 60, 10, 6);
    expect(limited.height[middle]).toBeNaN();
    expect(limited.height[5 * 60 + 5]).toBe(whole.height[5 * 60 + 5]);
  });

  it('is empty without a triangle', () => {
    expect(
      gridTin(
        scattered(2, 4, () => 1),
        4,
        4,
        1,
      ).height.every(Number.isNaN),
    ).toBe(true);
  });

  it('gives a part of a grid what the whole has, once the points around it are there', () => {
    const points = scattered(8000, 60, (x, y) => x * y);
    const whole = gridTin(points, 60, 60, 1);
    const near = [...points.x.keys()].filter((i) => points.x[i] > 4 && points.x[i] < 56);
    const pick = (values: Float32Array | Float64Array) => near.map((i) => values[i]);
    const part = gridTin(
      {
        x: Float64Array.from(pick(points.x), (x) => x - 20),
        y: Float64Array.from(pick(points.y), (y) => y - 10),
        height: Float32Array.from(pick(points.height)),
        sigma: Float32Array.from(pick(points.sigma)),
      },
      20,
      30,
      1,
    );
    for (const [i, h] of part.height.entries()) {
      const row = 10 + Math.floor(i / 20);
      expect(h).toBeCloseTo(whole.height[row * 60 + 20 + (i % 20)], 3);
    }
  });
});

describe.skipIf(!available('opencv'))('gridTin against OpenCV', () => {
  const script = `
import json, sys, numpy as np, cv2
d = json.load(sys.stdin)
n = d['size']
sub = cv2.Subdiv2D((-10, -10, n + 20, n + 20))
at = {}
for x, y, z in zip(d['x'], d['y'], d['z']):
    x, y = np.float32(x), np.float32(y)
    sub.insert((float(x), float(y))); at[(float(x), float(y))] = z
out = np.full((n, n), np.nan)
for t in sub.getTriangleList():
    p = [(float(t[0]), float(t[1])), (float(t[2]), float(t[3])), (float(t[4]), float(t[5]))]
    if any(q not in at for q in p): continue
    (ax, ay), (bx, by), (cx, cy) = p
    area = (bx - ax) * (cy - ay) - (cx - ax) * (by - ay)
    for r in range(max(0, int(min(ay, by, cy)) - 1), min(n, int(max(ay, by, cy)) + 2)):
        for c in range(max(0, int(min(ax, bx, cx)) - 1), min(n, int(max(ax, bx, cx)) + 2)):
            x, y = c + .5, r + .5
            wb = ((x - ax) * (cy - ay) - (cx - ax) * (y - ay)) / area
            wc = ((bx - ax) * (y - ay) - (x - ax) * (by - ay)) / area
            if wb >= 0 and wc >= 0 and wb + wc <= 1:
                out[r, c] = (1 - wb - wc) * at[p[0]] + wb * at[p[1]] + wc * at[p[2]]
print(json.dumps([None if np.isnan(v) else v for v in out.ravel()]))`;

  it('agrees with the triangles of OpenCV', () => {
    const points = scattered(700, 30, (x, y) => 50 * Math.sin(x / 5) * Math.cos(y / 7));
    // OpenCV holds positions in single precision.
    const [x, y] = [points.x.map(Math.fround), points.y.map(Math.fround)];
    const input = JSON.stringify({ size: 30, x: [...x], y: [...y], z: [...points.height] });
    const expected = JSON.parse(run(python, ['-c', script], input)) as (number | null)[];
    const { height } = gridTin({ ...points, x, y }, 30, 30, 1);
    let same = 0;
    for (const [i, h] of height.entries()) if (Math.abs(h - (expected[i] ?? Number.NaN)) < 1e-3) same++;
    // Single precision decides a few nearly cocircular quadruples otherwise.
    expect(same / height.length).toBeGreaterThan(0.99);
  });
});

describe('fuseSurfaces', () => {
  it('weighs by sigma, skips what is missing and keeps the better class', () => {
    const a = {
      height: Float32Array.of(10, Number.NaN, 7),
      sigma: Float32Array.of(1, Number.NaN, 3),
      side: Float32Array.of(1, Number.NaN, 40),
    };
    const b = {
      height: Float32Array.of(20, 5, Number.NaN),
      sigma: Float32Array.of(2, 1, Number.NaN),
      side: Float32Array.of(8, 2, Number.NaN),
    };
    const { height, sigma, classes } = fuseSurfaces([a, b]);
    expect([...height]).toEqual([12, 5, 7]);
    expect([...sigma].map((s) => Math.fround(s ** 2))).toEqual([0.8, 1, 9].map((v) => expect.closeTo(v, 5)));
    expect([...classes]).toEqual([FILLING.matched, FILLING.matched, FILLING.void]);
    expect(fuseSurfaces([{ ...a, height: a.height.map(() => Number.NaN) }]).height.every(Number.isNaN)).toBe(
      true,
    );
  });
});
