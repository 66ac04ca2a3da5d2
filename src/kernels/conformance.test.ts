import { afterAll, describe, expect, it } from 'vitest';
import { createRng } from '../core/rng.js';
import { createReferenceCompute } from './backends/reference.js';
import { createWasmCompute } from './backends/wasm.js';
import { firstDifference } from './difference.js';
import { createSamples } from './samples.js';
import { selfTest } from './self-test.js';

const reference = createReferenceCompute();
const wasm = createWasmCompute();
afterAll(() => wasm.close());

const samples = createSamples(createRng(20261));
const kernels = [...new Set(samples.map((s) => s.kernel))];

describe('every kernel on WebAssembly agrees with its definition', () => {
  it.each(kernels)('%s', async (kernel) => {
    const own = samples.filter((s) => s.kernel === kernel && s.tolerance('wasm') !== null);
    expect(own.length).toBeGreaterThan(10);
    for (const sample of own) {
      const expected = await sample.run(reference);
      const difference = firstDifference(expected, await sample.run(wasm), sample.tolerance('wasm')!);
      expect(difference, sample.label).toBeNull();
    }
  });

  it('in the self test, too', async () => {
    expect(await selfTest(wasm)).toEqual(kernels);
  });
});

describe('firstDifference', () => {
  const of = (...values: number[]) => ({ v: Float32Array.from(values) });

  it('sees a single bit, a misplaced NaN and a lost sign when exact', () => {
    expect(firstDifference(of(1), of(1), 'exact')).toBeNull();
    expect(firstDifference(of(Number.NaN), of(Number.NaN), 'exact')).toBeNull();
    expect(firstDifference(of(1), of(1 + 2 ** -23), 'exact')).toContain('v[0]');
    expect(firstDifference(of(Number.NaN), of(0), 'exact')).not.toBeNull();
    expect(firstDifference(of(0), of(-0), 'exact')).not.toBeNull();
  });

  it('bounds both signs of a difference and never forgives NaN or infinity', () => {
    const tolerance = { abs: 0.1, rel: 0 };
    expect(firstDifference(of(1), of(1.09), tolerance)).toBeNull();
    expect(firstDifference(of(1), of(1.11), tolerance)).not.toBeNull();
    expect(firstDifference(of(1), of(0.89), tolerance)).not.toBeNull();
    expect(firstDifference(of(1), of(Number.NaN), tolerance)).not.toBeNull();
    expect(firstDifference(of(Number.NaN), of(1), tolerance)).not.toBeNull();
    expect(firstDifference(of(1), of(Infinity), { abs: 0, rel: 1 })).not.toBeNull();
    expect(firstDifference(of(Infinity), of(1), { abs: 1, rel: 1 })).not.toBeNull();
    expect(firstDifference(of(1, 2), of(1), tolerance)).not.toBeNull();
  });
});
