import { expect, it } from 'vitest';
import { northUp, pixelSize, toMap } from '../../core/geo-transform.js';
import type { Grid } from '../../core/georef.js';
import { groundPixelSize } from '../../geo/ground-size.js';
import { parseCrs } from '../../geo/parse-crs.js';
import { createTransform } from '../../geo/transform.js';
import { gridInBlock } from './block-grid.js';

const ZONE_32 = parseCrs('EPSG:32632');
const ZONE_33 = parseCrs('EPSG:32633');
const DEGREES = parseCrs('EPSG:4326');

const lattice: Grid = { width: 500, height: 400, transform: northUp(700_003, 6_000_004, 8, 8), crs: ZONE_32 };
/** Around 12.2 E, 54.1 N. */
const scene: Grid = { width: 300, height: 200, transform: northUp(316_000, 6_000_000, 8, 8), crs: ZONE_33 };

it('leaves a scene in the CRS of the block as it is', () => {
  expect(gridInBlock(lattice, lattice)).toEqual({ grid: lattice, own: null });
});

it('puts pixels of the same size on the lattice of the block, around all of the scene', () => {
  const { grid, own } = gridInBlock(scene, lattice);
  expect(own).toBe(scene);
  expect(pixelSize(grid.transform)).toEqual([8, 8]);
  expect((grid.transform[2] - 700_003) / 8).toBeCloseTo(Math.round((grid.transform[2] - 700_003) / 8), 9);
  const toBlock = createTransform(ZONE_33, ZONE_32);
  for (const [col, row] of [
    [0, 0],
    [300, 0],
    [0, 200],
    [300, 200],
  ] as const) {
    const [x, y] = toBlock.forwardPoint(...toMap(scene.transform, col, row));
    expect(x).toBeGreaterThanOrEqual(grid.transform[2]);
    expect(x).toBeLessThanOrEqual(grid.transform[2] + 8 * grid.width);
    expect(y).toBeLessThanOrEqual(grid.transform[5]);
    expect(y).toBeGreaterThanOrEqual(grid.transform[5] - 8 * grid.height);
  }
  // Turned by some five degrees, and not much larger than that takes.
  expect(grid.width * grid.height).toBeLessThan(1.35 * 300 * 200);
});

it('keeps other pixels as large on the ground as they are, also in degrees', () => {
  const coarse = gridInBlock({ ...scene, transform: northUp(316_000, 6_000_000, 20, 20) }, lattice);
  expect(pixelSize(coarse.grid.transform)[0]).toBeCloseTo(20, 9);
  const degrees: Grid = { width: 900, height: 900, transform: northUp(12, 54.5, 1e-3, 1e-3), crs: DEGREES };
  const { grid } = gridInBlock(scene, degrees);
  const { x, y } = groundPixelSize(grid);
  expect(x).toBeCloseTo(8, 1);
  expect(y).toBeCloseTo(8, 1);
});

it('brings longitudes to the side where the block is', () => {
  const block: Grid = { width: 100, height: 100, transform: northUp(299, 54, 0.01, 0.01), crs: DEGREES };
  const west: Grid = { ...block, transform: northUp(-60.5, 54, 0.01, 0.01) };
  const { grid, own } = gridInBlock(west, block);
  expect(own).toBeNull();
  expect(grid.transform[2]).toBeCloseTo(299.5, 9);
});
