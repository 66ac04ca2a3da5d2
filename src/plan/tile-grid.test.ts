import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contains, fullWindow, NO_MARGIN, uniformMargin } from '../core/window.js';
import { totalHalo } from './halo.js';
import { createTileGrid, listTiles, tileAt } from './tile-grid.js';

const size = fc.integer({ min: 1, max: 70 });

test('tiles cover every pixel of the raster exactly once', () => {
  fc.assert(
    fc.property(size, size, fc.integer({ min: 1, max: 80 }), (width, height, tileSize) => {
      const covered = new Uint8Array(width * height);
      for (const { window } of listTiles(createTileGrid({ width, height }, tileSize))) {
        expect(contains(fullWindow({ width, height }), window)).toBe(true);
        for (let row = window.row; row < window.row + window.height; row++) {
          for (let col = window.col; col < window.col + window.width; col++) covered[row * width + col]++;
        }
      }
      expect(covered.every((count) => count === 1)).toBe(true);
    }),
  );
});

test('tiles are numbered row by row from the origin, and anchored there', () => {
  fc.assert(
    fc.property(size, size, fc.integer({ min: 1, max: 80 }), (width, height, tileSize) => {
      const grid = createTileGrid({ width, height }, tileSize);
      listTiles(grid).forEach((tile, index) => {
        expect(tile).toEqual(tileAt(grid, index));
        expect(tile.row * grid.cols + tile.col).toBe(index);
        expect(tile.window).toMatchObject({ col: tile.col * tileSize, row: tile.row * tileSize });
      });
    }),
  );
});

test('a raster of the issue: 50,000 x 30,000 in tiles of 2048', () => {
  const grid = createTileGrid({ width: 50_000, height: 30_000 }, 2048);
  expect(grid).toMatchObject({ cols: 25, rows: 15 });
  expect(tileAt(grid, 374).window).toEqual({ col: 49_152, row: 28_672, width: 848, height: 1328 });
});

test('the halos of stages add up, side by side', () => {
  expect(totalHalo([])).toEqual(NO_MARGIN);
  const blur = { name: 'blur', halo: uniformMargin(3) };
  const shift = { name: 'shift', halo: { left: 1, top: 0, right: 2, bottom: 5 } };
  expect(totalHalo([blur, shift, blur])).toEqual({ left: 7, top: 6, right: 8, bottom: 11 });
});
