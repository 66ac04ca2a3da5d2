import { describe, expect, it } from 'vitest';
import { heightCodecSchema } from '../height-codec.js';
import { jspsrSample } from './jspsr-sample.js';

const codec = heightCodecSchema.parse({});
const tile = {
  dem: Float32Array.of(100, 101, 200, 1029),
  truth: Float32Array.of(100, 100, 190, 1000),
  base: 100,
  image: [Float32Array.of(0, 255, 51, 0), Float32Array.of(1, 2, 3, 4), Float32Array.of(0, 0, 0, 255)],
  landUse: Uint8Array.of(0, 14, 5, 10),
  canopy: Float32Array.of(0, 34, 68, 17),
};

describe('a sample', () => {
  it('has heights above the base of the coarse sample, in both models', () => {
    const { dem, height } = jspsrSample(tile, ['image'], codec);
    expect(dem![0]).toBeCloseTo(0.63354159, 6);
    expect(dem![3]).toBeCloseTo(1, 6);
    expect(height![0]).toBe(dem![0]);
  });

  it('has only the guidance asked for, in its planes', () => {
    const sample = jspsrSample(tile, ['image', 'mask'], codec);
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
    const { canopy } = jspsrSample(tile, ['canopy'], codec);
    expect([...canopy!]).toEqual([0, 0.5, 1, 0.25]);
  });
});
