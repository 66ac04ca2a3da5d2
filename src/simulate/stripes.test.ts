import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toMap } from '../core/geo-transform.js';
import { parseCrs } from '../geo/parse-crs.js';
import { sampleStripe } from './sample-stripe.js';
import { edgeness } from './stripe-footprint.js';
import { LASER_SIGMA, laserPoints } from './stripe-laser.js';
import { spoiledPatches } from './stripe-patches.js';
import { referenceGrid, sampleReference } from './stripe-reference.js';
import type { StripeScene, StripesOptions } from './stripe-scene.js';
import { createStripes } from './stripes.js';

const options: StripesOptions = {
  seed: 5,
  crs: parseCrs('EPSG:32650'),
  centre: [500_000, 4_400_000],
  orbits: 2,
  scenes: 2,
  width: 260,
  height: 300,
  pixel: 8,
  overlap: 0.25,
  planErrorPx: 5,
  heightRmse: 3.5,
};
const stripes = createStripes(options);
const { terrain, scenes } = stripes;

interface Sample {
  readonly x: number;
  readonly y: number;
  readonly h: number;
  readonly edge: number;
}

/** Valid samples of a whole scene. */
function samplesOf(scene: StripeScene): Sample[] {
  const { width, height, transform } = scene.grid;
  const data = sampleStripe(terrain, scene, { col: 0, row: 0, width, height });
  return Array.from(data, (h, i) => {
    const [x, y] = toMap(transform, (i % width) + 0.5, Math.floor(i / width) + 0.5);
    return { x, y, h, edge: edgeness(scene.footprint, x, y) };
  }).filter(({ h }) => !Number.isNaN(h));
}

/** The documented correction, written out once more. */
function corrected(
  { correction, grid }: StripeScene,
  { x, y, h }: Sample,
): [X: number, Y: number, h: number] {
  const [west, north] = [grid.transform[2], grid.transform[5]];
  const u = (x - west) / (4 * grid.width) - 1;
  const v = 1 - (north - y) / (4 * grid.height);
  const [a0, a1, a2, b0, b1, b2] = correction.plane as [number, number, number, number, number, number];
  const terms = [1, u, v, u ** 2, u * v, v ** 2, u ** 3, u ** 2 * v, u * v ** 2, v ** 3];
  const g = terms.reduce((sum, term, i) => sum + term * correction.height[i], 0);
  return [x + a0 + a1 * u + a2 * v, y + b0 + b1 * u + b2 * v, h + g];
}

const mean = (values: readonly number[]): number => values.reduce((s, v) => s + v, 0) / values.length;
const rms = (values: readonly number[]): number => Math.sqrt(mean(values.map((v) => v * v)));

describe('simulated stripes', () => {
  it('show the terrain with noise alone once the true correction is applied', () => {
    for (const scene of scenes) {
      const samples = samplesOf(scene);
      for (const [from, to] of [
        [0, 0.35],
        [0.35, 0.7],
        [0.7, 0.9],
        [0.9, 1],
      ] as const) {
        const ring = samples.filter(({ edge }) => edge >= from && edge < to);
        const relative = ring.map((sample) => {
          const [x, y, h] = corrected(scene, sample);
          return (h - terrain.heightAt(x, y)) / (0.5 + 1.5 * sample.edge ** 2);
        });
        expect(ring.length).toBeGreaterThan(5000);
        // The noise's correlation quarters the effective number of samples.
        expect(Math.abs(mean(relative))).toBeLessThan((4 * 2) / Math.sqrt(ring.length));
        expect(rms(relative)).toBeGreaterThan(0.96);
        expect(rms(relative)).toBeLessThan(1.04);
      }
    }
  });

  it('do not fit with position or height corrected the wrong way round', () => {
    const scene = scenes[0];
    const samples = samplesOf(scene).filter(({ edge }) => edge < 0.5);
    const residual = (position: number, height: number) =>
      rms(
        samples.map((sample) => {
          const [x, y, h] = corrected(scene, sample);
          const X = sample.x + position * (x - sample.x);
          const Y = sample.y + position * (y - sample.y);
          return sample.h + height * (h - sample.h) - terrain.heightAt(X, Y);
        }),
      );
    const right = residual(1, 1);
    expect(right).toBeLessThan(0.75);
    expect(residual(-1, 1)).toBeGreaterThan(1.5 * right);
    expect(residual(1, -1)).toBeGreaterThan(1.3 * right);
    expect(residual(0, 1)).toBeGreaterThan(1.2 * right);
  });

  it('have the height error that was asked for, and position errors below the largest one', () => {
    for (const [seed, heightRmse] of [
      [1, 3.5],
      [2, 3.5],
      [3, 5],
    ] as const) {
      const block = createStripes({ ...options, seed, heightRmse });
      const errors = block.scenes.flatMap((scene) => {
        const { width, height, transform } = scene.grid;
        const data = sampleStripe(block.terrain, scene, { col: 0, row: 0, width, height });
        return Array.from(data, (h, i) => {
          const [x, y] = toMap(transform, (i % width) + 0.5, Math.floor(i / width) + 0.5);
          return h - block.terrain.heightAt(x, y);
        }).filter((e) => !Number.isNaN(e));
      });
      expect(rms(errors) / heightRmse).toBeGreaterThan(0.95);
      expect(rms(errors) / heightRmse).toBeLessThan(1.05);
      const corners = block.scenes.flatMap(({ correction: { plane } }) =>
        [-1, 1].flatMap((u) =>
          [-1, 1].map((v) =>
            Math.hypot(plane[0] + plane[1] * u + plane[2] * v, plane[3] + plane[4] * u + plane[5] * v),
          ),
        ),
      );
      expect(Math.max(...corners)).toBeLessThanOrEqual(40);
      expect(Math.max(...corners)).toBeGreaterThan(8);
    }
  });

  it('give the same samples in any window', () => {
    const scene = scenes[1];
    const whole = sampleStripe(terrain, scene, { col: 0, row: 0, width: 260, height: 300 });
    fc.assert(
      fc.property(fc.nat(230), fc.nat(260), (col, row) => {
        const part = sampleStripe(terrain, scene, { col, row, width: 23, height: 17 });
        for (let r = 0; r < 17; r += 4) {
          const at = (row + r) * 260 + col;
          expect(part.slice(r * 23, r * 23 + 23)).toEqual(whole.slice(at, at + 23));
        }
      }),
      { numRuns: 30 },
    );
  });

  it('lack their corners and a few voids, and overlap their neighbours', () => {
    for (const scene of scenes) {
      const { halfAcross, halfAlong, across } = scene.footprint;
      const inside = (4 * halfAcross * halfAlong) / (260 * 8 * 300 * 8);
      const valid = samplesOf(scene).length / (260 * 300);
      expect(inside).toBeGreaterThan(0.8);
      expect(inside).toBeLessThan(0.92);
      expect(valid).toBeLessThan(inside - 0.001);
      expect(valid).toBeGreaterThan(inside - 0.08);
      // Turned counter-clockwise: the orbit heads a little west of north.
      expect(across[1] / across[0]).toBeGreaterThan(0.05);
      expect(across[1] / across[0]).toBeLessThan(0.09);
    }
    const [first, second] = scenes as [StripeScene, StripeScene];
    const distance = Math.hypot(
      first.footprint.centre[0] - second.footprint.centre[0],
      first.footprint.centre[1] - second.footprint.centre[1],
    );
    expect(distance / (2 * first.footprint.halfAlong)).toBeCloseTo(0.75, 1.7);
  });

  it('leave lakes out at the same place on the ground in every scene', () => {
    const block = createStripes({ ...options, planErrorPx: 0, overlap: 0.9 });
    const [a, b] = block.scenes as [StripeScene, StripeScene];
    const read = (scene: StripeScene) =>
      sampleStripe(block.terrain, scene, { col: 0, row: 0, width: 260, height: 300 });
    const [one, two] = [read(a), read(b)];
    const dc = Math.round((b.grid.transform[2] - a.grid.transform[2]) / 8);
    const dr = Math.round((a.grid.transform[5] - b.grid.transform[5]) / 8);
    let both = 0;
    let single = 0;
    for (let row = 40; row < 260; row++) {
      for (let col = 40; col < 220; col++) {
        const other = two[(row - dr) * 260 + col - dc];
        if (row - dr < 40 || row - dr >= 260 || col - dc < 40 || col - dc >= 220) continue;
        const missing = Number.isNaN(one[row * 260 + col]);
        if (missing && Number.isNaN(other)) both++;
        else if (missing || Number.isNaN(other)) single++;
      }
    }
    expect(both).toBeGreaterThan(50);
    expect(single).toBeLessThan(0.1 * both);
  });

  it('refuse a height error smaller than the noise', () => {
    expect(() => createStripes({ ...options, heightRmse: 1 })).toThrow(/Noise and position errors alone/);
  });

  it('refuse scenes too slender to be turned', () => {
    expect(() => createStripes({ ...options, width: 20, height: 600 })).toThrow(/slender/);
  });
});

describe('reference of simulated stripes', () => {
  it('is the mean of the terrain in each cell with noise of 3 m', () => {
    const grid = referenceGrid(stripes, 90);
    const { width, height, transform } = grid;
    const whole = { col: 0, row: 0, width, height };
    const data = sampleReference(terrain, grid, whole);
    const errors = Array.from(data, (h, i) => {
      const [x, y] = toMap(transform, i % width, Math.floor(i / width));
      let sum = 0;
      for (let k = 0; k < 81; k++) {
        sum += terrain.heightAt(x + 10 * (k % 9) + 5, y - 10 * Math.floor(k / 9) - 5);
      }
      return h - sum / 81;
    });
    expect(Math.abs(mean(errors))).toBeLessThan(12 / Math.sqrt(errors.length));
    expect(rms(errors)).toBeGreaterThan(2.8);
    expect(rms(errors)).toBeLessThan(3.2);
    const part = sampleReference(terrain, grid, { col: 7, row: 9, width: 3, height: 2 });
    expect(part[4]).toBe(data[10 * width + 8]);
  });
});

describe('laser points over simulated stripes', () => {
  const points = laserPoints(stripes, { points: 500, footprint: 70 });

  it('measure the mean of the terrain over the footprint', () => {
    for (const { x, y, truth } of points.slice(0, 60)) {
      let sum = 0;
      let count = 0;
      for (let dy = -34.5; dy < 35; dy++) {
        for (let dx = -34.5; dx < 35; dx++) {
          if (dx * dx + dy * dy > 35 * 35) continue;
          sum += terrain.heightAt(x + dx, y + dy);
          count++;
        }
      }
      expect(Math.abs(truth - sum / count)).toBeLessThan(0.03);
    }
    const good = points.filter(({ outlier }) => !outlier).map(({ h, truth }) => (h - truth) / LASER_SIGMA);
    expect(Math.abs(mean(good))).toBeLessThan(0.18);
    expect(rms(good)).toBeGreaterThan(0.88);
    expect(rms(good)).toBeLessThan(1.12);
  });

  it('are as many as asked for, two in a hundred of them spoiled, along tracks over the scenes', () => {
    expect(points).toHaveLength(500);
    const outliers = points.filter(({ outlier }) => outlier);
    expect(outliers).toHaveLength(10);
    for (const { h, truth } of outliers) expect(Math.abs(h - truth)).toBeGreaterThan(9);
    for (const { x, y } of points) {
      expect(scenes.some((scene) => edgeness(scene.footprint, x, y) <= 1)).toBe(true);
    }
    expect(new Set(points.map(({ track }) => track)).size).toBe(6);
    const names = points.map(({ track, shot }) => `${track}/${shot}`);
    expect(new Set(names).size).toBe(500);
  });
});

describe('spoiled patches', () => {
  const spoiled = createStripes({ ...options, spoiled: 0.2 });

  it('are as large a part of the scenes as asked for, grossly wrong, and leave the rest as it is', () => {
    let [pixels, wrong, changed] = [0, 0, 0];
    for (const [i, scene] of spoiled.scenes.entries()) {
      const { width, height } = scene.grid;
      const window = { col: 0, row: 0, width, height };
      const [clean, dirty] = [scenes[i]!, scene].map((s) => sampleStripe(terrain, s, window));
      const patchAt = spoiledPatches(scene.seed, 0.2, options.pixel);
      for (let k = 0; k < clean!.length; k++) {
        const dh = dirty![k]! - clean![k]!;
        if (Number.isNaN(dh)) continue;
        const patch = patchAt(k % width, Math.floor(k / width));
        pixels++;
        if (patch !== null) wrong++;
        else if (dh !== 0) changed++;
      }
    }
    expect(changed).toBe(0);
    expect(wrong / pixels).toBeGreaterThan(0.08);
    expect(wrong / pixels).toBeLessThan(0.35);
  });

  it('show ground some pixels away, too high or too low', () => {
    const patchAt = spoiledPatches(7, 0.5, 8);
    const patches = Array.from({ length: 400 }, (_, i) => patchAt((i % 20) * 64, Math.floor(i / 20) * 64));
    const found = patches.filter((patch) => patch !== null);
    expect(found.length).toBeGreaterThan(150);
    for (const { dx, dy, dh } of found) {
      expect(Math.hypot(dx, dy) / 8).toBeGreaterThanOrEqual(8);
      expect(Math.hypot(dx, dy) / 8).toBeLessThanOrEqual(16);
      expect(Math.abs(dh)).toBeGreaterThanOrEqual(10);
      expect(Math.abs(dh)).toBeLessThanOrEqual(40);
    }
    expect(patchAt(63, 63)).toBe(patchAt(0, 0));
  });
});
