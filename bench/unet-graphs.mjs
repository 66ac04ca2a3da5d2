import { unet } from '../dist/networks/unet/unet.js';
import { Graph } from '../dist/nn/graph/graph.js';
import { bindConstants } from '../dist/nn/model/bind-constants.js';
import { declareNetwork } from '../dist/nn/model/declare.js';
import { initialValues } from '../dist/nn/model/registry.js';
import { writeModel } from '../dist/nn/onnx/write-model.js';
import { abs } from '../dist/nn/ops/abs.js';
import { reduceMean } from '../dist/nn/ops/reduce-mean.js';
import { subtract } from '../dist/nn/ops/subtract.js';
import { buildSingleNetwork } from '../dist/nn/train/single-network.js';

/** Of the initial weights. */
export const SEED = 1;

/** The step graph of the U-Net on images of a shape, trained on the mean distance to y. */
export function unetStep(shape, optimiser) {
  const network = unet();
  const { step } = buildSingleNetwork({
    target: 'cpu',
    name: 'unet',
    definition: { network, declaration: declareNetwork(network, shape) },
    batch: { x: shape, y: shape },
    inputs: ['x'],
    loss: (prediction, { y }) => reduceMean(abs(subtract(prediction, y))),
    optimiser,
  });
  return step;
}

/** The U-Net as an ONNX file whose initial weights are constants, and its operations. Input x, output y. */
export function unetInference(shape) {
  const network = unet();
  const declared = declareNetwork(network, shape);
  const weights = (registry) => ({ registry, values: initialValues(registry, SEED) });
  const graph = new Graph('cpu');
  const model = bindConstants(graph, {
    parameters: weights(declared.parameters),
    state: weights(declared.state),
  });
  graph.output('y', network(model, graph.input('x', shape)));
  return { model: writeModel(graph.toModel()), flops: graph.flops };
}
