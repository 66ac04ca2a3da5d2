import { Tensor as OrtTensor } from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { Graph } from '../../nn/graph/graph.js';
import { declareNetwork } from '../../nn/model/declare.js';
import { initialValues } from '../../nn/model/registry.js';
import { writeModel } from '../../nn/onnx/write-model.js';
import { adamw } from '../../nn/optimise/adamw.js';
import { createSession } from '../../nn/runtime/session.node.js';
import { bindNetwork } from '../../nn/train/bound-network.js';
import { initialState } from '../../nn/train/initial-state.js';
import { buildSingleNetwork } from '../../nn/train/single-network.js';
import { createTrainer } from '../../nn/train/trainer.node.js';
import { chen2022 } from './chen2022.js';
import { chen2022Schema } from './config.js';
import { chen2022Loss, chen2022LossSchema } from './loss.js';
import { chen2022Metrics } from './metrics.js';

const shape = [2, 1, 64, 96];
const field = (value: (x: number, y: number, n: number) => number) =>
  Float32Array.from({ length: 2 * 64 * 96 }, (_, i) =>
    value(i % 96, Math.floor(i / 96) % 64, Math.floor(i / 6144)),
  );
const height = field((x, y, n) => 2 + Math.sin(0.1 * x + n) + 0.5 * Math.cos(0.3 * y));
const batch = {
  height,
  coarse: field((x, _, n) => 2 + Math.sin(0.1 * x + n)),
  image: field((_, y) => 0.5 - 0.4 * Math.sin(0.3 * y)),
};
const network = chen2022(chen2022Schema.parse({ type: 'chen2022' }));
const definition = { network, declaration: declareNetwork(network, shape, shape) };
const copy = () => Object.fromEntries(Object.entries(batch).map(([name, values]) => [name, values.slice()]));

test('learns in a few steps', async () => {
  const optimiser = adamw();
  const { step, evaluation } = buildSingleNetwork({
    ...{ target: 'cpu', name: 'net', definition, optimiser, inputs: ['image', 'coarse'], clip: 10 },
    batch: { image: shape, coarse: shape, height: shape },
    loss: (y, { height }) => chen2022Loss(y, height!, null, chen2022LossSchema.parse({})),
    metrics: (y, { height }) => chen2022Metrics(y, height!),
  });
  const trainer = await createTrainer({
    phases: [{ name: 'net', graph: step }],
    evaluation,
    state: initialState([step], { net: definition }, 3),
    ...{ device: 'cpu', threads: 1 },
  });
  const losses: number[] = [];
  for (let i = 0; i < 12; i++) {
    const report = await trainer.iterate(copy(), { net: optimiser.rates(i, 2e-3) });
    losses.push(report.net!.metrics.loss!);
  }
  const { metrics } = await trainer.evaluate(copy());
  await trainer.close();
  expect(losses.at(-1)).toBeLessThan(0.6 * losses[0]!);
  expect(Object.keys(metrics)).toEqual(expect.arrayContaining(['loss', 'delta0.1', 'mse']));
});

test('begins with an open head, which the gradient of slopes needs', async () => {
  const graph = new Graph('cpu');
  const bound = bindNetwork(graph, 'n', definition, { training: true, differentiable: false });
  graph.output('y', bound.call(graph.input('image', shape), graph.input('coarse', shape)));
  const session = await createSession(writeModel(graph.toModel()));
  const { parameters, state } = definition.declaration;
  const { y } = await session.run({
    image: new OrtTensor('float32', batch.image, shape),
    coarse: new OrtTensor('float32', batch.coarse, shape),
    'n.parameters': new OrtTensor('float32', initialValues(parameters, 3), [parameters.size]),
    'n.state': new OrtTensor('float32', initialValues(state, 3), [state.size]),
  });
  await session.release();
  const closed = (y!.data as Float32Array).filter((v) => v === 0).length / height.length;
  expect(closed).toBeLessThan(0.15);
});
