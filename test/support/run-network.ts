import { Tensor as OrtTensor } from 'onnxruntime-node';
import { createRng } from '../../src/core/rng.js';
import { gradients } from '../../src/nn/graph/gradients.js';
import { Graph, type Target } from '../../src/nn/graph/graph.js';
import { type Shape, sizeOf } from '../../src/nn/graph/shape.js';
import { bindConstants } from '../../src/nn/model/bind-constants.js';
import type { Network } from '../../src/nn/model/context.js';
import { type Declaration, declareNetwork } from '../../src/nn/model/declare.js';
import { initialValues } from '../../src/nn/model/registry.js';
import { writeModel } from '../../src/nn/onnx/write-model.js';
import { multiply } from '../../src/nn/ops/multiply.js';
import { reduceSum } from '../../src/nn/ops/reduce-sum.js';
import { createSession } from '../../src/nn/runtime/session.node.js';
import { bindNetwork } from '../../src/nn/train/bound-network.js';
import { joinFlat } from '../../src/nn/train/flat.js';
import type { Samples } from './run-operator.js';

/** A network of one input with weights, an input and a gradient of its output. */
export interface NetworkCase {
  readonly network: Network;
  readonly declaration: Declaration;
  readonly parameters: Float32Array;
  readonly state: Float32Array;
  readonly input: Float32Array;
  readonly seed: Float32Array;
}

export interface NetworkRun {
  /** In training mode. */
  readonly value: Samples;
  /** Of sum(value · seed): the parameters' in registry order, then the input's. */
  readonly gradients: Samples;
  readonly nextState: Samples;
}

/** Initial weights, moved a little so that biases and running statistics are not all equal, with random input and seed. */
export function networkCase(network: Network, inputShape: Shape, seed = 1): NetworkCase {
  const declaration = declareNetwork(network, inputShape);
  const rng = createRng(seed);
  const normal = (size: number) => Float32Array.from({ length: size }, () => rng.normal());
  const moved = (values: Float32Array) => values.map((v) => v + 0.02 * rng.next());
  return {
    network,
    declaration,
    parameters: moved(initialValues(declaration.parameters, seed)),
    state: moved(initialValues(declaration.state, seed)),
    input: normal(sizeOf(inputShape)),
    seed: normal(sizeOf(declaration.output)),
  };
}

/** Value, gradients and next state in training mode. */
export async function runNetwork(subject: NetworkCase, target: Target): Promise<NetworkRun> {
  const { network, declaration } = subject;
  const { parameters, state, inputs, output } = declaration;
  const graph = new Graph(target);
  const bound = bindNetwork(graph, 'n', { network, declaration }, { training: true, differentiable: true });
  const x = graph.input('x', inputs[0]!, { differentiable: true });
  const seed = graph.input('seed', output);
  const value = bound.call(x);
  const all = gradients(reduceSum(multiply(value, seed)), [...bound.parameters, x]);
  graph.output('value', value);
  graph.output('dParameters', joinFlat(all.slice(0, -1), parameters));
  graph.output('dx', all.at(-1)!);
  const next = bound.nextState();
  if (next !== null) graph.output('next', next);
  const session = await createSession(writeModel(graph.toModel()));
  const tensor = (samples: Float32Array, shape: Shape) => ortTensor(graph, samples, shape);
  const results = await session.run({
    x: tensor(subject.input, inputs[0]!),
    seed: tensor(subject.seed, output),
    'n.parameters': tensor(subject.parameters, [parameters.size]),
    ...(next === null ? {} : { 'n.state': tensor(subject.state, [state.size]) }),
  });
  await session.release();
  const samples = (name: string) => results[name]!.data as Samples;
  return {
    value: samples('value'),
    gradients: Float64Array.from([...samples('dParameters'), ...samples('dx')]),
    nextState: next === null ? new Float64Array(0) : samples('next'),
  };
}

/** The output of the inference graph, weights bound as constants. */
export async function inferNetwork(subject: NetworkCase, target: Target): Promise<Samples> {
  const { network, declaration } = subject;
  const graph = new Graph(target);
  const x = graph.input('x', declaration.inputs[0]!);
  const model = bindConstants(graph, {
    parameters: { registry: declaration.parameters, values: subject.parameters },
    state: { registry: declaration.state, values: subject.state },
  });
  graph.output('y', network(model, x));
  const session = await createSession(writeModel(graph.toModel()));
  const { y } = await session.run({ x: ortTensor(graph, subject.input, declaration.inputs[0]!) });
  await session.release();
  return y!.data as Samples;
}

function ortTensor({ float }: Graph, samples: Float32Array, shape: Shape): OrtTensor {
  return float === 'float64'
    ? new OrtTensor('float64', Float64Array.from(samples), shape)
    : new OrtTensor('float32', samples, shape);
}
