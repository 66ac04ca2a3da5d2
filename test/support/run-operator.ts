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
  const graph = new Graph(target);
  const inputs = operator.inputs.map((shape, i) => graph.input(`x${i}`, shape, { differentiable: true }));
  const value = operator.build(...inputs);
  const weights = graph.input('weights', value.shape);
  const loss = reduceSum(multiply(value, weights));
  graph.output('value', value);
  graph.output('loss', loss);
  gradients(loss, inputs).forEach((g, i) => {
    graph.output(`g${i}`, g);
  });
  const session: InferenceSession = await createSession(writeModel(graph.toModel()), { device });
  const tensor = (samples: Float64Array, shape: readonly number[]) =>
    graph.float === 'float64'
      ? new OrtTensor('float64', samples, shape)
      : new OrtTensor('float32', Float32Array.from(samples), shape);
  return {
    async run(probe: OperatorProbe): Promise<OperatorRun> {
      const feeds: Record<string, OrtTensor> = { weights: tensor(probe.weights, value.shape) };
      operator.inputs.forEach((shape, i) => {
        feeds[`x${i}`] = tensor(probe.data[i]!, shape);
      });
      const results = await session.run(feeds);
      const samples = (name: string) => results[name]!.data as Samples;
      return {
        value: samples('value'),
        loss: samples('loss')[0]!,
        gradients: operator.inputs.map((_, i) => samples(`g${i}`)),
      };
    },
    release: () => session.release(),
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
