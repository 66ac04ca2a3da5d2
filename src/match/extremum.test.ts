import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findExtremum } from './extremum.js';

const RADIUS = 4;
const SIDE = 2 * RADIUS + 1;

function surface(f: (x: number, y: number) => number): Float32Array {
  return Float32Array.from({ length: SIDE * SIDE }, (_, i) =>
    f((i % SIDE) - RADIUS, Math.floor(i / SIDE) - RADIUS),
  );
}

const inner = fc.double({ min: -2.4, max: 2.4, noNaN: true });
const positive = fc.double({ min: 0.5, max: 8, noNaN: true });

describe('findExtremum', () => {
  it('finds the vertex, value and curvature of any paraboloid, upright or hanging', () => {
    fc.assert(
      fc.property(
        inner,
        inner,
        positive,
        positive,
        fc.double({ min: -0.6, max: 0.6, noNaN: true }),
        (x, y, a, b, c) => {
          const xy = c * Math.sqrt(a * b);
          const bowl = (u: number, v: number): number =>
            7 + a * (u - x) ** 2 + 2 * xy * (u - x) * (v - y) + b * (v - y) ** 2;
          for (const [sign, kind] of [
            [1, 'min'],
            [-1, 'max'],
          ] as const) {
            const found = findExtremum(
              surface((u, v) => sign * bowl(u, v)),
              RADIUS,
              kind,
            );
            // A slanted bowl may have its lowest sample more than a pixel away from the vertex.
            fc.pre(found.status !== 'no-extremum');
            expect(found.status).toBe('matched');
            expect(found.dCol).toBeCloseTo(x, 3);
            expect(found.dRow).toBeCloseTo(y, 3);
            expect(found.value).toBeCloseTo(sign * 7, 2);
            expect(found.curvature.xx).toBeCloseTo(sign * 2 * a, 2);
            expect(found.curvature.xy).toBeCloseTo(sign * 2 * xy, 2);
            expect(found.curvature.yy).toBeCloseTo(sign * 2 * b, 2);
            expect(found.ambiguity).toBe(0);
          }
        },
      ),
    );
  });

  it('says why there is no position', () => {
    const status = (f: (x: number, y: number) => number) => findExtremum(surface(f), RADIUS, 'min').status;
    expect(status(() => Number.NaN)).toBe('nodata');
    expect(status((x, y) => x * x + 3 * y)).toBe('rim');
    expect(status((x, y) => (x === 1 && y === -1 ? Number.NaN : x * x + y * y))).toBe('gap');
    expect(status((x, y) => (x === 0 && y === 0 ? -1e-3 : x * y))).not.toBe('matched');
    expect(status((x) => x * x)).not.toBe('matched');
  });

  it('measures how near another extremum comes, ripples apart', () => {
    const two = (depth: number, at: number) => (x: number, y: number) =>
      Math.min(1 + x * x + y * y, depth + (x - at) ** 2 + y * y);
    expect(findExtremum(surface(two(2, 3)), RADIUS, 'min').ambiguity).toBe(0);
    const shifted = (x: number, y: number) => two(2, 5)(x + 3, y);
    expect(findExtremum(surface(shifted), RADIUS, 'min').ambiguity).toBeCloseTo(0.5, 6);
    const peaks = (x: number, y: number) =>
      Math.max(0.9 - 0.1 * ((x + 2) ** 2 + y * y), 0.6 - 0.1 * ((x - 3) ** 2 + y * y));
    expect(findExtremum(surface(peaks), RADIUS, 'max').ambiguity).toBeCloseTo(0.6 / 0.9, 5);
  });
});
