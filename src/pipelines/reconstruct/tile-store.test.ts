import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { createTileStore } from './tile-store.node.js';

const folder = mkdtempSync(join(tmpdir(), 'cuesta-store-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const tile = { col: 7, row: -3, width: 4, height: 2 };
const made = {
  heights: Float32Array.of(1, 2.5, Number.NaN, 4, 5, 6, 7, 8),
  sigma: Float32Array.of(0, 1, 2, 3, 4, 5, 6, 7),
  isAligned: true,
  isFlat: false,
};

it('gives back what it was given, to any store of the same key', async () => {
  const store = createTileStore({ folder, key: 'a' });
  expect(await store.get('x.tif', tile)).toBeUndefined();
  await store.put('x.tif', tile, made);
  await store.put('y.tif', tile, null);
  const again = createTileStore({ folder, key: 'a' });
  expect(await again.get('x.tif', tile)).toEqual(made);
  expect(await again.get('y.tif', tile)).toBeNull();
  await store.put('z.tif', tile, { ...made, sigma: null, isAligned: false, isFlat: true });
  expect(await again.get('z.tif', tile)).toEqual({ ...made, sigma: null, isAligned: false, isFlat: true });
});

it('knows no tile of another key, image or place, and none that is damaged', async () => {
  const store = createTileStore({ folder, key: 'b' });
  expect(await store.get('x.tif', tile)).toBeUndefined();
  const before = new Set(readdirSync(folder));
  await store.put('x.tif', tile, made);
  expect(await store.get('x.tif', { ...tile, row: 0 })).toBeUndefined();
  expect(await store.get('other.tif', tile)).toBeUndefined();
  const file = join(folder, readdirSync(folder).find((name) => !before.has(name))!);
  const bytes = readFileSync(file);
  bytes[50]! ^= 1;
  writeFileSync(file, bytes);
  expect(await store.get('x.tif', tile)).toBeUndefined();
  writeFileSync(file, bytes.subarray(0, 10));
  expect(await store.get('x.tif', tile)).toBeUndefined();
});
