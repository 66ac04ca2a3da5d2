import { describe, expect, it } from 'vitest';
import { shadeLunarLambert } from '../lunar/lunar-lambert.js';
import { drawMarsScene, MARS_DEFAULTS, makeMarsScene } from './mars-scene.js';
import { MARS_REFERENCES, MARS_SENSORS } from './mars-sensors.js';

const size = { width: 320, height: 300, images: 2 };
const scenes = [3, 7, 11].map((seed) => makeMarsScene(drawMarsScene(seed, size)));

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

describe('a scene of Mars', () => {
  it('is the same for the same seed and another one for another seed', () => {
    const again = makeMarsScene(drawMarsScene(3, size));
    expect(again).toEqual(scenes[0]);
    expect(scenes[1].terrain.heights).not.toEqual(scenes[0].terrain.heights);
  });

  it('shows its relief: images follow the shading of the truth and not that of the opposite Sun', () => {
    for (const { terrain, images, options } of scenes) {
      options.images.forEach(({ sun }, i) => {
        const opposite = { ...sun, azimuth: sun.azimuth + 180 };
        expect(correlation(images[i], shadeLunarLambert(terrain, sun))).toBeGreaterThan(0.35);
        expect(correlation(images[i], shadeLunarLambert(terrain, opposite))).toBeLessThan(0);
      });
    }
  });

  it('has finite heights and whole grey levels from 1 to 255', () => {
    for (const { terrain, images, reference } of scenes) {
      expect(terrain.heights.every(Number.isFinite)).toBe(true);
      expect(reference.heights.every(Number.isFinite)).toBe(true);
      for (const image of images) {
        expect(image.every((v) => Number.isInteger(v) && v >= 1 && v <= 255)).toBe(true);
        expect(image.filter((v) => v === 255).length).toBeLessThan(0.02 * image.length);
      }
    }
  });

  it('has slopes as Mars has: median of some degrees, hardly any above 50 degrees', () => {
    const medians = scenes.map(({ terrain: { heights, width, pixel } }) => {
      const slopes: number[] = [];
      for (let i = 0; i < heights.length - width - 1; i++) {
        if (i % width === width - 1) continue;
        const rise = Math.hypot(heights[i + 1] - heights[i], heights[i + width] - heights[i]);
        slopes.push((Math.atan(rise / pixel) * 180) / Math.PI);
      }
      slopes.sort((a, b) => a - b);
      expect(slopes[Math.floor(0.999 * slopes.length)]).toBeLessThan(60);
      return slopes[Math.floor(slopes.length / 2)];
    });
    for (const median of medians) {
      expect(median).toBeGreaterThan(0.5);
      expect(median).toBeLessThan(12);
    }
  });
});

describe('draws', () => {
  const drawn = Array.from({ length: 400 }, (_, seed) =>
    drawMarsScene(seed, { ...size, width: 512, height: 512 }),
  );

  it('have every landform about as often as it says', () => {
    const { landforms } = MARS_DEFAULTS;
    for (const name of ['plateaus', 'channels', 'landslides', 'yardangs', 'dunes'] as const) {
      const share = drawn.filter(({ terrain }) => terrain[name] !== null).length / drawn.length;
      expect(Math.abs(share - landforms[name].share), name).toBeLessThan(0.08);
    }
  });

  it('lie in their ranges', () => {
    for (const { terrain, images, reference } of drawn) {
      expect(terrain.slope).toBeGreaterThanOrEqual(MARS_DEFAULTS.landforms.slope[0]);
      expect(terrain.slope).toBeLessThanOrEqual(MARS_DEFAULTS.landforms.slope[1]);
      if (terrain.ripples !== null) expect(terrain.ripples.wavelength).toBeGreaterThan(4 * terrain.pixel);
      expect(reference.factor).toBe(11);
      for (const { sun, haze } of images) {
        expect(sun.elevation).toBeGreaterThanOrEqual(15);
        expect(haze).toBeLessThanOrEqual(MARS_SENSORS.cassis.haze[1]);
      }
    }
  });

  it.each(['hrsc', 'ctx', 'cassis', 'hirise'] as const)(
    '%s: landforms are large enough to be seen',
    (name) => {
      const sensor = MARS_SENSORS[name];
      const reference = MARS_REFERENCES[sensor.reference];
      let forms = 0;
      for (let seed = 0; seed < 60; seed++) {
        const { terrain } = drawMarsScene(seed, size, { ...MARS_DEFAULTS, sensor, reference });
        expect(terrain.boulders > 0).toBe(name === 'hirise');
        const { plateaus, channels, yardangs, dunes } = terrain;
        const sizes = [plateaus?.wavelength, channels?.width, yardangs?.spacing, dunes?.wavelength];
        for (const length of sizes) {
          if (length === undefined) continue;
          forms++;
          expect(length).toBeGreaterThan(4 * sensor.pixel);
          expect(length).toBeLessThan(1.5 * 320 * sensor.pixel);
        }
      }
      expect(forms).toBeGreaterThan(20);
    },
  );
});
