import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { northUp, toMap } from '../../core/geo-transform.js';
import type { Grid } from '../../core/georef.js';
import type { Window } from '../../core/window.js';
import { parseCrs } from '../../geo/parse-crs.js';
import { sampleSection, sectionLines } from './cross-sections.js';

const grid: Grid = {
  width: 1800,
  height: 1300,
  transform: northUp(400_000, 5_000_000, 20, 20),
  crs: parseCrs('EPSG:32633'),
};

/** Bilinear interpolation meets a plane exactly, up to float32. */
const plane = (x: number, y: number): number => (x - 400_000) / 100 - (5_000_000 - y) / 300;

const windows: Window[] = [];
const readPlane = async (window: Window): Promise<Float32Array> => {
  windows.push(window);
  const { col, row, width } = window;
  return Float32Array.from({ length: width * window.height }, (_, i) =>
    plane(...toMap(grid.transform, col + (i % width) + 0.5, row + Math.floor(i / width) + 0.5)),
  );
};
const readZero = async ({ width, height }: Window): Promise<Float32Array> => new Float32Array(width * height);

describe('sampleSection', () => {
  it('samples a plane exactly along any line, in windows of bounded size', async () => {
    const inside = fc.record({
      x: fc.double({ min: 400_010, max: 435_990, noNaN: true }),
      y: fc.double({ min: 4_974_010, max: 4_999_990, noNaN: true }),
    });
    await fc.assert(
      fc.asyncProperty(inside, inside, async (a, b) => {
        windows.length = 0;
        const line = { name: 'line', from: [a.x, a.y], to: [b.x, b.y] } as const;
        const { distance, tested, dh } = await sampleSection(line, grid, readPlane, readZero);
        const length = Math.hypot(b.x - a.x, b.y - a.y);
        expect(distance[0]).toBe(0);
        expect(distance.at(-1)).toBeCloseTo(length, 6);
        expect(tested.length).toBeLessThanOrEqual(1000);
        const last = tested.length - 1;
        tested.forEach((h, i) => {
          const t = i / last;
          expect(h).toBeCloseTo(plane(a.x + t * (b.x - a.x), a.y + t * (b.y - a.y)), 3);
        });
        expect(dh).toEqual(tested);
        for (const { width, height } of windows) expect(Math.max(width, height)).toBeLessThanOrEqual(515);
      }),
      { numRuns: 40 },
    );
  });

  it('takes pixels as they are on a row, also beside missing ones', async () => {
    const small = { ...grid, width: 9, height: 5 };
    const [across] = sectionLines(small, { col: 4.2, row: 2.9 }, undefined);
    const row = async ({ width, height }: Window): Promise<Float32Array> =>
      Float32Array.from({ length: width * height }, (_, i) => (i % width === 3 ? Number.NaN : i % width));
    const { tested, dh } = await sampleSection(across!, small, row, readZero);
    expect(Array.from(tested)).toEqual([0, 1, 2, Number.NaN, 4, 5, 6, 7, 8]);
    expect(Array.from(dh)).toEqual(Array.from(tested));
  });

  it('measures lengths on the ground also in degrees', async () => {
    const geographic = { ...grid, transform: northUp(10, 61, 0.001, 0.001), crs: parseCrs('EPSG:4326') };
    const line = { name: 'east', from: [10.1, 60], to: [11.1, 60] } as const;
    const { distance } = await sampleSection(line, geographic, readZero, readZero);
    // One degree along the parallel of 60 degrees on WGS 84.
    expect(distance.at(-1)).toBeCloseTo(55_800, -1);
  });
});

describe('sectionLines', () => {
  it('run through the middle of what was compared, or where the user says', () => {
    const [across, along] = sectionLines(grid, { col: 100.7, row: 40.2 }, undefined);
    expect(across).toMatchObject({ from: [400_010, 4_999_190], to: [435_990, 4_999_190] });
    expect(along).toMatchObject({ from: [402_010, 4_999_990], to: [402_010, 4_974_010] });
    expect(sectionLines(grid, { col: 0, row: 0 }, [1, 2, 3, 4])).toEqual([
      { name: 'Profile', from: [1, 2], to: [3, 4] },
    ]);
  });
});
