import { afterAll, describe, expect, it } from 'vitest';
import { createRng } from '../../core/rng.js';
import { createWasmCompute } from '../backends/wasm.js';
import { gaussian, gaussianRadius, gaussianTaps } from './index.js';

const wasm = createWasmCompute();
afterAll(() => wasm.close());

async function blur(
  plane: Float32Array,
  width: number,
  height: number,
  sigma: number,
): Promise<Float32Array> {
  return (await wasm.run(gaussian, { plane, taps: gaussianTaps(sigma) }, { width, height })).blurred;
}

describe('gaussian', () => {
  it.each([0.3, 1, 2.7, 10])('has taps that sum to 1 and the shape of exp(-d^2 / 2 sigma^2): %d', (sigma) => {
    const taps = gaussianTaps(sigma);
    expect(taps.length).toBe(Math.ceil(3 * sigma) + 1);
    expect(taps[0] + 2 * taps.slice(1).reduce((s, t) => s + t, 0)).toBeCloseTo(1, 6);
    for (const [d, tap] of taps.entries()) {
      expect(tap / taps[0]).toBeCloseTo(Math.exp(-(d * d) / (2 * sigma * sigma)), 6);
    }
  });

  it('keeps planes, constant or inclined', async () => {
    const [width, height] = [47, 39];
    const plane = Float32Array.from(
      { length: width * height },
      (_, i) => 3 + 0.25 * (i % width) - 0.5 * Math.floor(i / width),
    );
    const radius = gaussianRadius(2);
    const blurred = await blur(plane, width, height, 2);
    const inner = width - 2 * radius;
    for (const [i, value] of blurred.entries()) {
      const expected = plane[(Math.floor(i / inner) + radius) * width + (i % inner) + radius];
      expect(Math.abs(value - expected)).toBeLessThan(2e-5);
    }
  });

  it('spreads an impulse into the product of the taps', async () => {
    const taps = gaussianTaps(1.5);
    const radius = taps.length - 1;
    const size = 4 * radius + 1;
    const plane = new Float32Array(size * size);
    plane[2 * radius * size + 2 * radius] = 1;
    const inner = 2 * radius + 1;
    for (const [i, value] of (await blur(plane, size, size, 1.5)).entries()) {
      const [dx, dy] = [Math.abs((i % inner) - radius), Math.abs(Math.floor(i / inner) - radius)];
      expect(value).toBe(Math.fround(taps[dx] * taps[dy]));
    }
  });

  it('gives a padded tile the bytes of the whole plane', async () => {
    const rng = createRng(2);
    const [width, height, sigma] = [90, 70, 1.2];
    const radius = gaussianRadius(sigma);
    const plane = Float32Array.from({ length: width * height }, () => rng.normal());
    const whole = await blur(plane, width, height, sigma);
    const [col, row, w, h] = [21, 13, 31, 22];
    const tile = Float32Array.from(
      { length: w * h },
      (_, i) => plane[(row + Math.floor(i / w)) * width + col + (i % w)],
    );
    const part = await blur(tile, w, h, sigma);
    const [inner, all] = [w - 2 * radius, width - 2 * radius];
    for (const [i, value] of part.entries()) {
      expect(value).toBe(whole[(row + Math.floor(i / inner)) * all + col + (i % inner)]);
    }
  });

  it('does nothing with sigma 0 and refuses planes smaller than the filter', async () => {
    const plane = Float32Array.of(1, 2, 3, 4, 5, 6);
    expect(await blur(plane, 3, 2, 0)).toEqual(plane);
    await expect(blur(plane, 3, 2, 1)).rejects.toMatchObject({ code: 'config' });
  });
});
