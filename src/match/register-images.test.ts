import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { available, dataFolder, python, run } from '../../test/support/requirements.js';
import { compose, invert } from '../core/geo-transform.js';
import { createRng } from '../core/rng.js';
import { createWasmCompute } from '../kernels/backends/wasm.js';
import type { Affine } from '../math/affine-fit.js';
import { fractalSurface } from '../simulate/fractal.js';
import { correlationOf, highPass, type Plane, warpPlane } from './plane.js';
import { IMAGE_REGISTRATION, type ImageRegistration, registerImages } from './register-images.js';

const wasm = createWasmCompute();
afterAll(() => wasm.close());
const signal = new AbortController().signal;
const options = { ...IMAGE_REGISTRATION, seed: 1 };

const identity: Affine = [1, 0, 0, 0, 1, 0];

/** Greatest distance in pixels between two transforms over an image. */
function farthest(a: Affine, b: Affine, width: number, height: number): number {
  const corners = [0, 1, 2, 3].map((k) => [(k & 1) * width, (k >> 1) * height] as const);
  const at = ([p, q, r, s, t, u]: Affine, x: number, y: number) =>
    [p * x + q * y + r, s * x + t * y + u] as const;
  return Math.max(
    ...corners.map(([x, y]) => Math.hypot(at(a, x, y)[0] - at(b, x, y)[0], at(a, x, y)[1] - at(b, x, y)[1])),
  );
}

describe('registerImages', () => {
  const surface = fractalSurface({ seed: 4, rms: 40, longest: 200, shortest: 3, hurst: 0.4 }, 20);
  const image = (map: Affine, size: number, seed: number): Plane => {
    const rng = createRng(seed);
    const [a, b, c, d, e, f] = map;
    const data = Float32Array.from({ length: size * size }, (_, i) => {
      const [x, y] = [(i % size) + 0.5, Math.floor(i / size) + 0.5];
      const [u, v] = [a * x + b * y + c, d * x + e * y + f];
      // A gap that moves with the ground.
      if (Math.hypot(u - 120, v - 260) < 35) return Number.NaN;
      return surface.coarse(u, v) + surface.fine(u, v) + 2 * rng.normal();
    });
    return { width: size, height: size, data };
  };
  it.each<[string, Affine]>([
    ['the identity', identity],
    ['a shift', [1, 0, 31.4, 0, 1, -22.7]],
    ['rotation, scale and shear', [1.02, 0.03, -14.2, -0.025, 0.985, 9.6]],
  ])('recovers %s within 0.1 px everywhere', async (_, truth) => {
    // The moving image shows at p what the reference shows at truth⁻¹(p).
    const moving = image(invert(truth), 400, 2);
    const found = await registerImages(image(identity, 400, 1), moving, options, wasm, signal);
    expect(farthest(found.affine, truth, 400, 400)).toBeLessThan(0.1);
    expect(found.rmse).toBeLessThan(0.2);
    expect(found.correlationAfter).toBeGreaterThan(0.8);
  });

  it('refuses a transform that distorts by more than allowed', async () => {
    const moving = image(invert([1, 0.03, 0, -0.03, 1, 0]), 400, 2);
    const strict = { ...options, maxDistortion: 0.01 };
    await expect(registerImages(image(identity, 400, 1), moving, strict, wasm, signal)).rejects.toThrow(
      /would distort it by 3 %/,
    );
  });

  it('refuses images that have nothing in common', async () => {
    const rng = createRng(9);
    const other = {
      width: 400,
      height: 400,
      data: Float32Array.from({ length: 160_000 }, () => rng.normal()),
    };
    const call = registerImages(image(identity, 400, 1), other, options, wasm, signal);
    await expect(call).rejects.toMatchObject({ code: 'convergence' });
  });
});

/** Binary PGM of 8 bits. */
function readPgm(name: string): Plane {
  const bytes = readFileSync(join(dataFolder, 'moon-kaguya-registration', name));
  const [header, width, height] = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(
    bytes.subarray(0, 40).toString('latin1'),
  )!;
  const data = Float32Array.from(bytes.subarray(header!.length));
  return { width: Number(width), height: Number(height), data };
}

/** Pixels in shadow are missing. */
function readLit(name: string): Plane {
  const image = readPgm(`${name}_intensity.pgm`);
  const mask = readPgm(`${name}_mask.pgm`);
  return { ...image, data: image.data.map((v, i) => (mask.data[i] > 0 ? Number.NaN : v)) };
}

describe.skipIf(!available('data'))('Kaguya image and hillshade of the Moon', () => {
  let image: Plane;
  let shade: Plane;
  let there: ImageRegistration;
  beforeAll(async () => {
    image = readLit('kaguya');
    shade = readLit('hillshade');
    there = await registerImages(shade, image, options, wasm, signal);
  }, 30_000);

  it('are registered: both directions undo each other, and every step away correlates less', {
    timeout: 30_000,
  }, async () => {
    const back = await registerImages(image, shade, options, wasm, signal);
    expect(farthest(compose(back.affine, there.affine), identity, 1000, 1000)).toBeLessThan(0.7);
    expect(there.rmse).toBeLessThan(0.8);
    expect(there.ties.filter((t) => t.kept).length).toBeGreaterThan(300);
    expect(there.correlationBefore).toBeLessThan(0.1);
    expect(there.correlationAfter).toBeGreaterThan(0.6);
    const correlation = (t: Affine): number => {
      const moved = warpPlane(image, t, 1000, 1000);
      return correlationOf(highPass(shade, 15), highPass(moved, 15));
    };
    const best = correlation(there.affine);
    for (const step of [-2, 2]) {
      expect(correlation(compose([1, 0, step, 0, 1, 0], there.affine))).toBeLessThan(best - 0.03);
      expect(correlation(compose([1, 0, 0, 0, 1, step], there.affine))).toBeLessThan(best - 0.03);
    }
  });

  it.skipIf(!available('opencv'))(
    "lie where OpenCV's correlation maximisation puts them",
    { timeout: 60_000 },
    async () => {
      // findTransformECC (Evangelidis & Psarakis 2008) on local contrast, from the whole-pixel shift; centres to corners.
      const script = [
        'import cv2, json, sys, numpy as np',
        'd = sys.argv[1]; read = lambda n: cv2.imread(f"{d}/moon-kaguya-registration/{n}.pgm", -1)',
        'contrast = lambda a: a.astype(np.float32) - cv2.blur(a.astype(np.float32), (31, 31))',
        'w = np.float32([[1, 0, 0], [0, 1, -48]])',
        'shade, image, mask = read("hillshade_intensity"), read("kaguya_intensity"), read("kaguya_mask")',
        'c = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 100, 1e-6)',
        'w = cv2.findTransformECC(contrast(shade), contrast(image), w, cv2.MOTION_AFFINE, c, cv2.bitwise_not(mask), 5)[1]',
        'w = w.astype(float); w[:, 2] += 0.5 - w[:, :2] @ [0.5, 0.5]; print(json.dumps(w.ravel().tolist()))',
      ].join('\n');
      const expected = JSON.parse(run(python, ['-c', script, dataFolder])) as unknown as Affine;
      expect(farthest(there.affine, expected, 1000, 1000)).toBeLessThan(0.5);
    },
  );
});
