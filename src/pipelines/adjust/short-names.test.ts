import { expect, it } from 'vitest';
import { shortNames } from './short-names.js';

it('keeps what tells names apart', () => {
  const ctx = ['B01_009847__B10_013526_XN-DEM', 'B01_009847__G05_020185_XN-DEM'];
  expect([...shortNames(ctx).values()]).toEqual(['B10_013526', 'G05_020185']);
  expect([...shortNames(['orbit1-scene1', 'orbit1-scene2', 'orbit2-scene1']).values()]).toEqual([
    'orbit1-scene1',
    'orbit1-scene2',
    'orbit2-scene1',
  ]);
  expect([...shortNames(['a_b']).values()]).toEqual(['a_b']);
  expect([...shortNames(['dem_1_x', 'dem_2_x', 'dem_12_x']).values()]).toEqual(['1', '2', '12']);
});
