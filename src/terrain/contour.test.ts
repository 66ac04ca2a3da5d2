import { describe, expect, it } from 'vitest';
import { createRng } from '../core/rng.js';
import { createContourTracer } from './contour.js';
import type { Contour } from './contour-lines.js';

function trace(width: number, heights: readonly number[], interval: number, base = 0): Contour[] {
  const tracer = createContourTracer(width, { base, interval });
  const found: Contour[] = [];
  for (let i = 0; i < heights.length; i += width) {
    found.push(...tracer.addRow(Float32Array.from(heights.slice(i, i + width))));
  }
  return [...found, ...tracer.finish()];
}

function surface(width: number, height: number, at: (col: number, row: number) => number): number[] {
  return Array.from({ length: width * height }, (_, i) => at(i % width, Math.floor(i / width)));
}

function isRing({ points }: Contour): boolean {
  return points[0] === points.at(-2) && points[1] === points.at(-1);
}

/** Positive for a ring that runs clockwise as seen on a map. */
function clockwiseArea({ points }: Contour): number {
  let sum = 0;
  for (let i = 0; i + 3 < points.length; i += 2)
    sum += points[i] * points[i + 3] - points[i + 2] * points[i + 1];
  return sum / 2;
}

const NONE = Number.NaN;

describe('contours', () => {
  it('of a plane are straight lines from border to border, higher ground on the right', () => {
    // Rises by 1 per column: contours run north, with the east on their right.
    const contours = trace(
      6,
      surface(6, 4, (col) => col + 0.25),
      2,
    );
    expect(contours.map(({ level }) => level).sort()).toEqual([2, 4]);
    for (const { level, points } of contours) {
      expect(points).toEqual([3.5, 2.5, 1.5, 0.5].flatMap((row) => [level + 0.25, row]));
    }
  });

  it('of a cone are circles of the right size: clockwise around a summit, the other way around a pit', () => {
    for (const sign of [1, -1]) {
      const cone = surface(61, 61, (col, row) => -sign * Math.hypot(col - 30.2, row - 29.7));
      const contours = trace(61, cone, 10, 5).filter(isRing);
      expect(contours.map(({ level }) => -sign * level).sort((a, b) => a - b)).toEqual([5, 15, 25]);
      for (const contour of contours) {
        expect((sign * clockwiseArea(contour)) / (Math.PI * contour.level ** 2)).toBeCloseTo(1, 1);
        for (let i = 0; i < contour.points.length; i += 2) {
          const radius = Math.hypot(contour.points[i] - 30.7, contour.points[i + 1] - 30.2);
          expect(Math.abs(radius - Math.abs(contour.level))).toBeLessThan(0.05);
        }
      }
    }
  });

  it('end at missing samples, and are left out where one height just touches the level', () => {
    const holed = surface(7, 3, (col, row) => (col === 3 ? NONE : row));
    expect(trace(7, holed, 1, 0.5).map(({ points }) => points)).toHaveLength(4);
    expect(trace(3, [0, 0, 0, 0, 1, 0, 0, 0, 0], 1, 1)).toEqual([]);
    expect(trace(3, [0, 0, 0, 0, NONE, 0, 0, 0, 0], 1, 0.5)).toEqual([]);
  });

  it('in a saddle connect the corners of the side on which the mean lies', () => {
    const high = trace(2, [3, 0, 0, 3], 1, 1);
    const low = trace(2, [2, -1, -1, 2], 1, 1);
    const ends = (contours: Contour[]) =>
      contours
        .filter(({ level }) => level === 1)
        .map(({ points }) => points.map((v) => Number(v.toFixed(3))));
    // Around the low corners in the north-east and south-west; around the high ones.
    expect(ends(high).sort()).toEqual(
      [
        [1.167, 0.5, 1.5, 0.833],
        [0.833, 1.5, 0.5, 1.167],
      ].sort(),
    );
    expect(ends(low).sort()).toEqual(
      [
        [0.833, 0.5, 0.5, 0.833],
        [1.167, 1.5, 1.5, 1.167],
      ].sort(),
    );
  });

  it('of noise with holes join everywhere: every line is a ring or ends at the border or a hole', () => {
    const rng = createRng(8);
    const [width, height] = [40, 30];
    const heights = surface(width, height, () => (rng.next() < 0.02 ? NONE : Math.fround(rng.normal())));
    const isCellWhole = (col: number, row: number): boolean =>
      col >= 0 &&
      row >= 0 &&
      col < width - 1 &&
      row < height - 1 &&
      [0, 1, width, width + 1].every((k) => !Number.isNaN(heights[row * width + col + k]));
    const contours = trace(width, heights, 0.5, 0.1);
    expect(contours.length).toBeGreaterThan(100);
    for (const contour of contours) {
      if (isRing(contour)) continue;
      const { points } = contour;
      for (const [col, row] of [points.slice(0, 2), points.slice(-2)] as [number, number][]) {
        const along = Number.isInteger(row - 0.5);
        const [c, r] = [Math.floor(col - 0.5), Math.floor(row - 0.5)];
        const both = along
          ? [isCellWhole(c, r - 1), isCellWhole(c, r)]
          : [isCellWhole(c - 1, r), isCellWhole(c, r)];
        expect(both).toContain(false);
        expect(both).toContain(true);
      }
    }
  });

  it.each([3e38, -3e38, Infinity])('of ground at %f, which no step of 1 changes, there are none', (z) => {
    expect(trace(3, [z, z, z, z, z, z, z, z, z], 1)).toEqual([]);
  });

  it('refuse an interval that is far too small', () => {
    expect(() => trace(2, [0, 0, 1, 1], 1e-9)).toThrow(/thousands of contours/);
  });
});
