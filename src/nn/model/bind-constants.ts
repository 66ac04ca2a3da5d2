import { CuestaError } from '../../core/errors.js';
import type { Graph, Tensor } from '../graph/graph.js';
import { type Shape, sameShape, showShape } from '../graph/shape.js';
import type { ModelContext } from './context.js';
import { createContext } from './declare.js';
import type { Registry } from './registry.js';

/** Trained values of a network: two flat tensors with their registries. */
export interface Weights {
  readonly parameters: { readonly registry: Registry; readonly values: Float32Array };
  readonly state: { readonly registry: Registry; readonly values: Float32Array };
}

/** A context for inference: parameters and state are constants of the graph. */
export function bindConstants(graph: Graph, weights: Weights): ModelContext {
  const from =
    ({ registry, values }: Weights['parameters']) =>
    (name: string, shape: Shape): Tensor => {
      const entry = registry.entries.find((e) => e.name === name);
      if (entry === undefined || !sameShape(entry.shape, shape)) {
        throw new CuestaError(
          'config',
          `The network asks for ${name} ${showShape(shape)}; the weights ${entry === undefined ? 'have no such tensor' : `hold ${showShape(entry.shape)}`}.`,
          {
            subject: name,
            hint: 'These weights belong to another network or to another configuration of it.',
          },
        );
      }
      return graph.constant(values.subarray(entry.offset, entry.offset + entry.size), shape);
    };
  return createContext({
    graph,
    training: false,
    parameter: from(weights.parameters),
    state: from(weights.state),
    updateState: () => {},
  });
}
