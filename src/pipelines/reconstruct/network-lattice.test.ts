import fc from 'fast-check';
import { expect, it } from 'vitest';
import { intersect } from '../../core/window.js';
import { latticeTiles, networkLattice } from './network-lattice.js';

const paper = { tileWidth: 320, tileHeight: 256, overlap: 100, multiple: 32, free: true };

const of = (width: number, height: number) => ({ col: 0, row: 0, width, height });

it('places the tiles of the paper: steps of 220 and 156 pixels, the last ones at the end', () => {
  const { cols, rows } = networkLattice({ extent: of(1000, 600), ...paper });
  expect(cols).toEqual([0, 220, 440, 660, 680]);
  expect(rows).toEqual([0, 156, 312, 344]);
  const moved = networkLattice({ extent: { ...of(1000, 600), col: 50, row: -7 }, ...paper });
  expect([moved.cols[1], moved.rows.at(-1)]).toEqual([270, 337]);
});

it('shrinks tiles to small outputs where the network allows it', () => {
  expect(networkLattice({ extent: of(100, 60), ...paper })).toEqual({
    ...{ tileWidth: 128, tileHeight: 64, cols: [0], rows: [0] },
  });
  const fixed = networkLattice({ extent: of(100, 60), ...paper, free: false });
  expect([fixed.tileWidth, fixed.tileHeight]).toEqual([320, 256]);
  expect(() => networkLattice({ extent: of(1000, 600), ...paper, tileWidth: 300 })).toThrow(/multiple of 32/);
  expect(() => networkLattice({ extent: of(1000, 600), ...paper, overlap: 256 })).toThrow(/too small/);
});

it('finds exactly the tiles that touch a part', () => {
  const number = (max: number) => fc.integer({ min: 1, max });
  fc.assert(
    fc.property(number(900), number(900), number(400), number(400), (col, row, width, height) => {
      const lattice = networkLattice({ extent: of(1300, 1300), ...paper });
      const part = { col, row, width, height };
      const all = latticeTiles(lattice, { col: 0, row: 0, width: 1300, height: 1300 });
      const touching = latticeTiles(lattice, part);
      expect(touching).toEqual(all.filter((tile) => intersect(tile, part) !== null));
    }),
  );
});
