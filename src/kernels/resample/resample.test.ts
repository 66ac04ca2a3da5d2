import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { createRng } from '../../core/rng.js';
import { createReferenceCompute } from '../backends/reference.js';
import { createWasmCompute } from '../backends/wasm.js';
import {
  RESAMPLE_METHODS,
  type ResampleMethod,
  type ResampleParams,
  resampleGather,
  resampleSeparable,
} from './index.js';

const reference = createReferenceCompute();
const wasm = createWasmCompute();
afterAll(() => wasm.close());

const INTERPOLATING = ['nearest', 'bilinear', 'cubic', 'lanczos'] as const;
const UNWIDENED = { scaleX: 1, scaleY: 1 };

interface Scene extends ResampleParams {
  readonly source: Float32Array;
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** A rough surface with a share of missing samples, and positions in and around it, some of them special. */
function createScene(
  seed: number,
  method: ResampleMethod,
  scaleX: number,
  scaleY: number,
  holes: number,
): Scene {
  const rng = createRng(seed);
  const sourceWidth = 1 + rng.int(24);
  const sourceHeight = 1 + rng.int(24);
  const source = Float32Array.from({ length: sourceWidth * sourceHeight }, () =>
    rng.next() < holes ? Number.NaN : 1000 * rng.normal(),
  );
  const position = (size: number): number => {
    const kind = rng.int(8);
    if (kind === 0) return rng.int(size + 1);
    if (kind === 1) return rng.int(size) + 0.5;
    if (kind === 2) return Number.NaN;
    if (kind === 3) return rng.int(size) + 0.5 - 1e-17;
    return (size + 6) * rng.next() - 3;
  };
  const x = Float64Array.from({ length: 41 }, () => position(sourceWidth));
  const y = Float64Array.from({ length: 41 }, () => position(sourceHeight));
  return { method, sourceWidth, sourceHeight, scaleX, scaleY, source, x, y };
}

async function sampleAt(scene: Scene): Promise<Float32Array> {
  return (await reference.run(resampleGather, scene, scene)).values;
}

/** `source` of a function of the pixel centre. */
function surface(width: number, height: number, f: (x: number, y: number) => number): Float32Array {
  return Float32Array.from({ length: width * height }, (_, i) =>
    f((i % width) + 0.5, Math.floor(i / width) + 0.5),
  );
}

describe.each(RESAMPLE_METHODS)('%s', (method) => {
  it('gives the same bits in WebAssembly, at scattered positions and on grids', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(),
        fc.constantFrom(0.37, 1, 1.04, 1.5, 2, 3.7),
        fc.constantFrom(0.8, 1, 2.25, 5),
        fc.constantFrom(0, 0.02, 0.3, 1),
        async (seed, scaleX, scaleY, holes) => {
          const { source, x, y, ...params } = createScene(seed, method, scaleX, scaleY, holes);
          for (const kernel of [resampleGather, resampleSeparable]) {
            const expected = await reference.run(kernel, { source, x, y }, params);
            const actual = await wasm.run(kernel, { source, x, y }, params);
            expect(actual.values).toEqual(expected.values);
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it('keeps a constant, whatever is missing', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(),
        fc.constantFrom(0.5, 1, 1.7, 4),
        fc.float({ noNaN: true, noDefaultInfinity: true, min: Math.fround(-1e30), max: Math.fround(1e30) }),
        async (seed, scale, constant) => {
          const scene = createScene(seed, method, scale, scale, 0.2);
          const source = scene.source.map((v) => (Number.isNaN(v) ? v : constant));
          const values = await sampleAt({ ...scene, source });
          for (const value of values) expect(Number.isNaN(value) || value === constant).toBe(true);
        },
      ),
    );
  });

  it('stays inside the range of the samples, or within the overshoot of its kernel where none is missing', async () => {
    // Largest sum of |weights| of both axes: 1.25 per axis for cubic; 1.37 for Lanczos.
    const gain = method === 'cubic' ? 1.25 ** 2 : method === 'lanczos' ? 1.4 ** 2 : 1;
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.constantFrom(1, 2.3), async (seed, scale) => {
        for (const holes of [0, 0.3]) {
          const scene = createScene(seed, method, scale, scale, holes);
          const valid = scene.source.filter((v) => !Number.isNaN(v));
          const low = valid.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
          const high = valid.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
          const middle = (low + high) / 2;
          const reach = ((high - low) / 2) * gain * (1 + 1e-6) + 1e-3;
          for (const value of await sampleAt(scene)) {
            if (!Number.isNaN(value)) expect(Math.abs(value - middle)).toBeLessThanOrEqual(reach);
          }
        }
      }),
    );
  });

  it('is valid exactly where the nearest sample is, when not shrinking', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), async (seed) => {
        const scene = createScene(seed, method, 1, 1, 0.3);
        const nearest = await sampleAt({ ...scene, method: 'nearest' });
        const values = await sampleAt(scene);
        expect(values.map(Number.isNaN as never)).toEqual(nearest.map(Number.isNaN as never));
      }),
    );
  });
});

describe.each(INTERPOLATING)('%s', (method) => {
  it('returns the samples at pixel centres, next to missing ones, too', async () => {
    const scene = createScene(7, method, 1, 1, 0.3);
    const { sourceWidth: width, sourceHeight: height, source } = scene;
    const x = Float64Array.from(source, (_, i) => (i % width) + 0.5);
    const y = Float64Array.from(source, (_, i) => Math.floor(i / width) + 0.5);
    expect(height).toBeGreaterThan(1);
    expect(await sampleAt({ ...scene, x, y })).toEqual(source);
  });
});

describe('interpolation', () => {
  const x = Float64Array.from({ length: 50 }, (_, i) => 3.5 + 0.173 * i);
  const y = Float64Array.from({ length: 50 }, (_, i) => 14.1 - 0.211 * i);
  const size = { sourceWidth: 16, sourceHeight: 18, ...UNWIDENED, x, y };

  it.each(['bilinear', 'cubic', 'cubicspline'] as const)('%s reproduces a plane', async (method) => {
    const source = surface(16, 18, (u, v) => 3 * u - 5 * v + 7);
    const values = await sampleAt({ ...size, method, source });
    for (let i = 0; i < x.length; i++) expect(values[i]).toBeCloseTo(3 * x[i] - 5 * y[i] + 7, 4);
  });

  it('cubic reproduces a quadratic surface', async () => {
    const f = (u: number, v: number): number => u * u - 0.5 * u * v + 0.25 * v * v;
    const values = await sampleAt({ ...size, method: 'cubic', source: surface(16, 18, f) });
    for (let i = 0; i < x.length; i++) expect(values[i]).toBeCloseTo(f(x[i], y[i]), 4);
  });

  it('lanczos follows a slow wave closely', async () => {
    const f = (u: number, v: number): number => Math.sin(0.4 * u) + Math.cos(0.3 * v);
    const values = await sampleAt({ ...size, method: 'lanczos', source: surface(16, 18, f) });
    for (let i = 0; i < x.length; i++) expect(Math.abs(values[i] - f(x[i], y[i]))).toBeLessThan(0.02);
  });
});

describe('average', () => {
  const base = { method: 'average', scaleX: 2, scaleY: 2, sourceWidth: 4, sourceHeight: 2 } as const;
  const at = (x: number, y: number): Pick<Scene, 'x' | 'y'> => ({
    x: Float64Array.of(x),
    y: Float64Array.of(y),
  });

  it('weights samples with the area that the footprint covers', async () => {
    const source = Float32Array.of(1, 2, 4, 8, 16, 32, 64, 128);
    expect(await sampleAt({ ...base, source, ...at(1, 1) })).toEqual(Float32Array.of((1 + 2 + 16 + 32) / 4));
    const expected = (0.5 * 1 + 2 + 0.5 * 4 + 0.5 * 16 + 32 + 0.5 * 64) / 4;
    expect(await sampleAt({ ...base, source, ...at(1.5, 1) })).toEqual(Float32Array.of(expected));
  });

  it('needs the centre sample or half of the footprint', async () => {
    const x = Number.NaN;
    const half = Float32Array.of(1, x, 0, 0, 3, x, 0, 0);
    expect(await sampleAt({ ...base, source: half, ...at(1, 1) })).toEqual(Float32Array.of(2));
    const quarter = Float32Array.of(1, x, 0, 0, x, x, 0, 0);
    expect(await sampleAt({ ...base, source: quarter, ...at(1, 1) })).toEqual(Float32Array.of(x));
    const centre = Float32Array.of(x, x, 0, 0, x, 5, 0, 0);
    expect(await sampleAt({ ...base, source: centre, ...at(1, 1) })).toEqual(Float32Array.of(5));
  });
});

it('rejects inputs that do not fit together', async () => {
  const scene = createScene(1, 'cubic', 1, 1, 0);
  const bad: Partial<Scene>[] = [
    { sourceWidth: 1000 },
    { scaleX: 0 },
    { scaleY: Number.NaN },
    { x: new Float64Array(3) },
  ];
  for (const change of bad) {
    await expect(sampleAt({ ...scene, ...change })).rejects.toMatchObject({ code: 'config' });
  }
});
