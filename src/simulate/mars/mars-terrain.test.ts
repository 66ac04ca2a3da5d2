import { describe, expect, it } from 'vitest';
import { type MarsTerrainOptions, marsTerrain } from './mars-terrain.js';

const bare: MarsTerrainOptions = {
  ...{ seed: 5, width: 400, height: 400, pixel: 5, slope: 3, hurst: 0.8, texture: 1, boulders: 0 },
  craters: { saturation: 0, equilibrium: 100, smallestPx: 2, largest: 900 },
  ...{ plateaus: null, channels: null, landslides: null, yardangs: null, dunes: null, ripples: null },
};

/** Root mean square slope over a baseline in degrees, along rows and columns. */
function slopeOver(heights: Float32Array, width: number, lag: number, baseline: number): number {
  let [sum, count] = [0, 0];
  const rows = heights.length / width;
  for (let r = 0; r < rows - lag; r++) {
    for (let c = 0; c < width - lag; c++) {
      const i = r * width + c;
      sum += (heights[i + lag] - heights[i]) ** 2 + (heights[i + lag * width] - heights[i]) ** 2;
      count += 2;
    }
  }
  return (Math.atan(Math.sqrt(sum / count) / baseline) * 180) / Math.PI;
}

describe('ground of Mars', () => {
  it.each([0.5, 2, 5, 20])('has the slope asked for over 20 m at pixels of %f m', (pixel) => {
    const measured = [1, 2, 3].map((seed) => {
      const { heights } = marsTerrain({ ...bare, seed, pixel });
      return slopeOver(heights, 400, 20 / pixel, 20);
    });
    const mean = measured.reduce((a, b) => a + b) / 3;
    expect(mean).toBeGreaterThan(2.3);
    expect(mean).toBeLessThan(3.8);
  });

  it('is smoother over pixels longer than the baseline, as self-affinity has it', () => {
    const { heights } = marsTerrain({ ...bare, pixel: 100, hurst: 0.7 });
    const expected = (Math.atan(Math.tan((3 * Math.PI) / 180) * 5 ** -0.3) * 180) / Math.PI;
    expect(slopeOver(heights, 400, 1, 100) / expected).toBeGreaterThan(0.7);
    expect(slopeOver(heights, 400, 1, 100) / expected).toBeLessThan(1.3);
  });

  it('loses only its short relief without texture', () => {
    const rough = marsTerrain(bare).heights;
    const smooth = marsTerrain({ ...bare, texture: 0 }).heights;
    expect(slopeOver(smooth, 400, 1, 5)).toBeLessThan(0.75 * slopeOver(rough, 400, 1, 5));
    expect(slopeOver(smooth, 400, 60, 300) / slopeOver(rough, 400, 60, 300)).toBeCloseTo(1, 1);
  });

  it('has bowls in it where craters are, old ones under channels', () => {
    const craters = { saturation: 0.5, equilibrium: 150, smallestPx: 8, largest: 400 };
    const field = marsTerrain({ ...bare, slope: 0.2, craters });
    const fresh = field.craters.filter(({ x, y, diameter, wear }) => {
      const inside = (v: number): boolean => v > diameter && v < 2000 - diameter;
      return inside(x) && inside(y) && wear < 0.2;
    });
    expect(fresh.length).toBeGreaterThan(3);
    const at = (x: number, y: number): number => {
      return field.heights[Math.floor(y / 5) * 400 + Math.floor(x / 5)];
    };
    const deep = fresh.filter(({ x, y, diameter }) => {
      const around = [0, 1, 2, 3].map((k) => {
        const angle = (k * Math.PI) / 2;
        return at(x + 0.9 * diameter * Math.cos(angle), y + 0.9 * diameter * Math.sin(angle));
      });
      return at(x, y) < Math.min(...around) - 0.05 * diameter;
    });
    expect(deep.length).toBeGreaterThan(0.6 * fresh.length);
    const channels = { seed: 1, wavelength: 1500, width: 100, depth: 60, bank: 30 };
    const carved = marsTerrain({ ...bare, slope: 0.2, craters, channels });
    expect(carved.heights.reduce((a, b) => Math.min(a, b))).toBeLessThan(-40);
  });

  it('is smooth under sand', () => {
    const dunes = { seed: 1, wavelength: 400, steepness: 0, wind: 0, cover: 0.6 };
    const { heights, sand } = marsTerrain({ ...bare, dunes });
    const roughness = (isSand: boolean): number => {
      let [sum, count] = [0, 0];
      for (let i = 1; i < heights.length - 1; i++) {
        if (sand![i] > 0.9 !== isSand) continue;
        sum += (heights[i - 1] + heights[i + 1] - 2 * heights[i]) ** 2;
        count++;
      }
      return sum / count;
    };
    expect(roughness(true)).toBeLessThan(0.75 * roughness(false));
  });
});
