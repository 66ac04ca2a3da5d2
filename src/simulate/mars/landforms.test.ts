import { describe, expect, it } from 'vitest';
import type { HeightField } from '../lunar/stamp-crater.js';
import { carveChannels } from './channels.js';
import { addDunes } from './dunes.js';
import { slideLand } from './landslides.js';
import { limitSlopes } from './limit-slopes.js';
import { raisePlateaus } from './plateaus.js';
import { cutYardangs } from './yardangs.js';

const SIDE = 256;

/** A plane that falls towards greater columns. */
function plane(pixel: number, fall = 0): HeightField {
  const heights = Float32Array.from({ length: SIDE * SIDE }, (_, i) => -fall * pixel * (i % SIDE));
  return { width: SIDE, height: SIDE, pixel, heights };
}

/** Rise over run between neighbours, along columns and along rows. */
function slopes({ heights, pixel }: HeightField): { cols: Float64Array; rows: Float64Array } {
  const cols: number[] = [];
  const rows: number[] = [];
  for (let r = 0; r < SIDE - 1; r++) {
    for (let c = 0; c < SIDE - 1; c++) {
      const i = r * SIDE + c;
      cols.push((heights[i + 1] - heights[i]) / pixel);
      rows.push((heights[i + SIDE] - heights[i]) / pixel);
    }
  }
  return { cols: Float64Array.from(cols), rows: Float64Array.from(rows) };
}

const rms = (v: Float64Array): number => Math.sqrt(v.reduce((s, x) => s + x * x, 0) / v.length);
const most = (v: ArrayLike<number>): number => Array.from(v).reduce((a, b) => Math.max(a, b));
const least = (v: ArrayLike<number>): number => Array.from(v).reduce((a, b) => Math.min(a, b));

describe('plateaus', () => {
  const field = plane(5);
  const layers = [20, 30, 15];
  raisePlateaus(field, { seed: 3, wavelength: 1200, threshold: -0.3, layers, retreat: 0.3 });

  it('have benches at the sums of their layers, and most of the ground is level', () => {
    const level = (h: number): number => field.heights.filter((v) => Math.abs(v - h) < 0.01).length;
    const benches = [0, 20, 50, 65].map(level);
    expect(benches[0]).toBeGreaterThan(0.1 * SIDE * SIDE);
    expect(benches[3]).toBeGreaterThan(0.02 * SIDE * SIDE);
    expect(benches.reduce((a, b) => a + b)).toBeGreaterThan(0.4 * SIDE * SIDE);
    expect(most(field.heights)).toBeCloseTo(65, 3);
    expect(least(field.heights)).toBeCloseTo(0, 6);
  });

  it('have scarps between talus and cliff', () => {
    const { cols, rows } = slopes(field);
    const steep = Array.from(cols, (p, i) => Math.hypot(p, rows[i])).filter((s) => s > 0.01);
    const middle = steep.sort((a, b) => a - b)[Math.floor(steep.length / 2)];
    expect(middle).toBeGreaterThan(Math.tan((20 * Math.PI) / 180));
    expect(middle).toBeLessThan(Math.tan((50 * Math.PI) / 180));
  });
});

describe('channels', () => {
  const field = plane(5);
  carveChannels(field, { seed: 1, wavelength: 1200, width: 60, depth: 20, bank: 25 });

  it('have floors at their depth and leave the rest of the ground alone', () => {
    expect(least(field.heights)).toBeCloseTo(-20, 4);
    expect(most(field.heights)).toBeCloseTo(0, 6);
    const floor = field.heights.filter((h) => h < -19.9).length;
    expect(floor).toBeGreaterThan(0.005 * SIDE * SIDE);
    expect(field.heights.filter((h) => h === 0).length).toBeGreaterThan(0.3 * SIDE * SIDE);
  });

  it('have banks about as steep as asked for', () => {
    // Distances to the line are estimates: some banks come out steeper.
    const { cols, rows } = slopes(field);
    const steepest = Array.from(cols, (p, i) => Math.hypot(p, rows[i])).sort((a, b) => b - a);
    expect(steepest[Math.floor(0.01 * steepest.length)]).toBeLessThan(2 * Math.tan((25 * Math.PI) / 180));
    expect(steepest[Math.floor(0.01 * steepest.length)]).toBeGreaterThan(
      0.6 * Math.tan((25 * Math.PI) / 180),
    );
  });
});

describe('dunes', () => {
  const wavelength = 100;
  const field = plane(5);
  const options = { seed: 8, wavelength, steepness: 0.06, wind: 0, cover: 0.9 };
  const sand = addDunes(field, options);
  const { cols, rows } = slopes(field);

  it('repeat at their wavelength along the wind', () => {
    const correlation = (lag: number): number => {
      let [ab, aa] = [0, 0];
      const n = SIDE - 1;
      for (let r = 0; r < n; r++) {
        for (let c = 0; c < n - lag; c++) {
          ab += cols[r * n + c] * cols[r * n + c + lag];
          aa += cols[r * n + c] ** 2;
        }
      }
      return ab / aa;
    };
    const period = wavelength / 5;
    expect(correlation(period)).toBeGreaterThan(0.25);
    expect(correlation(period / 2)).toBeLessThan(-0.05);
  });

  it('are steep on the lee, below the angle of repose, gentle to windward, and long across the wind', () => {
    expect(-least(cols)).toBeLessThan(Math.tan((38 * Math.PI) / 180));
    expect(-least(cols)).toBeGreaterThan(1.6 * most(cols));
    expect(rms(cols)).toBeGreaterThan(2 * rms(rows));
  });

  it('cover about the share asked for', () => {
    const covered = [0.2, 0.5, 0.8].map((cover) => {
      const shares = [1, 2, 3, 4, 5, 6].map((seed) => {
        const found = addDunes(plane(5), { ...options, seed, cover });
        return found.filter((s) => s > 0).length / found.length;
      });
      return shares.reduce((a, b) => a + b) / shares.length;
    });
    [0.2, 0.5, 0.8].forEach((cover, i) => {
      expect(Math.abs(covered[i] - cover)).toBeLessThan(0.2);
    });
    expect(most(sand)).toBeLessThanOrEqual(1);
  });
});

describe('yardangs', () => {
  it('are grooves along the wind that never rise above the ground', () => {
    const field = plane(5);
    const ridges = { spacing: 60, elongation: 8, height: 10, threshold: -9 };
    cutYardangs(field, { seed: 2, wind: 0, ...ridges });
    expect(most(field.heights)).toBeLessThanOrEqual(0);
    expect(least(field.heights)).toBeCloseTo(-10, 1);
    const { cols, rows } = slopes(field);
    expect(rms(rows)).toBeGreaterThan(3 * rms(cols));
    const turned = plane(5);
    cutYardangs(turned, { seed: 2, wind: Math.PI / 2, ...ridges });
    const across = slopes(turned);
    expect(rms(across.cols)).toBeGreaterThan(3 * rms(across.rows));
  });
});

describe('landslides', () => {
  const options = { seed: 4, tries: 40, size: [60, 120] as const };

  it('do not happen on level ground', () => {
    const flat = plane(5);
    expect(slideLand(flat, options)).toBe(0);
    expect(flat.heights.every((h) => h === 0)).toBe(true);
  });

  it('carry about as much ground down the slope as they take', () => {
    const before = plane(5, 0.3);
    const after = plane(5, 0.3);
    expect(slideLand(after, options)).toBe(4);
    let [taken, laid, takenAt, laidAt] = [0, 0, 0, 0];
    after.heights.forEach((h, i) => {
      const change = h - before.heights[i];
      if (change < 0) {
        taken -= change;
        takenAt -= change * (i % SIDE);
      } else {
        laid += change;
        laidAt += change * (i % SIDE);
      }
    });
    expect(laid / taken).toBeGreaterThan(0.4);
    expect(laid / taken).toBeLessThan(2.5);
    // The mean of the deposits lies further down than that of the scars.
    expect(laidAt / laid - takenAt / taken).toBeGreaterThan(10);
  });
});

describe('slopes', () => {
  it('end at the limit, from any side, and lower only what is above it', () => {
    const field = plane(5);
    for (let i = 0; i < field.heights.length; i++) {
      const inside = Math.hypot((i % SIDE) - 128, Math.floor(i / SIDE) - 128) < 60;
      field.heights[i] = inside ? 40 : 0;
    }
    limitSlopes(field, 1);
    const { cols, rows } = slopes(field);
    for (const slope of [...cols, ...rows]) expect(Math.abs(slope)).toBeLessThanOrEqual(1.0001);
    expect(field.heights[128 * SIDE + 128]).toBe(40);
    expect(field.heights[0]).toBe(0);
    const half = field.heights.filter((h) => h > 0 && h < 40).length;
    // 40 m at 45 degrees are 8 pixels around a circle of 60.
    expect(half / (2 * Math.PI * 56 * 8)).toBeCloseTo(1, 0);
    const gentle = plane(5, 0.3);
    const before = gentle.heights.slice();
    limitSlopes(gentle, 1);
    expect(gentle.heights).toEqual(before);
  });
});
