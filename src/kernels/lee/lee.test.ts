import { afterAll, describe, expect, it } from 'vitest';
import { available, python, run } from '../../../test/support/requirements.js';
import type { Compute } from '../../core/kernel.js';
import { createRng } from '../../core/rng.js';
import { createReferenceCompute } from '../backends/reference.js';
import { createWasmCompute } from '../backends/wasm.js';
import { refinedLee } from '../refined-lee/index.js';
import { lee } from './index.js';

const reference = createReferenceCompute();
const wasm = createWasmCompute();
afterAll(() => wasm.close());

/** Speckle of 4 looks on two fields, the right one ten times as bright. */
function fields(width: number, height: number): Float32Array {
  const rng = createRng(7);
  return Float32Array.from({ length: width * height }, (_, i) => {
    const level = i % width < width / 2 ? 1 : 10;
    const product = (1 - rng.next()) * (1 - rng.next()) * (1 - rng.next()) * (1 - rng.next());
    return (-level * Math.log(product)) / 4;
  });
}

type Filter = (power: Float32Array, width: number, height: number) => Promise<Float32Array>;

const filters = {
  lee:
    (compute: Compute): Filter =>
    async (power, width, height) =>
      (await compute.run(lee, { power }, { width, height, radius: 3, looks: 4 })).filtered,
  'refined lee':
    (compute: Compute): Filter =>
    async (power, width, height) =>
      (await compute.run(refinedLee, { power }, { width, height, looks: 4 })).filtered,
};

describe.each([
  { name: 'lee', compute: reference },
  { name: 'lee', compute: wasm },
  { name: 'refined lee', compute: reference },
  { name: 'refined lee', compute: wasm },
] as const)('$name on $compute.backend', ({ name, compute }) => {
  const filter = filters[name](compute);

  it('keeps constants, and the mean of speckle while its looks grow', async () => {
    expect([...(await filter(new Float32Array(81).fill(3), 9, 9))]).toEqual(Array(9).fill(3));
    const [width, height] = [206, 106];
    const filtered = await filter(fields(width, height), width, height);
    for (const [from, level] of [
      [10, 1],
      [110, 10],
    ]) {
      const field = [...filtered].filter((_, i) => i % 200 >= from && i % 200 < from + 80);
      const mean = field.reduce((s, v) => s + v, 0) / field.length;
      const variance = field.reduce((s, v) => s + (v - mean) ** 2, 0) / field.length;
      expect(Math.abs(mean / level - 1)).toBeLessThan(0.02);
      expect(mean ** 2 / variance).toBeGreaterThan(20);
    }
  });

  it('gives a padded tile the bytes of the whole, holes included', async () => {
    const [width, height] = [60, 40];
    const power = fields(width, height).map((v, i) => (i % 17 === 3 ? Number.NaN : v));
    const whole = await filter(power, width, height);
    const [col, row, w, h] = [11, 5, 27, 22];
    const tile = Float32Array.from(
      { length: w * h },
      (_, i) => power[(row + Math.floor(i / w)) * width + col + (i % w)],
    );
    const part = await filter(tile, w, h);
    for (const [i, value] of part.entries()) {
      expect(value).toBe(whole[(row + Math.floor(i / (w - 6))) * (width - 6) + col + (i % (w - 6))]);
    }
    expect(whole.some(Number.isNaN)).toBe(true);
    expect(whole.some((v) => v > 0)).toBe(true);
  });

  it('refuses planes smaller than the window', async () => {
    await expect(filter(new Float32Array(36), 6, 6)).rejects.toMatchObject({ code: 'config' });
  });
});

describe('edges', () => {
  /** Mean square of the relative error in the three columns on either side of the edge. */
  async function besideEdge(filter: Filter): Promise<number> {
    const [width, height] = [46, 306];
    const filtered = await filter(fields(width, height), width, height);
    let sum = 0;
    for (const [i, value] of filtered.entries()) {
      const x = i % 40;
      if (x >= 17 && x < 23) sum += (value / (x < 20 ? 1 : 10) - 1) ** 2;
    }
    return sum / (6 * 300);
  }

  it('are noisy after the plain filter and clean after the refined one', async () => {
    const refined = await besideEdge(filters['refined lee'](reference));
    expect(refined).toBeLessThan(0.6 * (await besideEdge(filters.lee(reference))));
  });
});

describe.skipIf(!available('gdal'))('lee against numpy', () => {
  it('agrees sample by sample', async () => {
    const [width, height] = [50, 31];
    const power = fields(width, height);
    const script = `
import json, sys, numpy as np
d = json.load(sys.stdin)
z = np.array(d['power']).reshape(d['height'], d['width'])
w = np.lib.stride_tricks.sliding_window_view(z, (5, 5))
m, v, c = w.mean(axis=(2, 3)), w.var(axis=(2, 3)), z[2:-2, 2:-2]
cu2 = 1 / 4
k = np.clip((1 - cu2 * m * m / v) / (1 + cu2), 0, None)
print(json.dumps((m + k * (c - m)).ravel().tolist()))`;
    const expected = JSON.parse(
      run(python, ['-c', script], JSON.stringify({ power: [...power], width, height })),
    );
    const { filtered } = await reference.run(lee, { power }, { width, height, radius: 2, looks: 4 });
    for (const [i, value] of filtered.entries()) {
      expect(Math.abs(value - expected[i])).toBeLessThan(1e-6 * expected[i]);
    }
  });
});
