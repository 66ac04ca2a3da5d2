import { describe, expect, it } from 'vitest';
import { reliefAt } from './relief-at.js';

/** 3 x 3 heights of a surface on cells of 2 x 3 m; y grows upwards. */
const sampled = (height: (x: number, y: number) => number) =>
  reliefAt(
    Float32Array.from({ length: 9 }, (_, i) => height(2 * ((i % 3) - 1), 3 * (1 - Math.floor(i / 3)))),
    3,
    4,
    { cellX: 2, cellY: 3 },
  );

describe('relief at a point', () => {
  it('is exact for a surface of second degree, turned in any direction', () => {
    for (const angle of [0, 0.3, 1, 2, 3]) {
      const [c, s] = [Math.cos(angle), Math.sin(angle)];
      const found = sampled(
        (x, y) => 0.5 * (x * c + y * s) - 0.03 * (x * c + y * s) ** 2 + 0.01 * (y * c - x * s) ** 2,
      );
      expect(found.slope).toBeCloseTo((Math.atan(0.5) * 180) / Math.PI, 4);
      expect(found.curvature).toBeCloseTo(0.06, 5);
    }
  });

  it('knows a pit on flat ground, and missing heights', () => {
    const pit = sampled((x, y) => 0.1 * (x * x + y * y));
    expect(pit.slope).toBe(0);
    expect(pit.curvature).toBeCloseTo(0.2, 6);
    expect(sampled((x, y) => (x > 0 && y > 0 ? Number.NaN : 0))).toEqual({
      slope: Number.NaN,
      curvature: Number.NaN,
    });
  });
});
