import { expect, it } from 'vitest';
import { createRng } from '../../core/rng.js';
import { shadeLunarLambert } from '../../simulate/lunar/lunar-lambert.js';
import { searchSun } from './search-sun.js';

const [width, height, pixel] = [120, 100, 20];
const rng = createRng(9);
const hills = Array.from({ length: 90 }, () => ({
  x: width * rng.next(),
  y: height * rng.next(),
  r: 2 + 5 * rng.next(),
  h: 60 * (rng.next() - 0.4),
}));
const surface = (x: number, y: number): number =>
  hills.reduce((sum, o) => sum + o.h * Math.exp(-((x - o.x) ** 2 + (y - o.y) ** 2) / (2 * o.r ** 2)), 0);
const heightsAt = (dx: number, dy: number): Float32Array =>
  Float32Array.from({ length: width * height }, (_, i) =>
    surface((i % width) + dx, Math.floor(i / width) + dy),
  );
const field = { width, height, pixel, heights: heightsAt(0, 0) };

it.each([
  { azimuth: 250, elevation: 12 },
  { azimuth: 17, elevation: 44 },
  { azimuth: 352, elevation: 23 },
])('is found under $azimuth degrees, though the image has albedo and noise, and lies elsewhere', (sun) => {
  const moved = { ...field, heights: heightsAt(4, -3) };
  const image = shadeLunarLambert(moved, sun).map((s) => 900 * s * (1 + 0.03 * rng.normal()));
  image.fill(Number.NaN, 0, 5 * width);
  const found = searchSun(field, image);
  const turned = Math.abs(((found.sun.azimuth - sun.azimuth + 540) % 360) - 180);
  expect(turned).toBeLessThan(8);
  expect(found.correlation).toBeGreaterThan(0.7);
  expect(Math.abs(found.sun.elevation - sun.elevation)).toBeLessThan(25);
});

it('is not seen in an image of other ground', () => {
  const noise = field.heights.map(() => rng.normal());
  expect(searchSun(field, noise).correlation).toBeLessThan(0.3);
});
