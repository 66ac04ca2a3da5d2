import fc from 'fast-check';
import { expect, test } from 'vitest';
import { slopeOfContrast } from './slope-of-contrast.js';

/** Lambert's brightness of ground that rises by `slope` away from a Sun `elevation` degrees high, over that of level ground, less 1. */
function contrast(slope: number, elevation: number): number {
  const e = (elevation * Math.PI) / 180;
  return (Math.sin(e) + slope * Math.cos(e)) / Math.hypot(1, slope) / Math.sin(e) - 1;
}

test('slopes under two Suns that have the same contrast have its ratio', () => {
  const angle = fc.double({ min: 10, max: 65, noNaN: true });
  fc.assert(
    fc.property(angle, angle, (elevation, usual) => {
      const slope = 1e-5;
      expect(
        contrast(slope * slopeOfContrast(elevation, usual), elevation) / contrast(slope, usual),
      ).toBeCloseTo(1, 2);
    }),
  );
});

test('grows with the elevation, and ends where shading does', () => {
  expect(slopeOfContrast(32, 32)).toBe(1);
  expect(slopeOfContrast(58, 32)).toBeCloseTo(2.561, 3);
  expect(slopeOfContrast(89, 32)).toBe(slopeOfContrast(65, 32));
  expect(slopeOfContrast(2, 32)).toBe(slopeOfContrast(10, 32));
});
