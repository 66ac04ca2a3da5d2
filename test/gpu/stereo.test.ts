import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Compute } from '../../src/core/kernel.js';
import { createRng } from '../../src/core/rng.js';
import { createReferenceCompute } from '../../src/kernels/backends/reference.js';
import { createWebgpuCompute } from '../../src/kernels/backends/webgpu.js';
import { firstDifference } from '../../src/kernels/difference.js';
import { semiGlobal } from '../../src/kernels/semi-global/index.js';
import { matchPair } from '../../src/stereo/match-pair.js';
import { matchStrip } from '../../src/stereo/match-strip.js';
import { DEFAULT_MATCH } from '../../src/stereo/options.js';
import { adapter, gpu } from '../support/node-gpu.js';

const side = fc.integer({ min: 1, max: 40 });
const CASES = fc.record({
  ...{ width: side, height: side, seed: fc.nat(9999), most: fc.integer({ min: 1, max: 80 }) },
  ...{ cells: fc.boolean(), guided: fc.boolean(), contrast: fc.boolean(), masked: fc.boolean() },
  ...{ factor: fc.constantFrom(1, 8, 200), paths: fc.constantFrom(4, 8, 16), tolerance: fc.nat(3) },
});

/** Strings of noise, of a few bits only, so that sums are often equal. */
function searchOf({
  width,
  height,
  seed,
  most,
  cells,
  guided,
  masked,
  factor,
  ...rest
}: typeof CASES extends fc.Arbitrary<infer T> ? T : never) {
  const rng = createRng(seed);
  const length = width * height;
  const cellOffset = rng.int(2);
  const words = () => Uint32Array.from({ length: 2 * length }, () => rng.int(2 ** 31) & 0x10a00421);
  const each = cells ? ((width + 1) >> 1) * ((height + cellOffset + 1) >> 1) : 1;
  const mask = () => Uint8Array.from({ length: masked ? length : 0 }, () => Math.min(1, rng.int(9)));
  const inputs = {
    ...{ left: words(), right: words(), leftValid: mask(), rightValid: mask() },
    low: Int32Array.from({ length: each }, () => rng.int(40) - 20),
    count: Int32Array.from({ length: each }, () => (cells && rng.int(6) === 0 ? 0 : 1 + rng.int(most))),
    guide: Uint8Array.from({ length: guided ? length : 0 }, () => rng.int(256)),
    penalty: Int32Array.from({ length: 256 }, () => 20 * factor + rng.int(100)),
  };
  return { inputs, params: { ...rest, width, height, cellOffset, bits: 62, factor, p1: 7 * factor } };
}

describe.skipIf(adapter === null)('stereo matching on WebGPU', () => {
  const reference = createReferenceCompute();
  let compute: Compute;
  beforeAll(async () => {
    compute = await createWebgpuCompute(gpu!);
  });
  afterAll(() => compute.close());

  it('gives every output of the reference, bit for bit', async () => {
    await fc.assert(
      fc.asyncProperty(CASES, async (drawn) => {
        const { inputs, params } = searchOf(drawn);
        const expected = await reference.run(semiGlobal, inputs, params);
        expect(firstDifference(expected, await compute.run(semiGlobal, inputs, params), 'exact')).toBeNull();
      }),
      { numRuns: 25 },
    );
  });

  it('refuses more disparities than a workgroup holds', async () => {
    const { inputs, params } = searchOf(fc.sample(CASES, { numRuns: 1, seed: 1 })[0]);
    const wide = { ...inputs, low: Int32Array.of(0), count: Int32Array.of(257) };
    await expect(compute.run(semiGlobal, wide, params)).rejects.toMatchObject({ code: 'config' });
  });

  it('matches a pair from coarse to fine with the bytes of the reference', async () => {
    const rng = createRng(3);
    const [width, height] = [90, 64];
    const texture = Uint8Array.from({ length: (width + 20) * height }, () => rng.int(256));
    const view = (shift: (y: number) => number) => ({
      ...{ width, height },
      samples: Uint8Array.from({ length: width * height }, (_, i) => {
        const y = Math.floor(i / width);
        return texture[y * (width + 20) + (i % width) + shift(y)];
      }),
    });
    const [left, right] = [view((y) => 4 + (y >> 4)), view(() => 0)];
    const options = { ...DEFAULT_MATCH, least: 0, greatest: 15, levels: 2, search: 4, volumeBytes: 2 ** 30 };
    const run = (on: Compute) =>
      matchPair(left, right, { ...options, atOnce: 1 }, (job) => matchStrip(job, on));
    const [expected, found] = [await run(reference), await run(compute)];
    expect(expected.disparity.filter(Number.isFinite).length).toBeGreaterThan(0.5 * width * height);
    expect(firstDifference({ ...expected }, { ...found }, 'exact')).toBeNull();
  });
});
