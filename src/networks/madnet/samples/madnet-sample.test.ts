import { describe, expect, it } from 'vitest';
import { madnetSample, madnetShapes, relativeHeights } from './madnet-sample.js';

const SIDE = 64;
const at = (i: number): readonly [col: number, row: number] => [i % SIDE, Math.floor(i / SIDE)];
const plane = (value: (col: number, row: number) => number): Float32Array =>
  Float32Array.from({ length: SIDE * SIDE }, (_, i) => value(...at(i)));
const tile = {
  image: plane((c, r) => (c + 2 * r) % 256),
  truth: plane((c, r) => 500 + 3 * c - r),
  pixel: 5,
  contrast: 1,
};

describe('a sample', () => {
  it('has grey levels / 255 whatever their range, and heights from 0 to 1 at half the resolution', () => {
    const { image, height } = madnetSample(tile, 'fine', 'relative');
    expect(image![0]).toBe(0);
    expect(image![7 * SIDE + 5]).toBeCloseTo(19 / 255, 6);
    expect(height).toHaveLength((SIDE / 2) ** 2);
    expect([Math.min(...height!), Math.max(...height!)]).toEqual([0, 1]);
    // Column 10, row 3 of means of 2 x 2: 3 * 20.5 - 6.5 above 500; the least is at the lower left.
    const [low, high] = [3 * 0.5 - 62.5, 3 * 62.5 - 0.5];
    expect(height![3 * 32 + 10]).toBeCloseTo((3 * 20.5 - 6.5 - low) / (high - low), 5);
  });

  it.each([
    ['fine', 1],
    ['intermediate', 2],
    ['coarse', 4],
  ] as const)('of the %s scale is reduced by %i', (scale, reduction) => {
    const { image, height } = madnetSample(tile, scale, 'relative');
    const shapes = madnetShapes(SIDE, scale);
    expect(shapes.image).toEqual([1, SIDE / reduction, SIDE / reduction]);
    expect(image).toHaveLength((SIDE / reduction) ** 2);
    expect(height).toHaveLength(shapes.height[1]! ** 2);
    const mean = (v: Float32Array): number => v.reduce((a, b) => a + b, 0) / v.length;
    expect(mean(image!)).toBeCloseTo(mean(madnetSample(tile, 'fine', 'relative').image!), 4);
  });

  it.each([
    ['fine', 2],
    ['coarse', 8],
  ] as const)('of the %s scale has heights above its plane in pixels of the fine output', (scale, step) => {
    // Means of a wave across the columns, whose own plane is level by symmetry, on top of a slope.
    const wave = (col: number): number => 7 * Math.cos((2 * Math.PI * (col + 0.5)) / SIDE);
    const truth = plane((c, r) => 500 + 3 * c - r + wave(c));
    const { height } = madnetSample({ ...tile, truth }, scale, 'pixels');
    const side = SIDE / step;
    for (const col of [0, 1, side / 2, side - 1]) {
      const mean =
        Array.from({ length: step }, (_, k) => wave(col * step + k)).reduce((a, b) => a + b) / step;
      expect(height![2 * side + col]).toBeCloseTo(mean / 10, 5);
    }
  });

  it('has heights in pixels over what the Sun makes of them, relative ones as they are', () => {
    const truth = plane((c, r) => 5 * Math.cos(c / 5) * Math.sin(r / 7));
    const bySun = (contrast: number, heights: 'pixels' | 'relative') =>
      madnetSample({ ...tile, truth, contrast }, 'fine', heights).height!;
    for (const i of [0, 77, 500])
      expect(bySun(2.5, 'pixels')[i]! * 2.5).toBeCloseTo(bySun(1, 'pixels')[i]!, 5);
    expect(bySun(2.5, 'relative')).toEqual(bySun(1, 'relative'));
  });

  it('of flat ground is finite', () => {
    expect(relativeHeights(new Float32Array(4).fill(7))).toEqual(new Float32Array(4));
  });
});
