import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lineDistances } from './line-distance.js';

const MISSING = Number.NaN;

/** One row under one row of missing pixels would be a corner: the row is repeated so that columns are far from theirs. */
function alongRow(row: readonly number[], cap: number): number[] {
  const rows = 4 * Math.ceil(cap);
  const plane = Float32Array.from({ length: rows * row.length }, (_, i) => row[i % row.length]);
  const middle = (rows / 2) * row.length;
  return Array.from(lineDistances(plane, row.length, rows, cap).subarray(middle, middle + row.length));
}

/** By the definition, pixel by pixel. */
function naiveRow(row: readonly number[], cap: number): number[] {
  const outline = row.map((v, k) => {
    if (!Number.isNaN(v)) return false;
    let first = k;
    while (first > 0 && Number.isNaN(row[first - 1])) first--;
    let last = k;
    while (last < row.length - 1 && Number.isNaN(row[last + 1])) last++;
    return first === 0 || last === row.length - 1 || last - first + 1 > Math.ceil(cap);
  });
  return row.map((v, k) =>
    Number.isNaN(v) ? 0 : outline.reduce((d, is, m) => (is ? Math.min(d, Math.abs(m - k)) : d), cap),
  );
}

describe('lineDistances', () => {
  test('along a row is the distance to the outline, and holes are none', () => {
    fc.assert(
      fc.property(
        fc.array(fc.boolean(), { minLength: 5, maxLength: 40 }),
        fc.constantFrom(1, 2.5, 4, 7),
        (valid, cap) => {
          const row = valid.map((is) => (is ? 1 : MISSING));
          const expected = naiveRow(row, cap);
          for (const [k, d] of alongRow(row, cap).entries()) expect(d).toBeCloseTo(expected[k], 5);
        },
      ),
    );
  });

  test('multiplies both directions, so that weights fall smoothly into a corner', () => {
    const size = 31;
    const plane = Float32Array.from({ length: size * size }, (_, i) =>
      i % size > 9 && Math.floor(i / size) > 9 ? 1 : MISSING,
    );
    const d = lineDistances(plane, size, size, 5);
    expect(d[10 * size + 10]).toBeCloseTo(1 / 5, 6);
    expect(d[11 * size + 12]).toBeCloseTo((2 * 3) / 5, 6);
    expect(d[11 * size + 20]).toBeCloseTo(2, 6);
    expect(d[20 * size + 20]).toBe(5);
    expect(d[5 * size + 20]).toBe(0);
  });
});
