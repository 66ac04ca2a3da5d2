import { type EmitOptions, Graph, type Tensor } from '../../graph/graph.js';
import type { Shape } from '../../graph/shape.js';
import { bindConstants, type Weights } from '../../model/bind-constants.js';
import type { Network } from '../../model/context.js';
import { sameConstant } from '../../onnx/constants.js';
import type { OnnxInitializer, OnnxModel } from '../../onnx/model.js';

/** A network to be exported: what it is made of, and the names and shapes (NCHW) of its inputs. */
export interface InferenceSpec {
  readonly network: Network;
  readonly weights: Weights;
  readonly inputs: readonly { readonly name: string; readonly shape: Shape }[];
  /** Name of the output. */
  readonly output: string;
}

/** A network as a graph for one size of its inputs. */
export interface Trace {
  readonly model: OnnxModel;
  /** Of every value that a node makes, and of inputs and constants. */
  readonly shapes: ReadonlyMap<string, Shape>;
  readonly constants: ReadonlyMap<string, OnnxInitializer>;
  /** Operations of convolutions and matrix products. */
  readonly flops: number;
}

/**
 * Runs the network function once with its weights as constants. The graph is written for the target `webgpu`, since its operators are
 * the standard ones: the same file then runs on every provider. Constants that `like`, another trace of the network, has too are
 * shared with it, so that several traces hold the weights once.
 */
export function traceInference(spec: InferenceSpec, like?: Trace): Trace {
  const { network, weights, inputs, output } = spec;
  const graph = new TracedGraph('webgpu');
  const tensors = inputs.map(({ name, shape }) => graph.input(name, shape));
  graph.output(output, network(bindConstants(graph, weights), ...tensors));
  const made = graph.toModel();
  const initializers = made.graph.initializers.map((t) => {
    const known = like?.constants.get(t.name);
    return known !== undefined && sameConstant(known, t) ? known : t;
  });
  for (const { name, shape } of initializers) graph.shapes.set(name, shape);
  return {
    model: { ...made, graph: { ...made.graph, initializers } },
    shapes: graph.shapes,
    constants: new Map(initializers.map((t) => [t.name, t])),
    flops: graph.flops,
  };
}

/** Remembers the shapes that a model file does not hold. */
class TracedGraph extends Graph {
  readonly shapes = new Map<string, Shape>();

  override input(...args: Parameters<Graph['input']>): Tensor {
    const tensor = super.input(...args);
    this.shapes.set(tensor.name, tensor.shape);
    return tensor;
  }

  override emitMany(
    opType: string,
    inputs: readonly (Tensor | null)[],
    shapes: readonly Shape[],
    options: EmitOptions = {},
  ): Tensor[] {
    const made = super.emitMany(opType, inputs, shapes, options);
    for (const { name, shape } of made) this.shapes.set(name, shape);
    return made;
  }
}
