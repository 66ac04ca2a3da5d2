import * as ort from 'onnxruntime-web/webgpu';
import { beforeAll, describe, expect, test } from 'vitest';
import { createRng } from '../../src/core/rng.js';
import { type Manifest, parseManifest } from '../../src/nn/infer/manifest/manifest.js';
import { verifyModel } from '../../src/nn/infer/manifest/verify-model.js';
import { contractCodec } from '../../src/nn/infer/tiles/contract-codec.js';
import { predictWindow } from '../../src/nn/infer/tiles/predict-tiles.js';
import { planTileLayout } from '../../src/nn/infer/tiles/tile-layout.js';
import { writeModel } from '../../src/nn/onnx/write-model.js';
import { createBrowserRuntime, type OrtWebModule } from '../../src/nn/runtime/browser-runtime.js';

/** The test server serves the repository. */
const MODEL = '/test/browser/fixtures/tiny-unet.onnx';
const MANIFEST = '/test/browser/fixtures/tiny-unet.json';
const WASM = '/node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.asyncify.wasm';

let bytes: Uint8Array;
let manifest: Manifest;
beforeAll(async () => {
  ort.env.wasm.wasmPaths = { wasm: WASM };
  ort.env.wasm.numThreads = 1;
  bytes = new Uint8Array(await (await fetch(MODEL)).arrayBuffer());
  manifest = parseManifest(await (await fetch(MANIFEST)).text(), MANIFEST);
});

const runtimeOn = (device: 'wasm' | 'webgpu') =>
  createBrowserRuntime({ ort: ort as unknown as OrtWebModule, device });

describe.each(['wasm', 'webgpu'] as const)('%s', (device) => {
  const runtime = runtimeOn(device);

  test('gives the numbers that onnxruntime-node has given on the CPU', async () => {
    const result = await verifyModel(bytes, manifest, runtime, MODEL);
    expect(result.runtime).toBe(`onnxruntime-web ${device}`);
    expect(result.error).toBeLessThan(1e-5);
  });

  test('a file that is no model is refused', async () => {
    await expect(runtime.open(bytes.slice(0, 500), 'half.onnx')).rejects.toMatchObject({
      code: 'backend',
      subject: 'half.onnx',
    });
  });
});

test('tiles give what the whole image gives', async () => {
  const [width, height] = [104, 88];
  const rng = createRng(5);
  const image = Float32Array.from({ length: width * height }, () => rng.normal());
  const session = await runtimeOn('wasm').open(bytes, MODEL);
  const whole = (await session.run({ x: { shape: [1, 1, height, width], data: image } })).y!.data;
  const { halo, multiple } = manifest.tile;
  const layout = planTileLayout({ width, height, tileWidth: 80, tileHeight: 64, halo, blend: 4, multiple });
  const tiled = await predictWindow(
    {
      ...{ session, layout, batch: 2, output: 'y' },
      codec: contractCodec({ inputs: manifest.inputs, output: manifest.output.scale }),
      inputs: [
        {
          ...{ name: 'x', channels: 1, scale: 1, required: true },
          read: async (w) =>
            Float32Array.from({ length: w.width * w.height }, (_, i) => {
              const [row, col] = [w.row + Math.floor(i / w.width), w.col + (i % w.width)];
              return row < height && col < width ? image[row * width + col]! : Number.NaN;
            }),
        },
      ],
    },
    { col: 0, row: 0, width, height },
  );
  const largest = Math.max(...whole.map(Math.abs));
  expect(Math.max(...tiled.map((v, i) => Math.abs(v - whole[i]!))) / largest).toBeLessThan(1e-5);
  await session.release();
});

test('WebGPU refuses a model of which it cannot run a part', async () => {
  const square = { name: 'x', dtype: 'float32', shape: [1, 2, 2] } as const;
  const node = { opType: 'Det', domain: '', inputs: ['x'], outputs: ['y'], attributes: {} };
  const model = writeModel({
    irVersion: 8,
    producer: 'test',
    opsets: [{ domain: '', version: 17 }],
    metadata: {},
    graph: {
      name: 'determinant',
      nodes: [node],
      initializers: [],
      inputs: [square],
      outputs: [{ ...square, name: 'y', shape: [1] }],
    },
  });
  const data = Float32Array.of(1, 2, 3, 5);
  const session = await runtimeOn('wasm').open(model, 'determinant.onnx');
  const { y } = await session.run({ x: { shape: square.shape, data } });
  expect(y!.data[0]).toBeCloseTo(-1, 5);
  await session.release();
  await expect(runtimeOn('webgpu').open(model, 'determinant.onnx')).rejects.toMatchObject({
    code: 'backend',
  });
});
