import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Crs } from '../../src/core/crs.js';
import { northUp } from '../../src/core/geo-transform.js';
import type { Compute, Kernel } from '../../src/core/kernel.js';
import { createRng } from '../../src/core/rng.js';
import { createReferenceCompute } from '../../src/kernels/backends/reference.js';
import { createWebgpuCompute } from '../../src/kernels/backends/webgpu.js';
import { chipMatch } from '../../src/kernels/chip-match/index.js';
import { distance } from '../../src/kernels/distance/index.js';
import { hillshade } from '../../src/kernels/hillshade/index.js';
import { selfTest } from '../../src/kernels/self-test.js';
import { findExtremum } from '../../src/match/extremum.js';
import { createTerrain, sampleTerrain } from '../../src/simulate/terrain.js';
import { adapter, gpu } from '../support/node-gpu.js';

type Plain = { readonly values: Float32Array };

/** A kernel that doubles its input, in the given WGSL. */
function doubling(wgsl: string): Kernel<Plain, Plain, { readonly factor: number }> {
  return {
    name: 'doubling',
    tolerance: 'exact',
    outputs: ({ values }) => ({ values: { type: 'f32', length: values.length } }),
    reference: ({ values }, out, { factor }) => out.values.set(values.map((v) => v * factor)),
    webgpu: {
      wgsl,
      entryPoint: 'main',
      workgroups: ({ values }) => [Math.ceil(values.length / 64), 1, 1],
      uniforms: ({ values }, { factor }) => [
        { type: 'u32', value: values.length },
        { type: 'f32', value: factor },
      ],
    },
  };
}

const DOUBLE = `struct Params { n: u32, factor: f32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> values: array<f32>;
@group(0) @binding(2) var<storage, read_write> out: array<f32>;
@compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  if (id.x < params.n) { out[id.x] = values[id.x] * params.factor; }
}`;

describe.skipIf(adapter === null)('WebGPU back end', () => {
  let compute: Compute;
  beforeAll(async () => {
    compute = await createWebgpuCompute(gpu!);
  });
  afterAll(() => compute.close());

  it('passes the self test of every kernel it has', async () => {
    expect(compute.description).toMatch(/^webgpu \w+/);
    expect(await selfTest(compute)).toEqual([
      ...['hillshade', 'slope', 'chip-match', 'ncc'],
      ...['census', 'median', 'census-match', 'semi-global'],
    ]);
  });

  it('keeps concurrent calls of different sizes apart', async () => {
    const kernel = doubling(DOUBLE);
    const inputs = Array.from({ length: 20 }, (_, i) =>
      Float32Array.from({ length: 1 + 37 * i }, (_, k) => i + k),
    );
    const results = await Promise.all(
      inputs.map((values, i) => compute.run(kernel, { values }, { factor: i })),
    );
    for (const [i, { values }] of results.entries()) expect(values).toEqual(inputs[i].map((v) => v * i));
  });

  it('reports a shader that does not compile with its line, every time', async () => {
    const kernel = doubling(DOUBLE.replace('values[id.x] *', 'valuse[id.x] *'));
    const call = () => compute.run(kernel, { values: new Float32Array(4) }, { factor: 2 });
    await expect(call()).rejects.toMatchObject({
      code: 'backend',
      message: expect.stringMatching(/line 6:\d+/),
    });
    await expect(call()).rejects.toMatchObject({ code: 'backend' });
  });

  it('reports validation errors and goes on working', async () => {
    const extra = doubling(DOUBLE.replace('@binding(2)', '@binding(5)'));
    await expect(compute.run(extra, { values: new Float32Array(4) }, { factor: 2 })).rejects.toMatchObject({
      code: 'backend',
    });
    const good = await compute.run(doubling(DOUBLE), { values: Float32Array.of(1, 2) }, { factor: 2 });
    expect([...good.values]).toEqual([2, 4]);
  });

  it('refuses kernels without a WebGPU version and arrays above the limits', async () => {
    const missing = compute.run(distance, { heights: new Float32Array(4) }, { width: 2, height: 2, cap: 1 });
    await expect(missing).rejects.toMatchObject({ code: 'backend' });
    const wide = {
      ...doubling(DOUBLE),
      outputs: () => ({ values: { type: 'f32', length: 2 ** 33 } as const }),
    };
    await expect(compute.run(wide, { values: new Float32Array(4) }, { factor: 2 })).rejects.toMatchObject({
      code: 'config',
    });
  });

  it('shades a tile of many workgroups like the reference', async () => {
    const rng = createRng(7);
    const [width, height] = [701, 333];
    const heights = Float32Array.from({ length: width * height }, () =>
      rng.next() < 0.01 ? Number.NaN : 30 * rng.normal(),
    );
    const params = { width, height, cellX: 30, cellY: 30, zFactor: 1, azimuthDeg: 315, altitudeDeg: 45 };
    const got = await compute.run(hillshade, { heights }, { ...params, edges: 'compute' });
    const expected = await createReferenceCompute().run(
      hillshade,
      { heights },
      { ...params, edges: 'compute' },
    );
    const off = expected.shade.map((v, i) => Math.abs(v - got.shade[i]));
    expect(off.every((d) => d <= 1)).toBe(true);
    expect(off.filter((d) => d > 0).length).toBeLessThan(off.length / 1000);
  });

  it('matches chips of terrain 5 km apart in height like the reference', async () => {
    const terrain = createTerrain({
      seed: 3,
      west: 0,
      south: 0,
      width: 1600,
      height: 1600,
      relief: 60,
      hurst: 0.8,
      craterDensity: 0.02,
      largestDiameter: 300,
      detail: 16,
    });
    const rng = createRng(8);
    const size = 160;
    const view = (shift: number, offset: number): Float32Array => {
      const transform = northUp(100 + 8 * shift, 1500, 8, 8);
      const { data } = sampleTerrain(terrain, { width: size, height: size, transform, crs: {} as Crs });
      return data.map((h) => h + offset + rng.normal());
    };
    const radius = 8;
    const places = Int32Array.from([20, 60, 100].flatMap((c) => [20, 60, 100].flatMap((r) => [c, r, c, r])));
    const inputs = { image: view(0, 5000), template: view(2.6, 0), places };
    const params = {
      imageWidth: size,
      imageHeight: size,
      templateWidth: size,
      templateHeight: size,
      chipWidth: 31,
      chipHeight: 31,
      radius,
    };
    const { variance: got } = await compute.run(chipMatch, inputs, params);
    const { variance: expected } = await createReferenceCompute().run(chipMatch, inputs, params);
    const length = (2 * radius + 1) ** 2;
    for (let k = 0; k < expected.length; k += length) {
      const [a, b] = [expected.subarray(k, k + length), got.subarray(k, k + length)];
      expect(b.indexOf(Math.min(...b))).toBe(a.indexOf(Math.min(...a)));
      const [fine, fineGot] = [findExtremum(a, radius, 'min'), findExtremum(b, radius, 'min')];
      expect(fine.status).toBe('matched');
      expect(Math.abs(fineGot.dCol - fine.dCol)).toBeLessThan(1e-3);
      expect(Math.abs(fineGot.dRow - fine.dRow)).toBeLessThan(1e-3);
    }
  });

  it('is cancelled by its signal', async () => {
    const call = compute.run(
      doubling(DOUBLE),
      { values: new Float32Array(4) },
      { factor: 2 },
      AbortSignal.abort(),
    );
    await expect(call).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('says so when the device is gone', async () => {
    const other = await createWebgpuCompute(gpu!);
    await other.close();
    const call = other.run(doubling(DOUBLE), { values: new Float32Array(4) }, { factor: 2 });
    await expect(call).rejects.toMatchObject({ code: 'backend', message: expect.stringContaining('lost') });
  });
});

describe('without an adapter', () => {
  it('throws backend with a hint', async () => {
    const none = { requestAdapter: async () => null } as unknown as GPU;
    await expect(createWebgpuCompute(none)).rejects.toMatchObject({
      code: 'backend',
      hint: expect.stringContaining('wasm'),
    });
  });
});
