import { afterEach, describe, expect, it } from 'vitest';
import type { Compute, Kernel } from '../../core/kernel.js';
import { distance } from '../distance/index.js';
import { gaussian, gaussianTaps } from '../gaussian/index.js';
import { slope } from '../slope/index.js';
import { createReferenceCompute } from './reference.js';
import { createWasmCompute } from './wasm.js';

let compute: Compute = createWasmCompute();
afterEach(async () => {
  await compute.close();
  compute = createWasmCompute();
});

type Plain = { readonly heights: Float32Array };

describe('WebAssembly back end', () => {
  it('interleaves kernels and sizes that share a memory, growing it on the way', async () => {
    const reference = createReferenceCompute();
    const calls = Array.from({ length: 24 }, (_, n) => {
      const width = 8 + 40 * n;
      const heights = Float32Array.from(
        { length: width * 20 },
        (_, i) => ((i * 7919) % 101) - (i === 50 ? Number.NaN : 0),
      );
      return (c: Compute) => {
        if (n % 3 === 0) return c.run(distance, { heights }, { width, height: 20, cap: 6 });
        if (n % 3 === 1)
          return c.run(gaussian, { plane: heights, taps: gaussianTaps(1) }, { width, height: 20 });
        const shape = { width, height: 20, cellX: 1, cellY: 1, zFactor: 1, edges: 'nodata' } as const;
        return c.run(slope, { heights }, { ...shape, unit: 'percent' });
      };
    });
    const got = await Promise.all(calls.map((call) => call(compute)));
    for (const [n, call] of calls.entries()) expect(got[n]).toEqual(await call(reference));
  });

  it('leaves inputs alone and returns arrays of their own', async () => {
    const heights = Float32Array.from({ length: 25 }, (_, i) => i * i);
    const copy = heights.slice();
    const parameters = { width: 5, height: 5, cap: 3 };
    const first = (await compute.run(distance, { heights }, parameters)).distance;
    await compute.run(distance, { heights: heights.map(() => Number.NaN) }, parameters);
    expect(heights).toEqual(copy);
    expect(new Set(first)).toEqual(new Set([3]));
    expect(first.buffer.byteLength).toBe(100);
  });

  it('accepts views into larger buffers', async () => {
    const heights = new Float32Array(40).fill(Number.NaN).fill(1, 3, 12).subarray(3, 12);
    const { distance: d } = await compute.run(distance, { heights }, { width: 3, height: 3, cap: 9 });
    expect(new Set(d)).toEqual(new Set([9]));
  });

  it('refuses calls that do not fit 4 GiB before allocating', async () => {
    const huge: Kernel<Plain, Plain, object> = {
      ...distance,
      outputs: () => ({ heights: { type: 'f32', length: 2 ** 30 } }),
      reference: () => {},
      wasm: { module: distance.wasm!.module, call: () => {} },
    };
    await expect(compute.run(huge, { heights: new Float32Array(4) }, {})).rejects.toMatchObject({
      code: 'config',
      hint: expect.stringContaining('tile'),
    });
  });

  it('refuses kernels that it does not have', async () => {
    const { wasm: _, ...without } = distance;
    const call = compute.run(without, { heights: new Float32Array(4) }, { width: 2, height: 2, cap: 1 });
    await expect(call).rejects.toMatchObject({ code: 'backend' });
  });

  it('is cancelled by its signal', async () => {
    const parameters = { width: 2, height: 2, cap: 1 };
    for (const c of [compute, createReferenceCompute()]) {
      const call = c.run(distance, { heights: new Float32Array(4) }, parameters, AbortSignal.abort());
      await expect(call).rejects.toMatchObject({ code: 'cancelled' });
    }
  });
});
