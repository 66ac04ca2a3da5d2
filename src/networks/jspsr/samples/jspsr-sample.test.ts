import { describe, expect, it } from 'vitest';
import { heightScaleSchema } from '../height-scale.js';
import { jspsrSample, jspsrShapes, oneHot } from './jspsr-sample.js';

const scale = heightScaleSchema.parse(undefined);
const dem = Float32Array.of(130, 131, 230, 1029);
const tile = {
  dem,
  truth: Float32Array.of(100, 100, 190, 1000),
  whole: Float32Array.of(100, ...dem),
  guidance: {
    image: [Float32Array.of(0, 255, 51, 0), Float32Array.of(1, 2, 3, 4), Float32Array.of(0, 0, 0, 255)],
    mask: oneHot([0, 14, 5, 10]),
    canopy: [Float32Array.of(0, 34, 68, 17)],
  },
};

describe('a sample', () => {
  it('has heights above the least of the coarse sample that it is cut from, in both models', () => {
    const { dem: coarse, height } = jspsrSample(tile, ['image'], scale);
    expect(height![0]).toBeCloseTo(0.63354159, 6);
    expect(coarse![3]).toBeCloseTo(1, 6);
  });

  it('has heights from the mean of the coarse sample, one metre the same everywhere', () => {
    const { dem: coarse, height } = jspsrSample(tile, ['image'], { type: 'from-mean', scale: 10 });
    const mean = (100 + 130 + 131 + 230 + 1029) / 5;
    expect(coarse![2]).toBeCloseTo((230 - mean) / 10, 4);
    expect(height![3]! - height![0]!).toBeCloseTo(90, 4);
  });

  it('has only the guidance asked for, in its planes', () => {
    const sample = jspsrSample(tile, ['image', 'mask'], scale);
    expect(Object.keys(sample)).toEqual(['dem', 'height', 'image', 'mask']);
    expect(sample.image).toHaveLength(12);
    expect(sample.image![1]).toBe(1);
    expect(sample.image![2]).toBeCloseTo(0.2, 6);
    expect(sample.image![11]).toBe(1);
    const { mask } = sample;
    expect(mask).toHaveLength(60);
    expect([mask![0], mask![14 * 4 + 1], mask![5 * 4 + 2], mask![10 * 4 + 3]]).toEqual(
      [1 / 16, 15 / 16, 6 / 16, 11 / 16].map(Math.fround),
    );
    expect(mask!.filter((v) => v !== 0)).toHaveLength(4);
    const { canopy } = jspsrSample(tile, ['canopy'], scale);
    expect([...canopy!]).toEqual([0, 0.5, 1, 0.25]);
  });

  it('has the shapes that it says', () => {
    expect(jspsrShapes(16, ['mask', 'canopy'])).toEqual({
      dem: [1, 16, 16],
      height: [1, 16, 16],
      mask: [15, 16, 16],
      canopy: [1, 16, 16],
    });
  });
});
