import { Tensor as OrtTensor } from 'onnxruntime-node';
import { gradients } from '../../src/nn/graph/gradients.js';
import { Graph, type Tensor } from '../../src/nn/graph/graph.js';
import { type Shape, sizeOf } from '../../src/nn/graph/shape.js';
import type { Network } from '../../src/nn/model/context.js';
import { declareNetwork } from '../../src/nn/model/declare.js';
import { initialValues, type Registry } from '../../src/nn/model/registry.js';
import { writeModel } from '../../src/nn/onnx/write-model.js';
import { createSession } from '../../src/nn/runtime/session.node.js';
import { bindNetwork } from '../../src/nn/train/bound-network.js';

/** The samples of images in float64. */
export interface Image {
  readonly shape: Shape;
  readonly data: Float64Array;
}

/** Where a method file numbers its tensors otherwise than a network asks for them. */
export interface Filling {
  /** Tensors of a lower rank come first; those of one rank stay as they are. */
  readonly rank?: (name: string) => number;
  /** Number of the first tensor. */
  readonly first?: number;
  /** Tensors that have one value throughout. */
  readonly values?: Readonly<Record<string, number>>;
}

/**
 * The deterministic weights of the method files: tensor t, sample i holds s = sin(0.7 i + 1.3 t + 0.1), in kernels divided by the root of
 * the fan-in, in scales and in the taps of a propagation as 1 + 0.1 s, in shifts and biases as 0.05 s.
 */
export function filledParameters({ entries, size }: Registry, filling: Filling = {}): Float64Array {
  const { rank = () => 0, first = 0, values: fixed = {} } = filling;
  const values = new Float64Array(size);
  const order = [...entries].sort((a, b) => rank(a.name) - rank(b.name));
  for (const [i, { name, shape, offset, size: count }] of order.entries()) {
    if (fixed[name] !== undefined) {
      values.fill(fixed[name], offset, offset + count);
      continue;
    }
    const t = i + first;
    const root = Math.sqrt(sizeOf(shape.slice(1)));
    const isTap = name.endsWith('.taps');
    const isKernel = shape.length > 1 && !isTap;
    const isFactor = isTap || name.endsWith('weight');
    for (let k = 0; k < count; k++) {
      const s = Math.sin(0.7 * k + 1.3 * t + 0.1);
      values[offset + k] = isKernel ? s / root : isFactor ? 1 + 0.1 * s : 0.05 * s;
    }
  }
  return values;
}

export interface FilledRun {
  readonly y: Float64Array;
  /** The scalars of `measure`. */
  readonly scalars: Readonly<Record<string, number>>;
  /** Of `measure`'s `loss`, by parameter. */
  gradient(parameter: string): Float64Array;
}

/** Runs a network with {@link filledParameters} in float64; `measure` makes scalars, `loss` among them, from its output. */
export async function runFilled(
  network: Network,
  inputs: readonly Image[],
  training: boolean,
  measure?: (y: Tensor) => Readonly<Record<string, Tensor>>,
  filling?: Filling,
): Promise<FilledRun> {
  const declaration = declareNetwork(network, ...inputs.map(({ shape }) => shape));
  const { parameters, state } = declaration;
  const graph = new Graph('reference');
  const differentiable = measure !== undefined;
  const bound = bindNetwork(graph, 'n', { network, declaration }, { training, differentiable });
  const y = bound.call(...inputs.map(({ shape }, i) => graph.input(`x${i}`, shape)));
  graph.output('y', y);
  const scalars = measure?.(y) ?? {};
  for (const [name, scalar] of Object.entries(scalars)) graph.output(`scalar.${name}`, scalar);
  if (scalars.loss !== undefined) {
    gradients(scalars.loss, bound.parameters).forEach((g, i) => {
      graph.output(`gradient.${parameters.entries[i]!.name}`, g);
    });
  }
  const tensor = (data: Float64Array, shape: Shape) => new OrtTensor('float64', data, shape);
  const session = await createSession(writeModel(graph.toModel()));
  const results = await session.run({
    'n.parameters': tensor(filledParameters(parameters, filling), [parameters.size]),
    ...(state.size === 0
      ? {}
      : { 'n.state': tensor(Float64Array.from(initialValues(state, 0)), [state.size]) }),
    ...Object.fromEntries(inputs.map(({ data, shape }, i) => [`x${i}`, tensor(data, shape)])),
  });
  await session.release();
  const samples = (name: string) => results[name]!.data as Float64Array;
  return {
    y: samples('y'),
    scalars: Object.fromEntries(Object.keys(scalars).map((name) => [name, samples(`scalar.${name}`)[0]!])),
    gradient: (name) => samples(`gradient.${name}`),
  };
}
