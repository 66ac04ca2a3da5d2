import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commonArea } from '../../match/footprint.js';
import { tiePatches } from './tie-patches.js';
import { tiePoints } from './tie-points.js';

const CHIP = 41;

describe('tiePatches', () => {
  it('takes the chips where they stand apart in a wide overlap', () => {
    const candidates = [{ id: 'a', col: 50, row: 60 }];
    const wide = tiePatches('p q', candidates, CHIP, { col: 0, row: 0, width: 130, height: 700 });
    expect(wide).toEqual({ patches: candidates, side: CHIP });
  });

  it('fills narrow and crowded overlaps with patches that share no pixels', () => {
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 300 }), fc.integer({ min: 20, max: 3000 }), (width, height) => {
        const overlap = { col: -7, row: 11, width, height };
        const crowd = Array.from({ length: 2000 }, (_, i) => ({ id: String(i), col: i, row: i }));
        const { patches, side } = tiePatches('p q', crowd, CHIP, overlap);
        expect(side % 2).toBe(1);
        expect(side).toBeLessThan(1.6 * CHIP);
        expect(patches.length).toBeLessThanOrEqual(400);
        const half = (side - 1) / 2;
        for (const { col, row } of patches) {
          expect(col - half).toBeGreaterThan(overlap.col);
          expect(row - half).toBeGreaterThan(overlap.row);
          expect(col + half).toBeLessThan(overlap.col + width - 1);
          expect(row + half).toBeLessThan(overlap.row + height - 1);
        }
        for (const axis of ['col', 'row'] as const) {
          const lines = [...new Set(patches.map((patch) => patch[axis]))].sort((p, q) => p - q);
          for (const [i, line] of lines.slice(1).entries())
            expect(line - lines[i]!).toBeGreaterThanOrEqual(side);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('tiePoints', () => {
  const lattice = { x: 0, y: 1000, cell: 2 };
  const overlap = (width: number, height: number) => {
    const window = { col: 0, row: 0, width: width / 2, height: height / 2 };
    const covered = { lattice, window, mask: new Uint8Array((width * height) / 4).fill(1) };
    return {
      a: 'p',
      b: 'q',
      direction: 'along-track' as const,
      area: width * height,
      covered: commonArea(covered, covered)!,
    };
  };
  const options = { chip: CHIP, columns: 3, spacing: 82, spread: 0.6 };

  it('never puts the ties of a narrow overlap on one line', () => {
    const points = tiePoints(overlap(64, 700), 1, options);
    const across = new Set(points.map(({ x }) => Math.round(x)));
    expect(points.length).toBeGreaterThanOrEqual(12);
    expect(across.size).toBeGreaterThan(1);
  });

  it('has as many ties in a narrow overlap as rows fit without shared pixels', () => {
    const wide = tiePoints(overlap(200, 2000), 1, options);
    const narrow = tiePoints(overlap(64, 2000), 1, options);
    expect(wide.length).toBe(3 * 24);
    expect(narrow.length).toBeGreaterThan(40);
    const rows = narrow.map(({ y }) => y).sort((p, q) => p - q);
    for (const [i, y] of rows.slice(1).entries()) expect(y - rows[i]!).toBeGreaterThanOrEqual(CHIP - 1);
  });
});
