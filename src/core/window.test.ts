import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contains, expand, intersect, sumMargins, uniformMargin, type Window } from './window.js';

const window: fc.Arbitrary<Window> = fc.record({
  col: fc.integer({ min: -20, max: 20 }),
  row: fc.integer({ min: -20, max: 20 }),
  width: fc.integer({ min: 1, max: 20 }),
  height: fc.integer({ min: 1, max: 20 }),
});

const has = (w: Window, col: number, row: number): boolean =>
  col >= w.col && col < w.col + w.width && row >= w.row && row < w.row + w.height;

describe('windows', () => {
  it('intersect holds exactly the pixels of both', () => {
    fc.assert(
      fc.property(window, window, (a, b) => {
        const both = intersect(a, b);
        for (let row = -20; row < 40; row += 3) {
          for (let col = -20; col < 40; col += 3) {
            expect(both !== null && has(both, col, row)).toBe(has(a, col, row) && has(b, col, row));
          }
        }
      }),
      { numRuns: 50 },
    );
  });

  it('contains means that nothing is lost by intersecting', () => {
    fc.assert(
      fc.property(window, window, (a, b) => {
        const both = intersect(a, b);
        expect(contains(a, b)).toBe(both !== null && both.width === b.width && both.height === b.height);
      }),
    );
  });

  it('halos of consecutive stages add up', () => {
    const w = { col: 5, row: 6, width: 7, height: 8 };
    const halo = sumMargins([uniformMargin(2), { left: 1, top: 0, right: 0, bottom: 3 }]);
    expect(expand(w, halo)).toEqual({ col: 2, row: 4, width: 12, height: 15 });
    expect(expand(expand(w, uniformMargin(2)), { left: 1, top: 0, right: 0, bottom: 3 })).toEqual(
      expand(w, halo),
    );
  });
});
