import { expect, test } from 'vitest';
import type { Crs } from '../core/crs.js';
import { uniformMargin } from '../core/window.js';
import { formatPlan, type JobPlan } from './plan.js';
import { defaultMemory, defaultThreads } from './system.node.js';
import { createTileGrid } from './tile-grid.js';

const crs: Crs = {
  name: 'WGS 84 / UTM zone 11N',
  kind: 'projected',
  body: { name: 'Earth', naif: 399 },
  ellipsoid: { name: 'WGS 84', semiMajor: 6378137, semiMinor: 6356752.314245179 },
  datum: 'World Geodetic System 1984',
  proj: '+proj=utm +zone=11 +datum=WGS84 +units=m +no_defs',
  unit: 1,
  authority: { name: 'EPSG', code: 32611 },
  vertical: { kind: 'egm2008' },
};

const plan: JobPlan = {
  op: 'mosaic',
  inputs: [{ name: 'a.tif', description: '3600 x 3600 float32' }],
  grid: { width: 5000, height: 3000, transform: [30, 0, 400_000, 0, -30, 3_800_000], crs },
  outputs: [{ path: 'out.tif', description: 'float32 COG', bytes: 80_000_000 }],
  tiles: createTileGrid({ width: 5000, height: 3000 }, 1024),
  stages: [
    { name: 'read', halo: uniformMargin(0) },
    { name: 'blur', halo: uniformMargin(4) },
  ],
  executor: 'threads',
  threads: 2,
  memory: 2 ** 30,
  estimatedBytes: 300 * 2 ** 20,
  workFolder: 'out.tif.work',
};

test('a plan prints what will be done', () => {
  expect(formatPlan(plan)).toBe(`\
Job:      mosaic
Input:    a.tif (3600 x 3600 float32)
Grid:     5000 x 3000 pixels of 30 x 30
CRS:      WGS 84 / UTM zone 11N, vertical datum egm2008
Corners:  400000, 3800000 to 550000, 3710000
Tiles:    15 of 1024 x 1024 pixels (5 x 3)
Stages:   read, blur
Halo:     4 left, 4 top, 4 right, 4 bottom
Workers:  2 threads
Memory:   300 MiB of 1024 MiB
Work:     out.tif.work
Output:   out.tif (float32 COG; up to 77 MiB)
`);
});

test('a plan survives JSON', () => {
  expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
});

test('defaults lie within what the system has', () => {
  expect(defaultThreads()).toBeGreaterThanOrEqual(1);
  expect(defaultMemory()).toBeGreaterThan(64 * 2 ** 20);
  expect(defaultMemory()).toBeLessThan(2 ** 50);
});
