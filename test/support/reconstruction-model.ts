import type { Manifest } from '../../src/nn/infer/manifest/manifest.js';
import { modelFiles, writeModelFiles } from '../../src/nn/infer/manifest/model-file.node.js';
import { packModel } from '../../src/nn/infer/manifest/pack-model.js';
import { convLayer } from '../../src/nn/layers/conv.js';
import type { Network } from '../../src/nn/model/context.js';
import { declareNetwork } from '../../src/nn/model/declare.js';
import { initialValues } from '../../src/nn/model/registry.js';
import { add } from '../../src/nn/ops/add.js';
import { multiply } from '../../src/nn/ops/multiply.js';
import { createNodeRuntime } from '../../src/nn/runtime/node-runtime.node.js';

/** Gives its coarse input plus `room`: what becomes of it is known. */
export const echo =
  (room = 0): Network =>
  (_, image, coarse) =>
    add(add(coarse!, multiply(image!, 0)), room);

/** Every pixel depends on its surroundings in both inputs. */
export const mixing: Network = (model, image, coarse) => {
  const detail = convLayer(model, 'detail', image!, { out: 1, kernel: 5, padding: 2 });
  return add(coarse!, multiply(detail, 0.1));
};

/** Writes a network for `cuesta reconstruct`, with what it says it was trained to give. */
export async function writeReconstructionModel(
  path: string,
  network: Network,
  target: 'own' | 'coarse' | null,
): Promise<void> {
  const [width, height] = [64, 64];
  const shape = [1, 1, height, width];
  const { parameters, state } = declareNetwork(network, shape, shape);
  const input = (name: string, type: 'min-max' | 'standard-from-zero'): Manifest['inputs'][number] => ({
    name,
    channels: [{ name, unit: '1', normalisation: { type }, fill: 0 }],
    scale: 1,
    required: true,
  });
  const packed = await packModel(
    network,
    {
      parameters: { registry: parameters, values: initialValues(parameters, 1) },
      state: { registry: state, values: initialValues(state, 1) },
    },
    { width, height },
    {
      name: 'test',
      summary: 'A network whose result is known.',
      fileName: 'test.onnx',
      weights: 'float32',
      network: { type: 'test', config: {} },
      inputs: [input('image', 'min-max'), input('coarse', 'standard-from-zero')],
      output: { name: 'height', unit: 'm', scale: { type: 'as-input', input: 'coarse', channel: 0 } },
      pixelSize: null,
      training: target === null ? null : { command: 'none', samples: 0, config: { data: { target } } },
      metrics: {},
      licence: 'Apache-2.0',
    },
    await createNodeRuntime(),
  );
  await writeModelFiles(packed, modelFiles(path));
}
