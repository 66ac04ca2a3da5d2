import { describe, expect, it } from 'vitest';
import { createColourBar } from './colour-bar.js';
import { GREY } from './colour-maps.js';
import { mapTable, painterOf } from './colour-table.js';

/** Rows of the bar as dots (`#`), its own colours (`.`) and paper. */
function drawn(height: number, min: number, max: number) {
  const table = mapTable(GREY, min, max);
  const bar = createColourBar(table, painterOf(table), height);
  const row = new Uint8Array(4 * bar.width);
  const rows = Array.from({ length: height }, (_, y) => {
    bar.drawRow(y, row, 0);
    return Uint8Array.from({ length: bar.width }, (_, x) => row[4 * x]!);
  });
  return { rows, bar };
}

describe('the colour bar', () => {
  it('runs from the highest colour at the top to the lowest, with a height at every tick', () => {
    const { rows, bar } = drawn(200, -50, 150);
    const greys = rows.map((row) => row[10]!).slice(9, -9);
    expect(greys[0]).toBeGreaterThan(250);
    expect(greys[greys.length - 1]).toBeLessThan(5);
    for (let i = 1; i < greys.length; i++) expect(greys[i]).toBeLessThanOrEqual(greys[i - 1]!);
    const ticks = rows.flatMap((row, y) => (row.subarray(17, 20).every((s) => s === 40) ? [y] : []));
    expect(ticks).toEqual([9, 54, 100, 145, 191].map((y) => expect.closeTo(y, -0.5)));
    expect(rows.every((row) => row[bar.width - 1] === 255)).toBe(true);
  });

  it('has larger letters beside larger pictures, and none of a range that is a point', () => {
    expect(drawn(2000, 0, 1).bar.width).toBeGreaterThan(3 * drawn(200, 0, 1).bar.width);
    expect(drawn(100, 5, 5).rows.every((row) => row.every((s) => s !== 40))).toBe(true);
  });

  it('fits into pictures of any height', () => {
    for (const height of [1, 2, 7, 20]) expect(drawn(height, 0, 1).rows.length).toBe(height);
  });
});
