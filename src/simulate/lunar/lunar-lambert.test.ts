import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lunarLambert, lunarLambertWeight, shadeLunarLambert } from './lunar-lambert.js';
import { sunVector } from './sun.js';

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

describe('lunar-Lambert', () => {
  it('has the limb-darkening weights of McEwen (1996)', () => {
    expect(lunarLambertWeight(0)).toBe(1);
    // 1 - 0.019 g + 2.42e-4 g^2 - 1.46e-6 g^3 by hand.
    expect(lunarLambertWeight(30)).toBeCloseTo(0.60838, 5);
    expect(lunarLambertWeight(60)).toBeCloseTo(0.41584, 5);
    expect(lunarLambertWeight(90)).toBeCloseTo(0.18586, 5);
    expect(lunarLambertWeight(150)).toBe(0);
  });

  it('is 1 for the Sun behind the camera, Lambert for weight 0 and Lommel-Seeliger for weight 1', () => {
    expect(lunarLambert(1, 1, 0.4)).toBeCloseTo(1, 12);
    expect(lunarLambert(0.3, 0.8, 0)).toBeCloseTo(0.3, 12);
    expect(lunarLambert(0.3, 0.8, 1)).toBeCloseTo(0.6 / 1.1, 12);
    expect(lunarLambert(-0.1, 0.8, 0.5)).toBe(0);
  });

  it('of a plane is the formula of its angles', () => {
    const angle = fc.double({ min: 0, max: 359, noNaN: true });
    fc.assert(
      fc.property(
        angle,
        fc.double({ min: 6, max: 60, noNaN: true }),
        angle,
        fc.double({ min: 0, max: 35, noNaN: true }),
        (azimuth, elevation, aspect, slope) => {
          // Facing `aspect`: the ground falls that way.
          const fall = Math.tan(radians(slope));
          const [east, north] = [Math.sin(radians(aspect)), Math.cos(radians(aspect))];
          const heights = Float32Array.from(
            { length: 25 },
            (_, i) => -fall * 2 * (east * (i % 5) - north * Math.floor(i / 5)),
          );
          const shade = shadeLunarLambert({ width: 5, height: 5, pixel: 2, heights }, { azimuth, elevation });
          const incidence =
            Math.sin(radians(elevation)) * Math.cos(radians(slope)) +
            Math.cos(radians(elevation)) * Math.sin(radians(slope)) * Math.cos(radians(azimuth - aspect));
          const emission = Math.cos(radians(slope));
          const l = lunarLambertWeight(90 - elevation);
          const expected =
            incidence > 0 ? (2 * l * incidence) / (incidence + emission) + (1 - l) * incidence : 0;
          for (const value of shade) expect(value).toBeCloseTo(expected, 4);
        },
      ),
    );
  });

  it('counts azimuths clockwise from the top of the raster, towards the Sun', () => {
    const [col, row, up] = sunVector({ azimuth: 90, elevation: 30 });
    expect([col, row, up].map((v) => Math.round(v * 1e6) / 1e6)).toEqual([0.866025, -0, 0.5]);
    expect(sunVector({ azimuth: 0, elevation: 30 })[1]).toBeCloseTo(-0.866025, 6);
  });
});
