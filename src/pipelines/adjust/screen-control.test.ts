import { expect, it } from 'vitest';
import type { Scene } from '../../adjust/scene.js';
import { createRng } from '../../core/rng.js';
import { screenScene } from './screen-control.js';

const scene: Scene = { id: 'a', orbit: null, centre: [1800, 3000], halfSize: [2500, 3500] };

/** Points along two tracks of a scene whose heights are wrong by a smooth surface of several metres. */
function sightings(seed: number, outliers: ReadonlySet<number>) {
  const rng = createRng(seed);
  return Array.from({ length: 60 }, (_, i) => {
    const x = (i % 2) * 3000 + 10 * i;
    const y = 100 * i;
    const error = 4 * Math.sin(y / 3000) + 0.001 * x;
    const h = 100 + 0.3 * rng.normal();
    const known = h + error + (outliers.has(i) ? 12 : 0);
    return {
      point: { id: `point ${i}`, x, y, h: known, sigma: 0.2 },
      scene: 'a',
      role: i % 7 === 0 ? ('check' as const) : ('control' as const),
      seen: { index: i, h, raw: h, sigma: 0.1, slope: [0, 0.05] as const, slopeDeg: i === 5 ? 35 : 3 },
    };
  });
}

it.each([1, 2, 3])('finds gross errors that are smaller than the systematic ones (seed %i)', (seed) => {
  const outliers = new Set([7, 20, 41]);
  const screened = screenScene(sightings(seed, outliers), scene, 20);
  const rejected = screened.flatMap(({ rejected: why }, i) => (why === 'residual' ? [i] : []));
  expect(rejected).toEqual([...outliers]);
  expect(screened[5]!.rejected).toBe('slope');
});

it('says nothing about a few points', () => {
  const few = sightings(1, new Set([0])).slice(0, 3);
  expect(screenScene(few, scene, 20).map(({ rejected }) => rejected)).toEqual([null, null, null]);
});

it('leaves out points where the scene has no height', () => {
  const [first, ...others] = sightings(1, new Set());
  const missing = { ...first!, seen: { ...first!.seen, h: null, raw: null } };
  expect(screenScene([missing, ...others], scene, 20)[0]!.rejected).toBe('missing');
});
