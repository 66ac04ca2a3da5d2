import { expect, it } from 'vitest';
import { createCompute } from '../../src/kernels/select.js';
import { selfTest } from '../../src/kernels/self-test.js';

const CPU_KERNELS = [
  'hillshade',
  'slope',
  'distance',
  'accumulate',
  'gaussian',
  'resample-gather',
  'resample-separable',
  'chip-match',
  'ncc',
  'census',
  'semi-global',
  'multilook',
  'lee',
  'refined-lee',
  'census-match',
  'median',
];

it('runs every kernel as WebAssembly in the browser', async () => {
  const compute = await createCompute('wasm');
  expect((await selfTest(compute)).sort()).toEqual([...CPU_KERNELS].sort());
  await compute.close();
});

it('runs every kernel that has a shader on WebGPU in the browser', async () => {
  const compute = await createCompute('webgpu');
  expect(compute.description).toMatch(/^webgpu \w+/);
  expect(await selfTest(compute)).toEqual([
    ...['hillshade', 'slope', 'chip-match', 'ncc'],
    ...['census', 'median', 'census-match', 'semi-global'],
  ]);
  await compute.close();
});
