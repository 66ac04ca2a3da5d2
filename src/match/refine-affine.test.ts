import { expect, it } from 'vitest';
import { invert } from '../core/geo-transform.js';
import { createRng } from '../core/rng.js';
import { createWasmCompute } from '../kernels/backends/wasm.js';
import type { Affine } from '../math/affine-fit.js';
import { fractalSurface } from '../simulate/fractal.js';
import type { Plane } from './plane.js';
import { refineAffine } from './refine-affine.js';
import { IMAGE_REGISTRATION, registerImages } from './register-images.js';

const surface = fractalSurface({ seed: 4, rms: 40, longest: 60, shortest: 8, hurst: 0.4 }, 20);
const [width, height] = [160, 120];
const identity: Affine = [1, 0, 0, 0, 1, 0];

/** The surface in pixels seen through a map, with noise of a standard deviation, and a gap that moves with the ground. */
function plane([a, b, c, d, e, f]: Affine, noise: number, seed: number, gain = 1): Plane {
  const rng = createRng(seed);
  const data = Float32Array.from({ length: width * height }, (_, i) => {
    const [x, y] = [(i % width) + 0.5, Math.floor(i / width) + 0.5];
    const [u, v] = [a * x + b * y + c, d * x + e * y + f];
    if (Math.hypot(u - 60, v - 40) < 8) return Number.NaN;
    return gain * (surface.coarse(u, v) + surface.fine(u, v)) + 300 + noise * rng.normal();
  });
  return { width, height, data };
}

/** Root mean square distance along an axis between two transforms over the planes. */
function apart([a, b, c, d, e, f]: Affine, [p, q, r, s, t, u]: Affine): number {
  let [sum, n] = [0, 0];
  for (let x = 0; x <= width; x += width / 8) {
    for (let y = 0; y <= height; y += height / 8) {
      sum += ((a - p) * x + (b - q) * y + c - r) ** 2 + ((d - s) * x + (e - t) * y + f - u) ** 2;
      n += 2;
    }
  }
  return Math.sqrt(sum / n);
}

const options = { radius: 10, distortion: 0.1, correlated: 1 };
const truth: Affine = [1.004, 0.006, 0.9, -0.005, 0.997, -1.1];
const start: Affine = [1, 0, 1.5, 0, 1, -0.6];

it('finds where a plane lies, whatever its contrast', () => {
  const found = refineAffine(plane(identity, 0, 1), plane(invert(truth), 0, 2, 0.3), start, options)!;
  expect(apart(found, truth)).toBeLessThan(0.03);
});

it('is nearer to the truth than matches of chips where half of the plane is noise', async () => {
  const wasm = createWasmCompute();
  const chips = { ...IMAGE_REGISTRATION, chip: 21, seed: 1 };
  let [matched, refined] = [0, 0];
  for (const seed of [11, 12, 13, 14]) {
    const [fixed, moving] = [plane(identity, 0, 1), plane(invert(truth), 30, seed)];
    const ties = await registerImages(fixed, moving, chips, wasm, new AbortController().signal);
    matched += apart(ties.affine, truth) ** 2;
    refined += apart(refineAffine(fixed, moving, ties.affine, options)!, truth) ** 2;
  }
  await wasm.close();
  expect(Math.sqrt(refined / 4)).toBeLessThan(0.2);
  expect(refined).toBeLessThan(0.5 * matched);
});

it('holds distortions to what is expected of them where noise hides them', () => {
  const distorted = ([a, b, , d, e]: Affine): number => Math.hypot(a - 1, b, d, e - 1);
  const moving = plane([1, 0, -0.8, 0, 1, 0.5], 60, 3);
  const free = refineAffine(plane(identity, 0, 1), moving, identity, { ...options, distortion: 1 })!;
  const held = refineAffine(plane(identity, 0, 1), moving, identity, { ...options, distortion: 1e-4 })!;
  expect(distorted(free)).toBeGreaterThan(2e-3);
  expect(distorted(held)).toBeLessThan(2e-4);
});

it('gives nothing for planes without anything in common', () => {
  const flat = { width, height, data: new Float32Array(width * height).fill(5) };
  expect(refineAffine(flat, plane(identity, 1, 2), identity, options)).toBeNull();
});
