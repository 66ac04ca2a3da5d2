import { describe, expect, it } from 'vitest';
import { craterPopulation, EQUILIBRIUM_DENSITY } from './crater-population.js';
import {
  craterProfiles,
  FRESH_DEPTH,
  PROFILE_SAMPLES,
  SAMPLES_PER_RADIUS,
  WEAR_LEVELS,
  WORN_DEPTH,
} from './crater-profiles.js';
import { normalQuantiles, quantileAt } from './fast-normals.js';
import { lunarTerrain } from './lunar-terrain.js';
import { rmsDifference, splineNoise } from './spline-noise.js';
import { stampCrater } from './stamp-crater.js';

const round = { x: 150, y: 150, age: 0.5, shape: [0, 0, 0, 0] as const };
const flat = (size: number, pixel = 1) => ({
  ...{ width: size, height: size, pixel },
  heights: new Float32Array(size * size),
});

/** Highest point of the middle row minus the lowest of the middle, over the diameter. */
function measuredDepth(wear: number, diameter: number): { depth: number; rimAt: number } {
  const field = flat(301);
  stampCrater(field, { ...round, x: 150.5, y: 150.5, diameter, wear }, craterProfiles());
  const profile = Array.from(field.heights.subarray(150 * 301 + 150, 151 * 301));
  const rim = Math.max(...profile);
  return { depth: (rim - profile[0]) / diameter, rimAt: profile.indexOf(rim) / (diameter / 2) };
}

describe('crater', () => {
  it('is 0.2 diameters deep when fresh, 0.04 when worn out, and wears steadily', () => {
    const fresh = measuredDepth(0, 90);
    expect(fresh.depth).toBeCloseTo(FRESH_DEPTH, 2);
    expect(fresh.rimAt).toBeCloseTo(1, 1);
    expect(measuredDepth(1, 90).depth).toBeCloseTo(WORN_DEPTH, 2);
    const depths = [0, 0.2, 0.4, 0.6, 0.8, 1].map((wear) => measuredDepth(wear, 90).depth);
    for (let i = 1; i < depths.length; i++) expect(depths[i]).toBeLessThan(depths[i - 1]);
  });

  it('wears by diffusion: what the bowl gains the rim loses', () => {
    const { heights } = craterProfiles();
    const volume = (level: number): number => {
      let sum = 0;
      for (let i = 0; i < PROFILE_SAMPLES; i++) {
        const r = i / SAMPLES_PER_RADIUS;
        sum += (heights[level * (PROFILE_SAMPLES + 1) + i] * 2 * Math.PI * r) / SAMPLES_PER_RADIUS;
      }
      return sum;
    };
    const bowl = Math.abs(volume(0));
    expect(Math.abs(volume(WEAR_LEVELS - 1) - volume(0))).toBeLessThan(0.2 * bowl + 0.05);
  });

  it('has ejecta that fall with distance and end without a step', () => {
    const { heights } = craterProfiles();
    const at = (r: number): number => heights[Math.round(r * SAMPLES_PER_RADIUS)];
    expect(at(1)).toBeGreaterThan(0.05);
    expect(at(2) / at(1.25)).toBeGreaterThan(0.08);
    expect(at(2) / at(1.25)).toBeLessThan(0.3);
    expect(Math.abs(at(2.99))).toBeLessThan(1e-4);
    expect(at(3)).toBe(0);
  });

  it('leans with the slope that it lies on and overprints what was there', () => {
    const field = flat(301);
    for (let i = 0; i < field.heights.length; i++) field.heights[i] = 0.2 * (i % 301);
    field.heights[150 * 301 + 152] += 5;
    stampCrater(field, { ...round, x: 150.5, y: 150.5, diameter: 80, wear: 0 }, craterProfiles());
    const at = (c: number): number => field.heights[150 * 301 + c];
    expect(at(190) - at(110)).toBeCloseTo(0.2 * 80, 0);
    expect(at(152) - at(151)).toBeLessThan(1.1);
  });
});

describe('crater population', () => {
  const options = {
    ...{ seed: 3, width: 3000, height: 3000, density: EQUILIBRIUM_DENSITY, equilibrium: 100 },
    ...{ smallest: 4, largest: 1000 },
  };
  const craters = craterPopulation(options);
  const inside = craters.filter(({ x, y }) => x >= 0 && y >= 0 && x < 3000 && y < 3000);
  const cumulative = (d: number): number => inside.filter((c) => c.diameter >= d).length;

  it('has equilibrium counts that fall with D^-2, and with D^-3 above the equilibrium diameter', () => {
    for (const d of [4, 8, 16, 32, 64]) {
      const above =
        EQUILIBRIUM_DENSITY * (d ** -2 - 100 ** -2) * 9e6 + EQUILIBRIUM_DENSITY * 100 * 100 ** -3 * 9e6;
      expect(Math.abs(cumulative(d) - above)).toBeLessThan(4 * Math.sqrt(above));
    }
    const slope = Math.log(cumulative(4) / cumulative(16)) / Math.log(4);
    expect(slope).toBeCloseTo(2, 1);
    const many = craterPopulation({ ...options, width: 30_000, height: 30_000, smallest: 100 });
    const large = (d: number): number => many.filter((c) => c.diameter >= d && c.diameter < 800).length;
    expect(Math.log(large(100) / large(200)) / Math.log(2)).toBeCloseTo(3, 0);
  });

  it('comes in order of age, large ones mostly first, and never wears out above the equilibrium diameter', () => {
    for (let i = 1; i < craters.length; i++) expect(craters[i].age).toBeLessThanOrEqual(craters[i - 1].age);
    for (const c of craters) {
      expect(c.wear).toBeLessThanOrEqual(Math.min(1, 100 / c.diameter) + 1e-12);
      expect(c.wear).toBeGreaterThanOrEqual(0);
    }
    const meanAge = (list: typeof craters): number => list.reduce((s, c) => s + c.age, 0) / list.length;
    expect(meanAge(craters.filter((c) => c.diameter > 50))).toBeGreaterThan(
      4 * meanAge(craters.filter((c) => c.diameter < 10)),
    );
  });
});

describe('fast normals', () => {
  it('have the moments, the tails and the independence of normals', () => {
    const quantiles = normalQuantiles();
    expect(quantiles[Math.floor(0.975 * 65536)]).toBeCloseTo(1.959964, 3);
    expect(quantiles[Math.floor(0.9986501 * 65536)]).toBeCloseTo(3, 2);
    const n = 200_000;
    const drawn = Float64Array.from({ length: n }, (_, i) => quantiles[quantileAt(77, i)]);
    const mean = (f: (v: number, i: number) => number): number =>
      drawn.reduce((s, v, i) => s + f(v, i), 0) / n;
    expect(Math.abs(mean((v) => v))).toBeLessThan(0.01);
    expect(mean((v) => v * v)).toBeCloseTo(1, 1.5);
    expect(mean((v) => v ** 4)).toBeCloseTo(3, 0.5);
    for (const lag of [1, 2, 17, 1024]) {
      expect(Math.abs(mean((v, i) => v * drawn[(i + lag) % n])), `${lag}`).toBeLessThan(0.01);
    }
  });
});

describe('spline noise', () => {
  it('has the structure function that its gains say', () => {
    const gains = [1, 2, 4, 8];
    const n = 512;
    const field = splineNoise({ seed: 4, width: n, height: n, gains });
    for (const lag of [1, 3, 8]) {
      let [sum, count] = [0, 0];
      for (let r = 0; r < n; r++)
        for (let c = 0; c + lag < n; c++, count++) sum += (field[r * n + c + lag] - field[r * n + c]) ** 2;
      expect(Math.sqrt(sum / count) / rmsDifference(gains, lag)).toBeGreaterThan(0.8);
      expect(Math.sqrt(sum / count) / rmsDifference(gains, lag)).toBeLessThan(1.25);
    }
  });

  it('has no weave: slopes are spread alike on and between the points of its lattices', () => {
    const n = 512;
    const spread = new Float64Array(8);
    for (let seed = 0; seed < 8; seed++) {
      const field = splineNoise({ seed, width: n, height: n, gains: [0, 0, 0, 1] });
      for (let i = 0; i < n * (n - 1); i++) spread[i % 8] += (field[i + n] - field[i]) ** 2;
    }
    expect(Math.max(...spread) / Math.min(...spread)).toBeLessThan(1.25);
  });
});

describe('lunar terrain', () => {
  const options = {
    ...{ seed: 9, width: 300, height: 200, pixel: 1.5, slope: 3, hurst: 0.8, saturation: 0.7 },
    ...{ equilibrium: 200, smallestPx: 2, largest: 1000, boulders: 100 },
  };

  it('is the same for the same options and another for another seed', () => {
    const { heights } = lunarTerrain(options);
    expect(lunarTerrain(options).heights).toEqual(heights);
    expect(lunarTerrain({ ...options, seed: 10 }).heights).not.toEqual(heights);
    expect(heights.every(Number.isFinite)).toBe(true);
  });

  it('has about the slope that it was asked for where there are no craters', () => {
    const { heights } = lunarTerrain({ ...options, width: 512, height: 512, saturation: 0, boulders: 0 });
    const lag = 11;
    let [sum, count] = [0, 0];
    for (let r = 0; r < 512; r++)
      for (let c = 0; c + lag < 512; c++, count++)
        sum += (heights[r * 512 + c + lag] - heights[r * 512 + c]) ** 2;
    const slope = (Math.atan(Math.sqrt(sum / count) / (lag * 1.5)) * 180) / Math.PI;
    expect(slope).toBeGreaterThan(2.1);
    expect(slope).toBeLessThan(3.9);
  });

  it('refuses a population that cannot be held', () => {
    expect(() => lunarTerrain({ ...options, width: 20_000, height: 20_000 })).toThrow(/craters/);
  });
});
