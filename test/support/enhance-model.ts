import type { Guidance } from '../../src/networks/jspsr/config.js';
import { modelFiles, writeModelFiles } from '../../src/nn/infer/manifest/model-file.node.js';
import { packModel } from '../../src/nn/infer/manifest/pack-model.js';
import { convLayer } from '../../src/nn/layers/conv.js';
import type { Network } from '../../src/nn/model/context.js';
import { declareNetwork } from '../../src/nn/model/declare.js';
import { initialValues } from '../../src/nn/model/registry.js';
import { add } from '../../src/nn/ops/add.js';
import { multiply } from '../../src/nn/ops/multiply.js';
import { reduceSum } from '../../src/nn/ops/reduce-sum.js';
import { createNodeRuntime } from '../../src/nn/runtime/node-runtime.node.js';
import { dataFields, dataSchema } from '../../src/pipelines/train/data.js';
import { modelContract } from '../../src/pipelines/train/model-contract.js';

/** Gives its coarse heights: what becomes of them is known. */
export const echo: Network = (_, dem, ...guidance) =>
  guidance.reduce((y, x) => add(y, multiply(reduceSum(x, { axes: [1], keep: true }), 0)), dem!);

/** Every pixel depends on its surroundings in the DEM and all guidance. */
export const mixing: Network = (model, dem, ...guidance) =>
  [dem!, ...guidance].reduce(
    (y, x, i) => add(y, multiply(convLayer(model, `detail${i}`, x, { out: 1, kernel: 5, padding: 2 }), 0.1)),
    dem!,
  );

/** Writes an untrained network for `cuesta enhance` with the manifest of a trained one at 8 m. */
export async function writeEnhanceModel(
  path: string,
  network: Network,
  guidance: readonly Guidance[],
  size = 64,
): Promise<void> {
  const data = dataSchema.parse({
    ...{ type: 'simulated-earth', guidance, size, pixel: 8 },
    heights: { type: 'from-mean', scale: 10 },
  });
  const { shapes, inputs } = dataFields(data);
  const { parameters, state } = declareNetwork(network, ...inputs.map((name) => [1, ...shapes[name]!]));
  const packed = await packModel(
    network,
    {
      parameters: { registry: parameters, values: initialValues(parameters, 1) },
      state: { registry: state, values: initialValues(state, 1) },
    },
    { width: size, height: size },
    {
      ...{ name: 'test', fileName: 'test.onnx', weights: 'float32', network: { type: 'test', config: {} } },
      ...modelContract(data),
      ...{ training: null, metrics: {}, licence: 'Apache-2.0' },
    },
    await createNodeRuntime(),
  );
  await writeModelFiles(packed, modelFiles(path));
}
