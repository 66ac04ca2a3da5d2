import { describe, expect, it } from 'vitest';
import { addToDirections, createDirectionSums, directionProfiles } from './direction-profiles.js';

const grid = { width: 300, height: 200 };
const spacing = { x: 2, y: 3 };

/** Profiles of an error that depends on the metres east and north of the upper left corner, gathered in two windows. */
function profiles(azimuth: number, error: (east: number, north: number) => number) {
  const sums = createDirectionSums(grid, spacing, azimuth);
  for (const col of [0, 120]) {
    const width = col === 0 ? 120 : 180;
    const dh = Float32Array.from({ length: width * grid.height }, (_, i) =>
      error((col + (i % width) + 0.5) * spacing.x, -(Math.floor(i / width) + 0.5) * spacing.y),
    );
    addToDirections(sums, dh, { col, row: 0, width });
  }
  return directionProfiles(sums);
}

describe('errors along and across a direction', () => {
  it('find waves in the direction they run, and nothing across', () => {
    for (const azimuth of [0, 30, 90, 200, 315]) {
      const angle = (azimuth * Math.PI) / 180;
      const place = (east: number, north: number) => east * Math.sin(angle) + north * Math.cos(angle);
      const { along, across } = profiles(
        azimuth,
        (e, n) => 5 + 2 * Math.sin((2 * Math.PI * place(e, n)) / 60),
      );
      expect(Math.abs(along.std / Math.SQRT2 - 1), String(azimuth)).toBeLessThan(0.06);
      expect(across.std, String(azimuth)).toBeLessThan(0.35);
    }
  });

  it('across points to the right of the direction', () => {
    const { along, across } = profiles(0, (east, north) => east + (north < -300 ? Number.NaN : 0));
    expect(across.distance[100]).toBeCloseTo(100.5 * 3, 9);
    expect(across.mean[0]).toBeLessThan(3);
    expect(across.mean[199]).toBeGreaterThan(597);
    // Northwards: the south of the grid, which comes first, has no samples.
    expect(along.mean[0]).toBeNaN();
    expect(along.mean[199]).toBeCloseTo(300, 0);
  });
});
