import { describe, expect, it } from 'vitest';
import { momentsOf, standardDeviation } from '../../math/moments.js';
import { marsAlbedo } from './mars-albedo.js';
import { type MarsImageOptions, marsImage } from './mars-image.js';
import { marsReference } from './mars-reference.js';

const SIDE = 200;
const options: MarsImageOptions = {
  ...{ seed: 1, sun: { azimuth: 90, elevation: 35 }, lunar: 0.5, sky: 0.25, haze: 0, clouds: 0 },
  ...{ spread: 0, snr: 1e9, exposure: 120 },
};

/** Ground that rises towards greater columns by `slope`. */
function ramp(slope: number) {
  const heights = Float32Array.from({ length: SIDE * SIDE }, (_, i) => slope * 5 * (i % SIDE));
  return { width: SIDE, height: SIDE, pixel: 5, heights };
}
const even = new Float32Array(SIDE * SIDE).fill(1);
const grey = (slope: number, changes: Partial<MarsImageOptions> = {}): number =>
  marsImage(ramp(slope), even, { ...options, ...changes })[100 * SIDE + 100];

describe('light', () => {
  it('is the exposure on flat ground, more towards the Sun, less away from it', () => {
    expect(grey(0)).toBe(120);
    // The Sun stands at greater columns: ground that rises there turns away from it.
    expect(grey(0.2)).toBeLessThan(105);
    expect(grey(-0.2)).toBeGreaterThan(135);
    expect(grey(0.2, { sun: { azimuth: 270, elevation: 35 } })).toBe(grey(-0.2));
  });

  it('comes from the sky alone where a wall hides the Sun', () => {
    const field = ramp(0);
    for (let r = 0; r < SIDE; r++) field.heights[r * SIDE + 150] = 200;
    const image = marsImage(field, even, options);
    expect(image[100 * SIDE + 140]).toBe(Math.round(120 * 0.25));
    expect(image[100 * SIDE + 60]).toBe(120);
  });

  it('loses contrast to haze, in proportion, and keeps its level', () => {
    const contrast = (haze: number): number => grey(-0.15, { haze }) - grey(0.15, { haze });
    expect(grey(0, { haze: 0.5 })).toBe(120);
    expect(contrast(0.5) / contrast(0)).toBeCloseTo(0.5, 1);
    expect(contrast(0.25) / contrast(0)).toBeCloseTo(0.75, 1);
  });

  it('has the noise asked for, and as much haze more here and there', () => {
    const noisy = momentsOf(marsImage(ramp(0), even, { ...options, snr: 20 }));
    expect(noisy.mean).toBeCloseTo(120, 0);
    expect(standardDeviation(noisy) / 6).toBeCloseTo(1, 1);
    const dark = even.map(() => 0.5);
    const cloudy = { ...options, haze: 0.4, clouds: 0.3 };
    const spread = [1, 2, 3, 4, 5, 6].map((seed) => {
      return standardDeviation(momentsOf(marsImage(ramp(0), dark, { ...cloudy, seed })));
    });
    // 120 (1 - 0.5) 0.4 0.3 over many scenes; one scene is hardly wider than one cloud.
    expect(spread.reduce((a, b) => a + b) / 6).toBeGreaterThan(2);
    expect(spread.reduce((a, b) => a + b) / 6).toBeLessThan(10);
  });
});

describe('albedo', () => {
  const plain = { seed: 2, contrast: 0.05, streaks: 0, tracks: 0, strength: 0.3, wind: 0.4, sand: 1 };

  it('has the spread asked for', () => {
    const spreads = [1, 2, 3, 4].map((seed) => {
      return standardDeviation(momentsOf(marsAlbedo(300, 300, null, { ...plain, seed }).map(Math.log)));
    });
    const mean = spreads.reduce((a, b) => a + b) / 4;
    expect(mean).toBeGreaterThan(0.025);
    expect(mean).toBeLessThan(0.075);
  });

  it('has streaks along the wind and dark tracks', () => {
    const base = marsAlbedo(400, 400, null, { ...plain, contrast: 1e-6 });
    const streaked = marsAlbedo(400, 400, null, { ...plain, contrast: 1e-6, streaks: 20 });
    expect(streaked.filter((v, i) => Math.abs(v - base[i]) > 0.02).length).toBeGreaterThan(500);
    const [cos, sin] = [Math.cos(0.4), Math.sin(0.4)];
    const change = (dx: number, dy: number): number => {
      let sum = 0;
      for (let r = 20; r < 380; r++)
        for (let c = 20; c < 380; c++)
          sum += (streaked[(r + dy) * 400 + c + dx] - streaked[r * 400 + c]) ** 2;
      return sum;
    };
    const lag = 12;
    const along = change(Math.round(lag * cos), Math.round(lag * sin));
    const across = change(Math.round(-lag * sin), Math.round(lag * cos));
    expect(along).toBeLessThan(0.6 * across);
    const tracked = marsAlbedo(400, 400, null, { ...plain, contrast: 1e-6, tracks: 20 });
    const darker = tracked.filter((v, i) => v < base[i] - 0.01).length;
    expect(darker).toBeGreaterThan(300);
    expect(tracked.filter((v, i) => v > base[i] + 1e-6).length).toBe(0);
  });

  it('is darker on sand', () => {
    const sand = Float32Array.from({ length: 300 * 300 }, (_, i) => (i % 300 < 150 ? 1 : 0));
    const dark = marsAlbedo(300, 300, sand, { ...plain, sand: 0.7 });
    const bare = marsAlbedo(300, 300, null, plain);
    expect(dark[40] / bare[40]).toBeCloseTo(0.7, 5);
    expect(dark[240]).toBe(bare[240]);
  });
});

describe('a reference', () => {
  const field = { width: 800, height: 800, pixel: 5, heights: new Float32Array(640_000) };
  const quiet = { seed: 2, factor: 10, smoothing: 1.2, noise: 0, blotches: 0 };

  it('is exact on a plane without noise', () => {
    const tilted = { ...field, heights: field.heights.map((_, i) => 0.1 * (i % 800)) };
    const { width, heights } = marsReference(tilted, quiet);
    expect(width).toBe(80);
    for (const c of [3, 40, 77]) expect(heights[80 * 20 + c]).toBeCloseTo(0.1 * (10 * c + 4.5), 3);
  });

  it('has errors from cell to cell and errors that neighbours share', () => {
    const white = marsReference(field, { ...quiet, noise: 2 }).heights;
    expect(standardDeviation(momentsOf(white)) / 2).toBeCloseTo(1, 1);
    const shared = marsReference(field, { ...quiet, blotches: 4 }).heights;
    expect(standardDeviation(momentsOf(shared)) / 4).toBeGreaterThan(0.9);
    expect(standardDeviation(momentsOf(shared)) / 4).toBeLessThan(1.1);
    let steps = 0;
    for (let i = 1; i < shared.length; i++) steps += (shared[i] - shared[i - 1]) ** 2;
    expect(Math.sqrt(steps / shared.length)).toBeLessThan(4);
  });
});
