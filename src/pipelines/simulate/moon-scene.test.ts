import { describe, expect, it } from 'vitest';
import { toMap } from '../../core/geo-transform.js';
import { createReferenceCompute } from '../../kernels/backends/reference.js';
import { misregisteredWindow } from '../../simulate/lunar/misregister.js';
import { simulateSchema } from './config.js';
import { coarseGrid, imageGrid, moonScene } from './moon-scene.js';

const config = (options: object) => simulateSchema.parse({ scenery: 'moon', output: 'x', ...options });

describe('a lunar scene of a command', () => {
  it('lies around the origin of a lunar CRS, with coarse cells of 60 m that reach two cells farther', () => {
    const scene = moonScene(config({ width: 500, height: 410 }));
    const { transform, crs } = imageGrid(scene, scene.window);
    expect(crs.ellipsoid.semiMajor).toBe(1737400);
    expect(crs.vertical.kind).toBe('sphere');
    expect(toMap(transform, 250, 205)).toEqual([0, 0]);
    const coarse = coarseGrid(scene);
    expect([coarse.width, coarse.height]).toEqual([17, 15]);
    expect(coarse.transform[0]).toBe(60);
    expect(toMap(coarse.transform, 2, 2)).toEqual(toMap(transform, 0, 0));
  });

  it('is drawn from the seed; Suns can be given', () => {
    const given = moonScene(config({ sun: ['315,20', '80,7.5'], ground: 'highlands', coarseNoise: 0 }));
    expect(given.images.map(({ options }) => options.sun)).toEqual([
      { azimuth: 315, elevation: 20 },
      { azimuth: 80, elevation: 7.5 },
    ]);
    expect(given.options.coarse).toMatchObject({ noise: 0, step: 0, factor: 40 });
    expect(given.options.terrain.slope).toBeGreaterThanOrEqual(1.5);
    expect(moonScene(config({}))).toEqual(moonScene(config({})));
    expect(moonScene(config({ seed: 2 })).options).not.toEqual(moonScene(config({})).options);
    for (const sun of ['315', '10,0', '10,95', 'x,20', '1,2,3']) {
      expect(() => moonScene(config({ sun: [sun] })), sun).toThrow(/position of the Sun/);
    }
  });

  it('splits images into pairs that share 135 pixels and differ in brightness', () => {
    const { images, window } = moonScene(config({ size: 800, images: 1, pair: true }));
    const [left, right] = images;
    expect(left.window.col).toBe(window.col);
    expect(right.window.col + right.window.width).toBe(window.col + 800);
    const overlap = left.window.col + left.window.width - right.window.col;
    expect(overlap - 135).toBeGreaterThanOrEqual(0);
    expect(overlap - 135).toBeLessThan(2);
    expect(right.options.exposure / left.options.exposure).toBeCloseTo(1.07, 10);
    expect(() => moonScene(config({ size: 200, pair: true }))).toThrow(/pair/);
  });

  it('moves images by the affine that it records', async () => {
    const image = Float32Array.from(
      { length: 80 * 60 },
      (_, i) => 100 + 10 * (i % 80) + 3 * Math.floor(i / 80),
    );
    const window = { col: 20, row: 10, width: 30, height: 20 };
    const affine = [1.5, 1.01, 0.02, -2, -0.01, 0.99] as const;
    const moved = await misregisteredWindow(
      image,
      { width: 80, height: 60 },
      window,
      affine,
      createReferenceCompute(),
    );
    for (let r = 0; r < 20; r++) {
      for (let c = 0; c < 30; c++) {
        const col = 20 + 1.5 + 1.01 * (c + 0.5) + 0.02 * (r + 0.5) - 0.5;
        const row = 10 - 2 - 0.01 * (c + 0.5) + 0.99 * (r + 0.5) - 0.5;
        expect(Math.abs(moved[r * 30 + c] - (100 + 10 * col + 3 * row))).toBeLessThanOrEqual(0.51);
      }
    }
    const { images } = moonScene(config({ size: 400, misregistration: 3, pair: true, images: 1 }));
    const [a, b] = images.map(({ misregistration }) => misregistration!);
    expect(a).not.toEqual(b);
    expect(Math.abs(a[0])).toBeLessThanOrEqual(3);
    expect(moonScene(config({ size: 400, images: 1 })).images[0].misregistration).toBeNull();
  });
});
