import { describe, expect, it } from 'vitest';
import { type CurvatureKind, curvature } from './curvature.js';
import type { DerivativeBasis } from './surface-derivatives.js';

const bases: readonly DerivativeBasis[] = ['horn', 'zevenbergen-thorne'];
const kinds: readonly CurvatureKind[] = ['profile', 'tangential', 'planform'];

type Surface = (east: number, north: number) => number;

/** Curvature of a surface at a place, from its heights on 3 x 3 pixels that are not square. */
function curvatureAt(
  surface: Surface,
  [east, north]: readonly [number, number],
  kind: CurvatureKind,
  basis: DerivativeBasis,
  cell = { cellX: 0.1, cellY: 0.15 },
): number {
  const z = Float64Array.from({ length: 9 }, (_, k) =>
    surface(east + ((k % 3) - 1) * cell.cellX, north - (Math.floor(k / 3) - 1) * cell.cellY),
  );
  return curvature({ curvature: kind, basis, zeroForFlat: false }, cell)(z);
}

/** Within a part of the expected value that the size of the pixels explains. */
function expectNear(value: number, expected: number, tolerance: number): void {
  expect(Math.abs(value - expected)).toBeLessThan(tolerance);
}

const wide = { cellX: 1, cellY: 2 };
const RADIUS = 200;
const places = [
  [40, 25],
  [-70, 10],
  [-30, -60],
  [0, 90],
  [100, 0],
] as const;

describe.each(bases)('%s: surfaces of known curvature', (basis) => {
  it('a dome has 1/R in every normal section and 1/r along its contours; a bowl the same, negative', () => {
    const dome: Surface = (x, y) => Math.sqrt(RADIUS ** 2 - x * x - y * y);
    for (const place of places) {
      for (const sign of [1, -1]) {
        const of = (kind: CurvatureKind) => curvatureAt((x, y) => sign * dome(x, y), place, kind, basis);
        expectNear(of('profile'), sign / RADIUS, 1e-4 / RADIUS);
        expectNear(of('tangential'), sign / RADIUS, 1e-4 / RADIUS);
        expectNear(of('planform'), sign / Math.hypot(...place), 1e-4 / Math.hypot(...place));
      }
    }
  });

  it('a ridge (half a cylinder) bends down its slope only', () => {
    const ridge: Surface = (_, y) => Math.sqrt(RADIUS ** 2 - y * y);
    for (const place of [[5, 60] as const, [-9, -110] as const]) {
      expectNear(curvatureAt(ridge, place, 'profile', basis), 1 / RADIUS, 1e-4 / RADIUS);
      expect(curvatureAt(ridge, place, 'tangential', basis)).toBeCloseTo(0, 12);
      expect(curvatureAt(ridge, place, 'planform', basis)).toBeCloseTo(0, 12);
    }
  });

  it('a cone bends across its slope only, by 1/r on the map and sin(slope)/r in the normal section', () => {
    const steepness = 0.6;
    const sine = steepness / Math.hypot(1, steepness);
    for (const sign of [1, -1]) {
      const cone: Surface = (x, y) => -sign * steepness * Math.hypot(x, y);
      for (const place of places) {
        const r = Math.hypot(...place);
        expectNear(curvatureAt(cone, place, 'profile', basis), 0, 1e-4 / r);
        expectNear(curvatureAt(cone, place, 'planform', basis), sign / r, 1e-4 / r);
        expectNear(curvatureAt(cone, place, 'tangential', basis), (sign * sine) / r, 1e-4 / r);
      }
    }
  });

  it('a quadric gives the values of its own derivatives to the last digits', () => {
    // zx = 0.3, zy = -0.4, zxx = 0.02, zxy = 0.01, zyy = -0.06 at the origin; n = 0.25.
    const quadric: Surface = (x, y) => 7 + 0.3 * x - 0.4 * y + 0.01 * x * x + 0.01 * x * y - 0.03 * y * y;
    const along = 0.02 * 0.09 + 2 * 0.01 * 0.3 * -0.4 - 0.06 * 0.16;
    const across = 0.02 * 0.16 - 2 * 0.01 * 0.3 * -0.4 - 0.06 * 0.09;
    const at = (kind: CurvatureKind) => curvatureAt(quadric, [0, 0], kind, basis, wide);
    expect(at('profile')).toBeCloseTo(-along / (0.25 * 1.25 ** 1.5), 12);
    expect(at('tangential')).toBeCloseTo(-across / (0.25 * 1.25 ** 0.5), 12);
    expect(at('planform')).toBeCloseTo(-across / 0.125, 12);
  });

  it('a tilted plane has none, and level ground has no direction to have it in', () => {
    for (const kind of kinds) {
      expect(curvatureAt((x, y) => 100 + 0.25 * x - 0.5 * y, [0, 0], kind, basis, wide)).toBeCloseTo(0, 12);
      expect(curvatureAt(() => 5, [0, 0], kind, basis, wide)).toBeNaN();
      const zero = curvature({ curvature: kind, basis, zeroForFlat: true }, { cellX: 1, cellY: 1 });
      expect(zero(new Float64Array(9).fill(5))).toBe(0);
    }
  });
});

it('Horn halves the noise of one height where Zevenbergen and Thorne keep it', () => {
  const slope = (i: number): number => 0.5 * ((i % 3) - 1);
  const spike = Float64Array.from({ length: 9 }, (_, i) => slope(i) + (i === 4 ? 0.1 : 0));
  const of = (basis: DerivativeBasis) =>
    curvature({ curvature: 'profile', basis, zeroForFlat: false }, { cellX: 1, cellY: 1 })(spike);
  expect(of('zevenbergen-thorne')).toBeCloseTo(0.2 / 1.25 ** 1.5, 12);
  expect(of('horn')).toBeCloseTo(0.1 / 1.25 ** 1.5, 12);
});
