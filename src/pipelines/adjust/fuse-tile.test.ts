import { expect, it } from 'vitest';
import { createReferenceCompute } from '../../kernels/backends/reference.js';
import { type FusedContributor, fuseHalo, fuseTile } from './fuse-tile.js';

const blend = { featherPx: 6, exponent: 1, blurSigma: 0 };
const pixelSize = { x: 10, y: 10 };
const width = 24;
const height = 20;

/** A scene of constant height between two columns and two rows of the tile. */
function contributor(
  fusion: 'all' | 'stripes',
  order: number,
  orbit: number,
  value: number,
  [left, top, right, bottom]: readonly [number, number, number, number],
): FusedContributor {
  const halo = fuseHalo({ blend, fusion });
  const wide = width + halo.left + halo.right;
  const heights = new Float32Array(wide * (height + halo.top + halo.bottom)).fill(Number.NaN);
  for (let i = 0; i < heights.length; i++) {
    const col = (i % wide) - halo.left;
    const row = Math.floor(i / wide) - halo.top;
    if (col >= left && col < right && row >= top && row < bottom) heights[i] = value;
  }
  return { heights, order, orbit };
}

/** Two orbits of two scenes each; everything meets in the middle of the tile. */
const block = (fusion: 'all' | 'stripes') => [
  contributor(fusion, 0, 0, 10, [-60, -60, 14, 12]),
  contributor(fusion, 1, 0, 12, [-60, 8, 14, 80]),
  contributor(fusion, 2, 1, 20, [10, -60, 80, 12]),
  contributor(fusion, 3, 1, 22, [10, 8, 80, 80]),
];

const fuse = (fusion: 'all' | 'stripes') =>
  fuseTile(
    { contributors: block(fusion), width, height },
    { blend, fusion, pixelSize },
    createReferenceCompute(),
    new AbortController().signal,
  );

it('counts and names scenes, not stripes', async () => {
  const { count, source, heights, sigma } = await fuse('stripes');
  const at = (col: number, row: number): number => row * width + col;
  expect([count[at(2, 2)], count[at(12, 2)], count[at(12, 10)]]).toEqual([1, 2, 4]);
  expect([source[at(2, 2)], source[at(2, 18)], source[at(22, 2)], source[at(22, 18)]]).toEqual([1, 2, 3, 4]);
  expect([heights[at(2, 2)], heights[at(22, 18)]]).toEqual([10, 22]);
  // One stripe alone: the spread between its two scenes; one scene alone: none.
  expect(sigma![at(2, 10)]).toBeGreaterThan(0.5);
  expect(sigma![at(2, 2)]).toBeNaN();
});

it('blends along the orbit first: both ways agree wherever only one stripe lies', async () => {
  const [all, stripes] = [await fuse('all'), await fuse('stripes')];
  for (let i = 0; i < all.heights.length; i++) {
    const col = i % width;
    if (col < 10 || col >= 14) expect(stripes.heights[i]).toBeCloseTo(all.heights[i]!, 4);
    else expect(Math.abs(stripes.heights[i]! - all.heights[i]!)).toBeLessThan(3);
  }
});
