import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plainLayer } from '../../test/support/plain-layer.js';
import { createRng } from '../core/rng.js';
import { expand, fullWindow, type Window } from '../core/window.js';
import { type Contributor, coverage } from './contributor.js';
import { crop } from './crop.js';
import { type StatisticsMode, takesOneSource } from './options.js';
import { mergeSeams, seamReport, worstSeam } from './seam-report.js';
import { measureSeams, type SeamHistogram, type SeamResult, seamHalo } from './seams.js';
import { combineStatistics } from './statistics.js';

const WIDTH = 300;
const HEIGHT = 120;
const PIXEL = { x: 2, y: 2 };

type HeightAt = (col: number, row: number) => number;

/** An input of the scene, missing outside its columns; planes reach far enough around the scene for every halo. */
function input(order: number, from: number, to: number, heightAt: HeightAt): Contributor {
  const area = expand(fullWindow({ width: WIDTH, height: HEIGHT }), seamHalo());
  const heights = new Float32Array(area.width * area.height).fill(Number.NaN);
  for (let row = 0; row < HEIGHT; row++) {
    for (let col = from; col < to; col++) {
      heights[(row - area.row) * area.width + col - area.col] = heightAt(col, row);
    }
  }
  return { heights, order };
}

function roughness(seed: number, amplitude: number): HeightAt {
  const rng = createRng(seed);
  const noise = Float32Array.from({ length: WIDTH * HEIGHT }, () => amplitude * rng.normal());
  return (col, row) => noise[row * WIDTH + col];
}

/** Mosaics the inputs without weights and measures a part of the scene. */
function seamsOf(mode: StatisticsMode, inputs: readonly Contributor[], tile: Window): SeamResult {
  const halo = seamHalo();
  const stride = WIDTH + halo.left + halo.right;
  const window = expand(tile, halo);
  const area = { ...window, col: window.col + halo.left, row: window.row + halo.top };
  const contributors = inputs.map((c) => ({ ...c, heights: crop(c.heights, stride, area) }));
  const { width, height } = window;
  const layers = contributors.map((contributor) => plainLayer(contributor, width));
  const { count, sets } = coverage(layers, width, height);
  const wanted = { sigma: false, uncertainty: false, weightOf: null };
  return measureSeams({
    ...combineStatistics(mode, { layers, width, height, count }, wanted),
    count,
    sets: takesOneSource(mode) ? null : sets,
    layers,
    width,
    tile: { col: halo.left, row: halo.top, width: tile.width, height: tile.height },
    pixelSize: PIXEL,
  });
}

const ALL = fullWindow({ width: WIDTH, height: HEIGHT });

/** Two inputs over the same terrain, the second on top and higher by `offset`. */
function pasted(offset: number): SeamHistogram {
  const terrain = roughness(1, 0.3);
  const inputs = [input(0, 0, 200, terrain), input(1, 100, WIDTH, (col, row) => terrain(col, row) + offset)];
  return seamsOf('last', inputs, ALL).histogram;
}

describe('measureSeams', () => {
  test('a step of 2 m on 0.3 m of roughness stands out', () => {
    const { pairs } = seamReport(pasted(2));
    expect(pairs).toHaveLength(1);
    const [{ a, b, kind, heightJump }] = pairs;
    expect({ a, b, kind, n: heightJump.n, nInside: heightJump.nInside }).toEqual({
      a: 1,
      b: 2,
      kind: 'switch',
      n: HEIGHT,
      nInside: 2 * HEIGHT,
    });
    // Of white noise the stencil makes sqrt(5) times its deviation; 0.6745 deviations are the median magnitude.
    const noise = 0.6745 * Math.sqrt(5) * 0.3;
    expect(heightJump.median).toBeGreaterThan(1.8);
    expect(heightJump.median).toBeLessThan(2.2);
    expect(Math.abs(heightJump.insideMedian / noise - 1)).toBeLessThan(0.15);
    expect(heightJump.ratio).toBeGreaterThan(3.5);
  });

  test('where inputs agree the seam is as the terrain inside', () => {
    const { ratio } = seamReport(pasted(0)).overall.heightJump;
    expect(ratio).toBeGreaterThan(0.75);
    expect(ratio).toBeLessThan(1.3);
  });

  test('an unweighted mean steps where a contributor begins or ends', () => {
    const inputs = [input(0, 0, 200, () => 10), input(1, 100, WIDTH, () => 14)];
    const { pairs } = seamReport(seamsOf('mean', inputs, ALL).histogram);
    expect(pairs.map(({ a, b, kind, heightJump }) => [a, b, kind, heightJump.n])).toEqual([
      [0, 1, 'edge', HEIGHT],
      [0, 2, 'edge', HEIGHT],
    ]);
    for (const { heightJump, slopeJump } of pairs) {
      expect(heightJump.median).toBeCloseTo(2, 0);
      expect(slopeJump.median).toBe(0);
    }
  });

  test('a kink without a step is a slope jump', () => {
    const inputs = [input(0, 0, 150, () => 0), input(1, 150, WIDTH, (col) => 0.5 * (col - 149))];
    const { overall } = seamReport(seamsOf('first', inputs, ALL).histogram);
    // 0.5 m per pixel of 2 m
    expect(overall.slopeJump.median / 0.25).toBeCloseTo(1, 1);
    expect(overall.slopeJump.insideMedian).toBe(0);
    expect(overall.slopeJump.ratio).toBeGreaterThan(1e5);
  });

  test('an input that ends under the chosen one makes an edge only where heights depend on it', () => {
    const inputs = [input(0, 0, 200, () => 1), input(4, 100, WIDTH, () => 3)];
    const kinds = (mode: StatisticsMode) =>
      seamsOf(mode, inputs, ALL).histogram.map((p) => [p.a, p.b, p.kind]);
    expect(kinds('max')).toEqual([[1, 5, 'switch']]);
    expect(kinds('median')).toEqual([
      [1, 5, 'edge'],
      [1, 5, 'switch'],
    ]);
  });

  test('missing and filled pixels make no boundary', () => {
    const gap: HeightAt = (col) => (col === 100 ? Number.NaN : 5);
    const inputs = [input(0, 0, 150, gap), input(1, 151, WIDTH, () => 5)];
    expect(seamsOf('mean', inputs, ALL).histogram).toEqual([]);
  });

  test('compares with terrain of one origin only', () => {
    const terrain = roughness(7, 1);
    const inputs = [input(0, 0, 100, terrain), input(1, 100, 109, terrain), input(2, 109, WIDTH, terrain)];
    const { pairs } = seamReport(seamsOf('first', inputs, ALL).histogram);
    // Eight pixels into the strip of nine a stencil touches the strip's other boundary.
    expect(pairs.map(({ a, b, heightJump }) => [a, b, heightJump.n, heightJump.nInside])).toEqual([
      [1, 2, HEIGHT, HEIGHT],
      [2, 3, HEIGHT, HEIGHT],
    ]);
  });

  test('marks the left or upper pixel of a boundary', () => {
    const inputs = [input(0, 0, 200, () => 1), input(1, 100, WIDTH, () => 3)];
    const { mask } = seamsOf('median', inputs, ALL);
    const expected = new Uint8Array(WIDTH * HEIGHT);
    for (let row = 0; row < HEIGHT; row++) {
      expected[row * WIDTH + 99] = 1;
      expected[row * WIDTH + 199] = 2;
    }
    expect(mask).toEqual(expected);
  });

  test('totals do not depend on the tiling, nor on the order of merging', () => {
    const terrain = roughness(2, 1);
    const ragged = (order: number, from: number, to: number, seed: number): Contributor => {
      const holes = roughness(seed, 1);
      return input(order, from, to, (c, r) => (holes(c, r) > 2.5 ? Number.NaN : terrain(c, r) + order));
    };
    const inputs = [ragged(2, 0, 130, 3), ragged(0, 60, 250, 4), ragged(1, 110, 300, 5)];
    const modes = fc.constantFrom<StatisticsMode>('first', 'max', 'mean', 'median');
    fc.assert(
      fc.property(
        modes,
        fc.integer({ min: 20, max: 200 }),
        fc.integer({ min: 20, max: 90 }),
        (mode, w, h) => {
          const tiles: SeamHistogram[] = [];
          for (let row = 0; row < HEIGHT; row += h) {
            for (let col = 0; col < WIDTH; col += w) {
              const tile = { col, row, width: Math.min(w, WIDTH - col), height: Math.min(h, HEIGHT - row) };
              tiles.push(seamsOf(mode, inputs, tile).histogram);
            }
          }
          const whole = seamsOf(mode, inputs, ALL).histogram;
          expect(whole.length).toBeGreaterThan(1);
          expect(mergeSeams(tiles)).toEqual(whole);
          expect(mergeSeams(JSON.parse(JSON.stringify(tiles.reverse())))).toEqual(whole);
        },
      ),
      { numRuns: 12 },
    );
  });
});

describe('worstSeam', () => {
  test('is the pair with the greatest ratio among those with enough samples', () => {
    const terrain = roughness(6, 0.3);
    const few: HeightAt = (col, row) => (row < 50 ? terrain(col, row) + 9 : Number.NaN);
    const inputs = [
      input(0, 0, 100, terrain),
      input(1, 100, 200, (col, row) => terrain(col, row) + 3),
      input(2, 200, 250, few),
      input(3, 250, WIDTH, few),
    ];
    const report = seamReport(seamsOf('first', inputs, ALL).histogram);
    expect(worstSeam(report)).toMatchObject({ a: 1, b: 2 });
    expect(worstSeam(report, 20)).toMatchObject({ a: 2, b: 3 });
    expect(worstSeam(report, 1000)).toBeNull();
  });
});
