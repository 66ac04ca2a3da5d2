import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { available, python, run } from '../../../test/support/requirements.js';
import { createRng } from '../../core/rng.js';
import { createReferenceCompute } from '../backends/reference.js';
import { createWasmCompute } from '../backends/wasm.js';
import { distance, MAX_CAP } from './index.js';

const wasm = createWasmCompute();
afterAll(() => wasm.close());

interface Mask {
  readonly width: number;
  readonly height: number;
  readonly heights: Float32Array;
}

function mask(width: number, height: number, isInvalid: (col: number, row: number) => boolean): Mask {
  const heights = Float32Array.from({ length: width * height }, (_, i) =>
    isInvalid(i % width, Math.floor(i / width)) ? Number.NaN : 7,
  );
  return { width, height, heights };
}

async function distances({ width, height, heights }: Mask, cap: number): Promise<Float32Array> {
  return (await wasm.run(distance, { heights }, { width, height, cap })).distance;
}

function bruteForce({ width, heights }: Mask, cap: number): Float32Array {
  const invalid = [...heights.keys()].filter((i) => Number.isNaN(heights[i]));
  return heights.map((_, i) => {
    const to = (k: number): number =>
      Math.hypot((i % width) - (k % width), Math.floor(i / width) - Math.floor(k / width));
    return Math.min(cap, ...invalid.map(to));
  });
}

const masks = fc
  .record({
    width: fc.integer({ min: 1, max: 40 }),
    height: fc.integer({ min: 1, max: 25 }),
    seed: fc.integer(),
    share: fc.constantFrom(0.002, 0.02, 0.2, 0.9),
  })
  .map(({ width, height, seed, share }) => {
    const rng = createRng(seed);
    return mask(width, height, () => rng.next() < share);
  });

describe('distance', () => {
  it('is that of brute force, on both back ends', async () => {
    const reference = createReferenceCompute();
    await fc.assert(
      fc.asyncProperty(masks, fc.double({ min: 0.25, max: 60, noNaN: true }), async (m, cap) => {
        const expected = bruteForce(m, cap);
        expect(await distances(m, cap)).toEqual(expected);
        const { width, height, heights } = m;
        const { distance: d } = await reference.run(distance, { heights }, { width, height, cap });
        expect(d).toEqual(expected);
      }),
      { numRuns: 150 },
    );
  });

  it('is 0 on invalid pixels, 1 beside them, and the cap where none is in reach', async () => {
    const line = mask(9, 1, (col) => col === 4);
    expect([...(await distances(line, 2.5))]).toEqual([2.5, 2.5, 2, 1, 0, 1, 2, 2.5, 2.5]);
    expect(
      new Set(
        await distances(
          mask(30, 30, () => false),
          12,
        ),
      ),
    ).toEqual(new Set([12]));
    expect(
      new Set(
        await distances(
          mask(30, 30, () => true),
          12,
        ),
      ),
    ).toEqual(new Set([0]));
  });

  it('is the same in a window whose halo is as wide as the cap', async () => {
    const rng = createRng(5);
    const whole = mask(120, 90, () => rng.next() < 0.004);
    const cap = 13;
    const all = await distances(whole, cap);
    for (let n = 0; n < 20; n++) {
      const [width, height] = [1 + rng.int(40), 1 + rng.int(30)];
      const [col, row] = [cap + rng.int(94 - width), cap + rng.int(64 - height)];
      const at = (c: number, r: number): number => (row + r - cap) * 120 + col + c - cap;
      const tile = mask(width + 2 * cap, height + 2 * cap, (c, r) => Number.isNaN(whole.heights[at(c, r)]));
      const part = await distances(tile, cap);
      for (let r = cap; r < height + cap; r++) {
        for (let c = cap; c < width + cap; c++) expect(part[r * tile.width + c]).toBe(all[at(c, r)]);
      }
    }
  });

  it('refuses caps and sizes that it cannot keep exact', async () => {
    for (const cap of [0, -1, Number.NaN, MAX_CAP + 1]) {
      await expect(
        distances(
          mask(3, 3, () => false),
          cap,
        ),
      ).rejects.toMatchObject({ code: 'config' });
    }
    await expect(distances({ ...mask(3, 3, () => false), width: 4 }, 5)).rejects.toMatchObject({
      code: 'config',
    });
  });

  it.skipIf(!available('opencv'))('is that of OpenCV on large masks, far distances included', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cuesta-distance-'));
    const rng = createRng(11);
    const [width, height] = [1501, 1203];
    const blobs = Array.from({ length: 40 }, () => [rng.int(width), rng.int(height), rng.int(60)] as const);
    const m = mask(width, height, (col, row) =>
      blobs.some(([x, y, r]) => (col - x) ** 2 + (row - y) ** 2 <= r ** 2),
    );
    writeFileSync(
      join(folder, 'mask'),
      Uint8Array.from(m.heights, (h) => (Number.isNaN(h) ? 0 : 1)),
    );
    const script = `
import sys, cv2, numpy as np
mask = np.fromfile(sys.argv[1] + '/mask', 'u1').reshape(${height}, ${width})
cv2.distanceTransform(mask, cv2.DIST_L2, cv2.DIST_MASK_PRECISE).astype('f4').tofile(sys.argv[1] + '/distance')`;
    run(python, ['-c', script, folder]);
    const bytes = readFileSync(join(folder, 'distance'));
    rmSync(folder, { recursive: true });
    const expected = new Float32Array(new Uint8Array(bytes).buffer);
    const got = await distances(m, MAX_CAP);
    let largest = 0;
    for (const [i, d] of got.entries()) largest = Math.max(largest, Math.abs(d - expected[i]));
    expect(Math.max(...expected.subarray(0, width))).toBeGreaterThan(20);
    expect(largest).toBeLessThan(1e-3);
  });
});
