import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Compute } from '../../src/core/kernel.js';
import { createRng } from '../../src/core/rng.js';
import { createReferenceCompute } from '../../src/kernels/backends/reference.js';
import { createWebgpuCompute } from '../../src/kernels/backends/webgpu.js';
import { addPath } from '../../src/kernels/semi-global/add-path.js';
import { semiGlobal } from '../../src/kernels/semi-global/index.js';
import { adapter, gpu } from '../support/node-gpu.js';

describe.skipIf(adapter === null)('semi-global aggregation on WebGPU', () => {
  const reference = createReferenceCompute();
  let compute: Compute;
  beforeAll(async () => {
    compute = await createWebgpuCompute(gpu!);
  });
  afterAll(() => compute.close());

  it.each([4, 8, 16] as const)(
    'has the sums of the reference, bit for bit, path by path, with %d paths',
    async (paths) => {
      const size = fc.integer({ min: 1, max: 40 });
      const cases = fc.record({
        ...{ width: size, height: size, seed: fc.nat(9999), most: fc.integer({ min: 1, max: 80 }) },
        ...{
          own: fc.boolean(),
          guided: fc.boolean(),
          contrast: fc.boolean(),
          factor: fc.constantFrom(1, 8, 200),
        },
      });
      await fc.assert(
        fc.asyncProperty(cases, async ({ width, height, seed, most, own, guided, contrast, factor }) => {
          const rng = createRng(seed);
          const length = width * height;
          const words = () => Uint32Array.from({ length: 2 * length }, () => rng.int(2 ** 31));
          const each = own ? length : 1;
          const inputs = {
            left: words(),
            right: words(),
            low: Int32Array.from({ length: each }, () => rng.int(40) - 20),
            count: Int32Array.from({ length: each }, () => (own && rng.int(6) === 0 ? 0 : 1 + rng.int(most))),
            guide: Uint8Array.from({ length: guided ? length : 0 }, () => rng.int(256)),
            penalty: Int32Array.from({ length: 256 }, () => 20 * factor + rng.int(100)),
          };
          const params = { width, height, bits: 62, paths, factor, p1: 7 * factor, contrast, stride: most };
          let soFar = new Uint32Array(length * most);
          for (let path = 0; path < paths; path++) {
            const expected = await reference.run(addPath, { ...inputs, soFar }, { ...params, path });
            expect(await compute.run(addPath, { ...inputs, soFar }, { ...params, path })).toEqual(expected);
            soFar = new Uint32Array(expected.sums);
          }
          // After the last path, the least sum is the winner of the kernel that does everything, where the right view agrees.
          if (own) return;
          const none = new Uint8Array(0);
          const { disparity } = await reference.run(
            semiGlobal,
            { ...inputs, leftValid: none, rightValid: none },
            { ...params, cellOffset: 0, tolerance: 1 },
          );
          for (let p = 0; p < length; p++) {
            if (Number.isNaN(disparity[p])) continue;
            const sums = soFar.subarray(p * most, p * most + inputs.count[0]);
            const winner = inputs.low[0] + sums.indexOf(Math.min(...sums));
            expect(Math.abs(disparity[p] - winner)).toBeLessThanOrEqual(0.5);
          }
        }),
        { numRuns: 10 },
      );
    },
  );
});
