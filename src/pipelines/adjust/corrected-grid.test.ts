import { expect, it } from 'vitest';
import type { AdjustmentResult } from '../../adjust/result.js';
import { northUp, toMap } from '../../core/geo-transform.js';
import type { Grid } from '../../core/georef.js';
import { parseCrs } from '../../geo/parse-crs.js';
import { adjustmentScenes, type BlockScene } from './block.js';
import { correctedGrid } from './corrected-grid.js';

const crs = parseCrs('EPSG:32650');
const at = (id: string, west: number, north: number): BlockScene => ({
  id,
  path: `${id}.tif`,
  grid: { width: 100, height: 80, transform: northUp(west, north, 10, 10), crs },
  own: null,
  shift: null,
});
const scenes = [at('a', 500_000, 4_000_000), at('b', 500_800, 4_000_000)];
const planned: Grid = { width: 180, height: 80, transform: northUp(500_000, 4_000_000, 10, 10), crs };

/** Shifts of scene b, and how much wider it is at its edges; metres. */
function planOf(east: number, north: number, wider: number): AdjustmentResult {
  const [a, b] = adjustmentScenes(scenes, ['1', '2']);
  const result = (scene: typeof a, parameters: readonly number[]) => ({ scene, parameters });
  return {
    scenes: [result(a, [0, 0, 0, 0, 0, 0]), result(b, [east, wider, 0, north, 0, 0])],
  } as unknown as AdjustmentResult;
}

it('is the planned one where nothing moves in plan', () => {
  expect(correctedGrid(planned, scenes, null)).toEqual(planned);
  expect(correctedGrid(planned, scenes, planOf(0, 0, 0))).toEqual(planned);
});

it('grows on its lattice to where a scene goes', () => {
  const grid = correctedGrid(planned, scenes, planOf(34, 12, 8));
  // East edge 42 m further: 5 pixels; north edge 12 m: 2 pixels; a stays in the south.
  expect(grid).toMatchObject({ width: 185, height: 82 });
  expect(toMap(grid.transform, 0, 0)).toEqual([500_000, 4_000_020]);
});

it('is cut where a scene leaves room', () => {
  const grid = correctedGrid(planned, scenes, planOf(-34, 0, 0));
  expect(grid).toMatchObject({ width: 177, height: 80 });
});
