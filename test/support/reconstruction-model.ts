import { basename } from 'node:path';
import type { Manifest } from '../../src/nn/infer/manifest/manifest.js';
import { modelFiles, writeModelFiles } from '../../src/nn/infer/manifest/model-file.node.js';
import { packModel } from '../../src/nn/infer/manifest/pack-model.js';
import { convLayer } from '../../src/nn/layers/conv.js';
import type { Network } from '../../src/nn/model/context.js';
import { declareNetwork } from '../../src/nn/model/declare.js';
import { initialValues } from '../../src/nn/model/registry.js';
import { add } from '../../src/nn/ops/add.js';
import { averagePool } from '../../src/nn/ops/average-pool.js';
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

/** Means of 2 x 2 pixels of an image, times `gain`: heights of half the resolution that are known. */
export const halving =
  (gain: number): Network =>
  (_, image) =>
    multiply(averagePool(image!, { kernel: 2, stride: 2, padding: 0 }), gain);

/** Writes a network for `cuesta reconstruct` that takes image and coarse heights, with what it says it was trained to give. */
export async function writeReconstructionModel(
  path: string,
  network: Network,
  target: 'own' | 'coarse' | null,
): Promise<void> {
  const input = (name: string, type: 'min-max' | 'standard-from-zero'): Manifest['inputs'][number] => ({
    name,
    channels: [{ name, unit: '1', normalisation: { type }, fill: 0 }],
    scale: 1,
    required: true,
  });
  await writeModel(path, network, {
    inputs: [input('image', 'min-max'), input('coarse', 'standard-from-zero')],
    output: { name: 'height', unit: 'm', scale: { type: 'as-input', input: 'coarse', channel: 0 } },
    training: target === null ? null : { command: 'none', samples: 0, config: { data: { target } } },
  });
}

/** Writes a network that makes heights of one image of twice their resolution, trained with a Sun. */
export async function writeSingleModel(
  path: string,
  network: Network,
  heights: 'none' | 'pixels',
  sun: 'any' | 'upper-left' = 'any',
  sunElevation?: number,
): Promise<void> {
  const normalisation = { type: 'affine', scale: 1 / 255, offset: 0 } as const;
  await writeModel(path, network, {
    inputs: [
      {
        ...{ name: 'image', scale: 2, required: true },
        channels: [{ name: 'grey', unit: 'DN 0 to 255', normalisation, fill: 0 }],
      },
    ],
    output: {
      ...{ name: 'height', unit: '1' },
      scale: heights === 'none' ? { type: heights } : { type: heights, sunElevation },
    },
    training: { command: 'none', samples: 0, config: { data: { sun } } },
  });
}

async function writeModel(
  path: string,
  network: Network,
  contract: Pick<Manifest, 'inputs' | 'output' | 'training'>,
): Promise<void> {
  const [width, height] = [64, 64];
  const { parameters, state } = declareNetwork(network, ...contract.inputs.map(() => [1, 1, height, width]));
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
      fileName: basename(path),
      weights: 'float32',
      network: { type: 'test', config: {} },
      ...contract,
      pixelSize: null,
      metrics: {},
      licence: 'Apache-2.0',
    },
    await createNodeRuntime(),
  );
  await writeModelFiles(packed, modelFiles(path));
}
