import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { networkCase } from '../../../../test/support/run-network.js';
import { CuestaError } from '../../../core/errors.js';
import { unet } from '../../../networks/unet/unet.js';
import { convLayer } from '../../layers/conv.js';
import type { ModelContext, Network } from '../../model/context.js';
import { readModel } from '../../onnx/read-model.js';
import { writeModel } from '../../onnx/write-model.js';
import { add } from '../../ops/add.js';
import { globalAveragePool } from '../../ops/global-pool.js';
import { createNodeRuntime } from '../../runtime/node-runtime.node.js';
import { formatManifest, type Manifest, parseManifest } from './manifest.js';
import { modelCard } from './model-card.js';
import { loadModel } from './model-file.node.js';
import { type ModelDescription, packModel } from './pack-model.js';
import { verifyModel } from './verify-model.js';

const description: ModelDescription = {
  name: 'shading-small',
  summary: 'Heights from shading.',
  fileName: 'small.onnx',
  weights: 'float16',
  network: { type: 'unet', config: { levels: 3, base: 8 } },
  inputs: [
    {
      name: 'image',
      channels: [{ name: 'shade', unit: 'DN', normalisation: { type: 'min-max' }, fill: 0.5 }],
      scale: 1,
      required: true,
    },
  ],
  output: { name: 'height', unit: 'm', scale: { type: 'affine', scale: 12, offset: 3 } },
  pixelSize: { min: 1, max: 5 },
  training: { command: 'cuesta train small.yaml', samples: 12800, config: { batch: 8 } },
  metrics: { loss: 0.0123456789 },
  licence: 'Apache-2.0',
};

async function pack(network: Network, changes: Partial<ModelDescription> = {}, size = 32) {
  const { declaration, parameters, state } = networkCase(network, [1, 1, size, size]);
  const weights = {
    parameters: { registry: declaration.parameters, values: parameters },
    state: { registry: declaration.state, values: state },
  };
  const runtime = await createNodeRuntime();
  return packModel(network, weights, { width: size, height: size }, { ...description, ...changes }, runtime);
}

const packed = await pack(unet({ levels: 3, base: 8 }));

describe('a packed model', () => {
  test('is verified against its manifest, on other thread counts too', async () => {
    const { bytes, manifest } = packed;
    for (const threads of [1, 2]) {
      const runtime = await createNodeRuntime({ threads });
      const result = await verifyModel(bytes, manifest, runtime, 'small.onnx');
      expect(result.error).toBeLessThan(1e-5);
      expect(result.sha256).toBe(manifest.file.sha256);
    }
  });

  test('states what the file says', () => {
    const { bytes, manifest } = packed;
    const { graph, opsets, metadata } = readModel(bytes, 'small.onnx');
    expect(manifest.file).toMatchObject({
      bytes: bytes.length,
      opset: opsets[0]!.version,
      weights: 'float16',
    });
    expect(graph.inputs).toEqual([
      { name: 'image', dtype: 'float32', shape: ['batch', 1, 'height', 'width'] },
    ]);
    expect(graph.outputs[0]!.name).toBe('height');
    expect(metadata).toMatchObject({ name: 'shading-small', licence: 'Apache-2.0' });
    expect(manifest.tile.halo).toEqual(manifest.receptiveField);
    expect(manifest.tile.width % manifest.tile.multiple).toBe(0);
    expect(manifest.tile.width).toBeGreaterThanOrEqual(256);
  });

  test('survives its text form', () => {
    expect(parseManifest(formatManifest(packed.manifest), 'small.json')).toEqual(packed.manifest);
  });

  test('has a card with its facts', () => {
    const card = modelCard(packed.manifest);
    for (const fact of [
      '# shading-small',
      packed.manifest.file.sha256,
      '12,800 samples',
      '| loss | 0.0123457 |',
    ]) {
      expect(card).toContain(fact);
    }
    expect(card).toContain('| image | shade | DN; each tile to 0 … 1; missing: 0.5 |');
    expect(card).not.toMatch(/undefined|NaN|\[object/);
  });
});

test('the model of the browser tests still gives its numbers in Node', async () => {
  const path = join(import.meta.dirname, '../../../../test/browser/fixtures/tiny-unet.onnx');
  const { bytes, manifest } = await loadModel(path);
  const { error } = await verifyModel(bytes, manifest!, await createNodeRuntime(), path);
  expect(error).toBeLessThan(1e-5);
});

describe('what does not fit', () => {
  const verify = async (bytes: Uint8Array, manifest: Manifest) =>
    verifyModel(bytes, manifest, await createNodeRuntime(), 'small.onnx');

  test('other bytes', async () => {
    const bytes = packed.bytes.slice();
    bytes[bytes.length - 200]! ^= 1;
    await expect(verify(bytes, packed.manifest)).rejects.toMatchObject({
      code: 'format',
      subject: 'small.onnx',
    });
  });

  test('other inputs', async () => {
    const { manifest } = packed;
    const [input] = manifest.inputs;
    const wrong = { ...manifest, inputs: [{ ...input!, name: 'other' }] };
    await expect(verify(packed.bytes, wrong)).rejects.toThrow(/takes image \[batch, 1, height, width\]/);
  });

  test('other numbers', async () => {
    const { check } = packed.manifest;
    const values = check.values.map((v, i) =>
      i === 7 ? v + 0.01 * Math.max(...check.values.map(Math.abs)) : v,
    );
    const wrong = { ...packed.manifest, check: { ...check, values } };
    await expect(verify(packed.bytes, wrong)).rejects.toMatchObject({ code: 'quality' });
  });

  test('an operator that the runtime does not know', async () => {
    const model = readModel(packed.bytes, 'small.onnx');
    const nodes = model.graph.nodes.map((n) => (n.opType === 'MaxPool' ? { ...n, opType: 'MagicPool' } : n));
    const bytes = writeModel({ ...model, graph: { ...model.graph, nodes } });
    const runtime = await createNodeRuntime();
    const error = await runtime.open(bytes, 'magic.onnx').catch((e: unknown) => e);
    expect(error).toBeInstanceOf(CuestaError);
    expect(error).toMatchObject({
      code: 'backend',
      subject: 'magic.onnx',
      message: expect.stringContaining('MagicPool'),
    });
  });

  test.each([
    ['no JSON', '{', 'format', 'it is not JSON'],
    ['another JSON', '{"name": "x"}', 'format', 'format: cuesta-model'],
    ['a newer one', '{"format": "cuesta-model", "version": 2}', 'unsupported', 'version 2'],
    ['an incomplete one', '{"format": "cuesta-model", "version": 1}', 'format', 'licence'],
  ])('a manifest that is %s', (_, text, code, message) => {
    expect(() => parseManifest(text, 'a.json')).toThrow(
      expect.objectContaining({ code, subject: 'a.json', message: expect.stringContaining(message) }),
    );
  });

  test('a scale that is not the network’s', async () => {
    const halving: Network = (model: ModelContext, x) =>
      convLayer(model, 'c', x!, { out: 1, kernel: 2, stride: 2 });
    await expect(pack(halving)).rejects.toThrow(/one pixel of 2 x 2 pixels of image/);
    const inputs = description.inputs.map((input) => ({ ...input, scale: 2 }));
    const { manifest } = await pack(halving, { inputs });
    expect(manifest.tile).toMatchObject({ multiple: 1, halo: { left: 0, top: 0, right: 0, bottom: 0 } });
  });
});

test('a network that looks at the whole tile blends over a quarter of it', async () => {
  const network: Network = (model, x) =>
    add(convLayer(model, 'c', x!, { out: 1, kernel: 3, padding: 1 }), globalAveragePool(x!));
  const { manifest } = await pack(network, {}, 64);
  expect(manifest).toMatchObject({ receptiveField: null, tile: { width: 64, height: 64, blend: 16 } });
});
