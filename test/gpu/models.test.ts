import '../support/software-gpu.js';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadModel } from '../../src/nn/infer/manifest/model-file.node.js';
import { verifyModel } from '../../src/nn/infer/manifest/verify-model.js';
import { createNodeRuntime } from '../../src/nn/runtime/node-runtime.node.js';

const path = join(import.meta.dirname, '../browser/fixtures/tiny-unet.onnx');
const { bytes, manifest } = await loadModel(path);
const runtime = await createNodeRuntime({ device: 'webgpu' });
const refusal = await runtime.open(bytes, path).then(
  (session) => session.release(),
  (error: unknown) => String(error),
);
if (refusal !== undefined) {
  if ((process.env.CUESTA_REQUIRE ?? '').split(',').includes('chromium')) throw new Error(refusal);
  console.warn(`skipping tests: ONNX Runtime finds no GPU (apt-get install chromium libvulkan1): ${refusal}`);
}

test.skipIf(refusal !== undefined)('a model gives its numbers on the GPU in Node', async () => {
  const { error, runtime: description } = await verifyModel(bytes, manifest!, runtime, path);
  expect(description).toBe('onnxruntime-node webgpu');
  expect(error).toBeLessThan(1e-5);
});
