import { describe, expect, it } from 'vitest';
import { aspect } from './aspect.js';
import { type HillshadeVariant, hillshadeVariant } from './hillshade-variants.js';
import { positionIndex, roughness, ruggednessRiley, ruggednessWilson } from './ruggedness.js';

/** Heights of a plane on 3 x 3 pixels. */
function plane(east: number, north: number, cell = { cellX: 2, cellY: 5 }): Float64Array {
  return Float64Array.from(
    { length: 9 },
    (_, k) => 70 + east * cell.cellX * ((k % 3) - 1) - north * cell.cellY * (Math.floor(k / 3) - 1),
  );
}

const cell = { cellX: 2, cellY: 5 };
const azimuth = { basis: 'horn', convention: 'azimuth', zeroForFlat: false } as const;
const trigonometric = { basis: 'horn', convention: 'trigonometric', zeroForFlat: false } as const;

describe('aspect', () => {
  it.each([
    ['north', 0, -1, 0, 90],
    ['north-east', -1, -1, 45, 45],
    ['east', -1, 0, 90, 0],
    ['south', 0, 1, 180, 270],
    ['south-west', 2, 2, 225, 225],
    ['west', 1, 0, 270, 180],
    ['north-west', 1, -1, 315, 135],
  ])('of ground that falls towards the %s', (_, east, north, clockwise, counterClockwise) => {
    const z = plane(east, north);
    expect(aspect(azimuth, cell)(z)).toBeCloseTo(clockwise, 4);
    expect(aspect(trigonometric, cell)(z)).toBeCloseTo(counterClockwise, 4);
  });

  it('is missing, or 0 on request, where the ground is level', () => {
    const level = new Float64Array(9).fill(3);
    expect(aspect(azimuth, cell)(level)).toBeNaN();
    expect(aspect({ ...azimuth, zeroForFlat: true }, cell)(level)).toBe(0);
  });

  it('stays below 360 when rounded to float32', () => {
    const value = aspect(azimuth, cell)(plane(1e-9, -1));
    expect(Math.fround(value)).toBe(0);
  });
});

describe('ruggedness of nine heights', () => {
  const z = Float64Array.of(1, 2, 3, 4, 10, 6, 7, 8, 9);

  it('position, Riley, Wilson and range', () => {
    expect(positionIndex(z)).toBe(10 - 40 / 8);
    expect(ruggednessRiley(z)).toBe(Math.sqrt(81 + 64 + 49 + 36 + 16 + 9 + 4 + 1));
    expect(ruggednessWilson(z)).toBe(5);
    expect(roughness(z)).toBe(9);
  });

  it('a plane has no position; all grow with the heights and do not see their level', () => {
    expect(positionIndex(plane(0.5, -0.25))).toBe(0);
    for (const measure of [positionIndex, ruggednessRiley, ruggednessWilson, roughness]) {
      expect(measure(z.map((h) => 2 * h - 4096))).toBeCloseTo(2 * measure(z), 9);
    }
  });
});

describe('hillshade variants', () => {
  const sun = { azimuthDeg: 315, altitudeDeg: 30 };
  const size = { ...cell, zFactor: 1 };
  const shade = (variant: HillshadeVariant, z: Float64Array, own = sun) =>
    hillshadeVariant(variant, 'horn', own, size)(z);

  it('level ground: fully lit, and by the height of the sun where only that counts', () => {
    const level = new Float64Array(9).fill(-40);
    expect(shade('combined', level)).toBe(255);
    expect(shade('igor', level)).toBe(255);
    expect(shade('multidirectional', level)).toBe(Math.round(1 + 254 * 0.5));
  });

  it('igor leaves slopes towards the sun as they are, and darkens those away from it by their steepness', () => {
    expect(shade('igor', plane(1, -1))).toBe(255);
    const degrees = (Math.atan(Math.SQRT2) * 180) / Math.PI;
    expect(shade('igor', plane(-1, 1))).toBe(Math.round(255 * (1 - degrees / 90)));
  });

  it('combined darkens a slope towards the sun less than one away from it', () => {
    expect(shade('combined', plane(1, -1))).toBeGreaterThan(shade('combined', plane(-1, 1)));
    expect(shade('combined', plane(-50, 50))).toBe(1);
  });

  it('multidirectional does not see the azimuth', () => {
    const z = plane(0.4, 0.1);
    expect(shade('multidirectional', z)).toBe(shade('multidirectional', z, { ...sun, azimuthDeg: 90 }));
  });
});
