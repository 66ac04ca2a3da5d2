import { expect, it } from 'vitest';
import { type Scene, sceneOf } from '../../adjust/scene.js';
import { type GeoTransform, northUp } from '../../core/geo-transform.js';
import type { Footprint, Lattice } from '../../match/footprint.js';
import type { Overlap } from '../../match/overlap-graph.js';
import { depthAt, type Ground } from './ground.js';
import { heightTie, type Positions, referenceHeight, seenHeight } from './height-observations.js';
import type { SeenPoint } from './screen-control.js';

const lattice: Lattice = { x: 0, y: 100, cell: 10 };

/** Columns `from` to `to` of ten; the whole height. */
function strip(scene: string, from: number, to: number): Footprint {
  const width = to - from;
  return {
    scene,
    lattice,
    window: { col: from, row: 0, width, height: 10 },
    mask: new Uint8Array(10 * width).fill(1),
  };
}

const scenes: Scene[] = ['a', 'b', 'c'].map((id) =>
  sceneOf(id, null, { transform: northUp(0, 100, 1, 1), width: 100, height: 100 }),
);
const footprints = [strip('a', 0, 6), strip('b', 2, 9), strip('c', 4, 10)];
const ground: Ground = { scenes, overlaps: [], footprints };
const overlap = { a: 'a', b: 'b' } as Overlap;
const stay: GeoTransform = [1, 0, 0, 0, 1, 0];
const by = (dx: number, dy: number): GeoTransform => [1, 0, dx, 0, 1, dy];

/** Heights of a plane that a scene shows at a place when it stands where a move puts it: those of the raw position. */
const slope = [0.2, -0.1] as const;
const shown = ([, , dx, , , dy]: GeoTransform, x: number, y: number): number =>
  slope[0] * (x - dx) + slope[1] * (y - dy);

const positions = (measured: GeoTransform[], wanted: GeoTransform[]): Positions => ({
  ground,
  measured,
  wanted,
});

it('brings heights from where they were measured to where the scenes are wanted', () => {
  const measured = [by(3, -2), by(-5, 4), stay];
  const wanted = [by(2, 1), by(-4, 7), stay];
  const [x, y] = [25, 40];
  const dh = shown(measured[1]!, x, y) - shown(measured[0]!, x, y);
  const tie = heightTie({ id: 't', x, y, dh, sigma: 0.1, slope }, overlap, positions(measured, wanted));
  expect(tie.dh).toBeCloseTo(shown(wanted[1]!, x, y) - shown(wanted[0]!, x, y), 12);
  expect([tie.xA, tie.yA, tie.xB, tie.yB]).toEqual([22, 42, 30, 36]);

  const point = { id: 'p', x, y, h: 7, sigma: 0.15 };
  const seen = { index: 0, h: shown(measured[1]!, x, y), raw: 0, sigma: 0.3, slope, slopeDeg: 12 };
  const sighting: SeenPoint = { point, scene: 'b', role: 'control', seen, rejected: null };
  const control = seenHeight(sighting, 1, positions(measured, wanted));
  expect(control).toMatchObject({ x: 30, y: 36, known: 7, slope });
  expect(control.h).toBeCloseTo(shown(wanted[1]!, x, y), 12);

  const found = { id: 'r', x, y, h: seen.h, known: 5, sigma: 1, slope };
  const reference = referenceHeight(found, 'b', positions(measured, wanted));
  expect(reference.h).toBeCloseTo(control.h, 12);
});

it('counts the scenes that show a place', () => {
  expect([5, 25, 45, 65, 95].map((x) => depthAt(ground, x, 50))).toEqual([1, 2, 3, 2, 1]);
  expect(depthAt(ground, 500, 50)).toBe(1);
});

it('lets observations share the weight that their noise has in common', () => {
  const here = positions([stay, stay, stay], [stay, stay, stay]);
  const tie = (x: number) => heightTie({ id: 't', x, y: 50, dh: 0, sigma: 1, slope }, overlap, here).share;
  // Two scenes make one pair; three make three, of which two say everything.
  expect([tie(25), tie(45)]).toEqual([1, 2 / 3]);
  const reference = (x: number) =>
    referenceHeight({ id: 'r', x, y: 50, h: 0, known: 0, sigma: 1, slope }, 'a', here).share;
  expect([reference(5), reference(25), reference(45)]).toEqual([1, 1 / 2, 1 / 3]);

  // A point of noise p in n scenes of noise s: the mean of the sightings has the variance p² + s²/n.
  const [p, s, n] = [0.15, 0.3, 3];
  const seen = { index: 0, h: 1, raw: 1, sigma: s, slope, slopeDeg: 12 };
  const sighting: SeenPoint = {
    point: { id: 'p', x: 45, y: 50, h: 1, sigma: p },
    scene: 'a',
    role: 'control',
    seen,
    rejected: null,
  };
  const { share, sigma } = seenHeight(sighting, n, here);
  expect(sigma ** 2 / (n * share!)).toBeCloseTo(p ** 2 + s ** 2 / n, 12);
});
