import { type InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { createRng } from '../../src/core/rng.js';
import { gradients } from '../../src/nn/graph/gradients.js';
import { Graph, type Target } from '../../src/nn/graph/graph.js';
import { sizeOf } from '../../src/nn/graph/shape.js';
import { writeModel } from '../../src/nn/onnx/write-model.js';
import { multiply } from '../../src/nn/ops/multiply.js';
import { reduceSum } from '../../src/nn/ops/reduce-sum.js';
import { createSession } from '../../src/nn/runtime/session.node.js';
import type { OperatorCase } from './operator-cases/operator-case.js';

export type Samples = Float32Array | Float64Array;

export interface OperatorRun {
  readonly value: Samples;
  /** sum(value · weights): what the gradients are of. */
  readonly loss: number;
  readonly gradients: readonly Samples[];
}

export interface OperatorProbe {
  readonly data: readonly Float64Array[];
  readonly weights: Float64Array;
}

/** Random inputs of a case and random weights of its output. */
export function probeOf(operator: OperatorCase, seed = 1): OperatorProbe {
  const rng = createRng(seed);
  const [low, high] = operator.range ?? [-1, 1];
  const uniform = (size: number, from: number, to: number) =>
    Float64Array.from({ length: size }, () => from + (to - from) * rng.next());
  const graph = new Graph('reference');
  const output = operator.build(...operator.inputs.map((shape, i) => graph.input(`x${i}`, shape)));
  return {
    data: operator.inputs.map((shape) => uniform(sizeOf(shape), low, high)),
    weights: uniform(sizeOf(output.shape), -1, 1),
  };
}

/** The operator with its gradients as a session: run it on as many probes as you like, then release it. */
export async function openOperator(operator: OperatorCase, target: Target, device: 'cpu' | 'webgpu' = 'cpu') {
  const { run, release } = await openOperators([operator], target, device);
  return { run: async (probe: OperatorProbe) => (await run([probe]))[0]!, release };
}

/** Several operators as one session. */
export async function openOperators(
  operators: readonly OperatorCase[],
  target: Target,
  device: 'cpu' | 'webgpu' = 'cpu',
) {
  const graph = new Graph(target);
  const parts = operators.map((operator, k) => addOperator(graph, operator, `${k}.`));
  const session: InferenceSession = await createSession(writeModel(graph.toModel()), { device });
  return {
    run: async (probes: readonly OperatorProbe[]): Promise<OperatorRun[]> => {
      const results = await session.run(Object.assign({}, ...parts.map((part, k) => part.feeds(probes[k]!))));
      return parts.map((part) => part.read((name) => results[name]!.data as Samples));
    },
    release: () => session.release(),
  };
}

/** Adds an operator with its gradients to a graph; its inputs and outputs get names after `prefix`. */
function addOperator(graph: Graph, operator: OperatorCase, prefix: string) {
  const inputs = operator.inputs.map((shape, i) =>
    graph.input(`${prefix}x${i}`, shape, { differentiable: true }),
  );
  const value = operator.build(...inputs);
  const weights = graph.input(`${prefix}weights`, value.shape);
  const loss = reduceSum(multiply(value, weights));
  graph.output(`${prefix}value`, value);
  graph.output(`${prefix}loss`, loss);
  gradients(loss, inputs).forEach((g, i) => {
    graph.output(`${prefix}g${i}`, g);
  });
  const tensor = (samples: Float64Array, shape: readonly number[]) =>
    graph.float === 'float64'
      ? new OrtTensor('float64', samples, shape)
      : new OrtTensor('float32', Float32Array.from(samples), shape);
  return {
    feeds: (probe: OperatorProbe): Record<string, OrtTensor> => ({
      [weights.name]: tensor(probe.weights, value.shape),
      ...Object.fromEntries(inputs.map((x, i) => [x.name, tensor(probe.data[i]!, x.shape)])),
    }),
    read: (samples: (name: string) => Samples): OperatorRun => ({
      value: samples(`${prefix}value`),
      loss: samples(`${prefix}loss`)[0]!,
      gradients: inputs.map((_, i) => samples(`${prefix}g${i}`)),
    }),
  };
}

/** max |a - b| / max |b|, 0 when both vanish. */
export function normwiseError(a: Samples, b: Samples): number {
  let worst = 0;
  let scale = 0;
  for (let i = 0; i < b.length; i++) {
    worst = Math.max(worst, Math.abs(a[i]! - b[i]!));
    scale = Math.max(scale, Math.abs(b[i]!));
  }
  return worst === 0 ? 0 : worst / scale;
}
