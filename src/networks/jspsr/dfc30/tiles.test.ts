import { describe, expect, it, test } from 'vitest';
import { createRng } from '../../../core/rng.js';
import { mergeTiles, tileBorder } from './merge-tiles.js';
import { tilePlaces } from './tile-places.js';

test('tiles lie where the published code puts them', () => {
  expect(tilePlaces(334, 128)).toEqual([0, 103, 206]);
  expect(tilePlaces(128, 128)).toEqual([0]);
  expect(tileBorder(128)).toBe(6);
});

describe('merged tiles', () => {
  const [side, tile] = [334, 128];
  const places = tilePlaces(side, tile);
  const cut = (sample: Float32Array, row: number, col: number): Float32Array =>
    Float32Array.from(
      { length: tile * tile },
      (_, i) => sample[(row + Math.floor(i / tile)) * side + col + (i % tile)]!,
    );

  it('are the sample where they agree', () => {
    const rng = createRng(1);
    const sample = Float32Array.from({ length: side * side }, () => rng.normal());
    const tiles = places.flatMap((row) => places.map((col) => cut(sample, row, col)));
    const merged = mergeTiles(tiles, { side, tile });
    expect(merged).toHaveLength(322 ** 2);
    let worst = 0;
    merged.forEach((v, i) => {
      const [r, c] = [Math.floor(i / 322) + 6, (i % 322) + 6];
      worst = Math.max(worst, Math.abs(v - sample[r * side + c]!));
    });
    expect(worst).toBeLessThan(1e-6);
  });

  it('pass over linearly within 13 pixels where they do not', () => {
    const tiles = places.flatMap(() => places.map((_, col) => new Float32Array(tile ** 2).fill(col)));
    const row = mergeTiles(tiles, { side, tile }).subarray(322 * 100, 322 * 101);
    expect(row[102]).toBe(0);
    for (let k = 1; k <= 13; k++) expect(row[102 + k]).toBeCloseTo(k / 14, 6);
    expect(row[116]).toBe(1);
    expect(row[321]).toBe(2);
  });
});
