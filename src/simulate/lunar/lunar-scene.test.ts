import { describe, expect, it } from 'vitest';
import { createReferenceCompute } from '../../kernels/backends/reference.js';
import { momentsOf, standardDeviation } from '../../math/moments.js';
import { coarseDtm } from './coarse-dtm.js';
import { lunarAlbedo, lunarImage } from './lunar-image.js';
import { shadeLunarLambert } from './lunar-lambert.js';
import { drawLunarScene, LUNAR_DEFAULTS, makeLunarScene } from './lunar-scene.js';
import { upsampleCoarse } from './upsample-coarse.js';

const scene = makeLunarScene(drawLunarScene(11, { width: 320, height: 280, images: 2 }));

function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const mean = (v: ArrayLike<number>): number => Array.from(v).reduce((s, x) => s + x, 0) / v.length;
  const [ma, mb] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    ab += (a[i] - ma) * (b[i] - mb);
    aa += (a[i] - ma) ** 2;
    bb += (b[i] - mb) ** 2;
  }
  return ab / Math.sqrt(aa * bb);
}

describe('lunar scene', () => {
  it('is the same for the same seed; parameters lie in their ranges', () => {
    const size = { width: 320, height: 280, images: 2 };
    expect(makeLunarScene(drawLunarScene(11, size)).images).toEqual(scene.images);
    for (let seed = 0; seed < 200; seed++) {
      const { terrain, coarse, images } = drawLunarScene(seed, size);
      expect(terrain.slope).toBeGreaterThanOrEqual(0.6);
      expect(terrain.slope).toBeLessThanOrEqual(6);
      expect(coarse.noise).toBeGreaterThanOrEqual(1);
      for (const { sun } of images) {
        expect(sun.azimuth).toBeGreaterThanOrEqual(0);
        expect(sun.azimuth).toBeLessThan(360);
        expect(sun.elevation).toBeGreaterThanOrEqual(6);
        expect(sun.elevation).toBeLessThanOrEqual(60);
      }
    }
  });

  it('shows the relief: images follow the shading of the truth and not that of another Sun', () => {
    scene.options.images.forEach((options, i) => {
      const shade = shadeLunarLambert(scene.terrain, options.sun);
      const opposite = shadeLunarLambert(scene.terrain, {
        ...options.sun,
        azimuth: options.sun.azimuth + 180,
      });
      expect(correlation(scene.images[i], shade)).toBeGreaterThan(0.7);
      expect(correlation(scene.images[i], opposite)).toBeLessThan(0);
    });
  });

  it('has images of whole digital numbers, flat ground at the exposure with the noise asked for', () => {
    const flat = { width: 200, height: 200, pixel: 1.5, heights: new Float32Array(40_000) };
    const even = new Float32Array(40_000).fill(1);
    const options = { seed: 1, sun: { azimuth: 30, elevation: 20 }, spread: 0, snr: 50, exposure: 1032 };
    const moments = momentsOf(lunarImage(flat, even, options));
    expect(moments.mean).toBeCloseTo(1032, 0);
    expect(standardDeviation(moments) / 20).toBeCloseTo(1, 1);
    for (const image of scene.images) {
      expect(image.every((v) => Number.isInteger(v) && v >= 1 && v <= 4095)).toBe(true);
    }
  });

  it('has an albedo that does not follow the relief', () => {
    const albedo = lunarAlbedo(5, 320, 280, 0.06);
    expect(standardDeviation(momentsOf(albedo.map(Math.log)))).toBeGreaterThan(0.03);
    expect(standardDeviation(momentsOf(albedo.map(Math.log)))).toBeLessThan(0.09);
    const shades = [0, 1, 2, 3, 4, 5].map((seed) =>
      correlation(
        lunarAlbedo(seed, 320, 280, 0.06),
        shadeLunarLambert(scene.terrain, { azimuth: 0, elevation: 20 }),
      ),
    );
    expect(Math.abs(shades.reduce((a, b) => a + b, 0) / 6)).toBeLessThan(0.1);
  });
});

describe('coarse model', () => {
  const plane = {
    ...{ width: 420, height: 410 },
    heights: Float32Array.from(
      { length: 420 * 410 },
      (_, i) => 100 + 0.25 * (i % 420) - 0.125 * Math.floor(i / 420),
    ),
  };
  const quiet = { seed: 2, factor: 40, smoothing: 0.6, noise: 0, step: 0 };

  it('keeps a plane, and so does its up-sampling inside', async () => {
    const coarse = coarseDtm(plane, quiet);
    expect([coarse.width, coarse.height]).toEqual([10, 10]);
    const up = await upsampleCoarse(
      coarse,
      { col: 100, row: 100, width: 150, height: 120 },
      createReferenceCompute(),
    );
    for (let r = 0; r < 120; r++) {
      for (let c = 0; c < 150; c++) {
        expect(Math.abs(up[r * 150 + c] - plane.heights[(r + 100) * 420 + c + 100])).toBeLessThan(1e-3);
      }
    }
  });

  it('has the noise and the step asked for', () => {
    const field = { width: 8000, height: 800, heights: new Float32Array(8000 * 800) };
    const noisy = coarseDtm(field, { ...quiet, factor: 8, noise: 1.5 }).heights;
    expect(standardDeviation(momentsOf(noisy)) / 1.5).toBeCloseTo(1, 1);
    const stepped = coarseDtm(plane, { ...quiet, step: 3 }).heights;
    const smooth = coarseDtm(plane, quiet).heights;
    const steps = Array.from(stepped, (h, i) => Math.round((h - smooth[i]) * 100) / 100);
    expect(new Set(steps)).toEqual(new Set([0, 3]));
  });

  it('is the mean of the truth over its cells when it is not smoothed', () => {
    const { terrain } = scene;
    const coarse = coarseDtm(terrain, { ...quiet, smoothing: 0 });
    let sum = 0;
    for (let r = 40; r < 80; r++) for (let c = 80; c < 120; c++) sum += terrain.heights[r * 320 + c];
    expect(coarse.heights[coarse.width + 2]).toBeCloseTo(sum / 1600, 3);
    expect(LUNAR_DEFAULTS.factor * LUNAR_DEFAULTS.pixel).toBe(60);
  });
});
