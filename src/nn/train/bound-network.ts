import type { Graph, Tensor } from '../graph/graph.js';
import type { Shape } from '../graph/shape.js';
import type { Network } from '../model/context.js';
import { createContext, type Declaration } from '../model/declare.js';
import { joinFlat, splitFlat } from './flat.js';

/** A network with what `declareNetwork` has found out about it. */
export interface NetworkDefinition {
  readonly network: Network;
  readonly declaration: Declaration;
}

/** A network in a graph whose parameters and state come from outside as the flat tensors `NAME.parameters` and `NAME.state`. */
export interface BoundNetwork {
  call(...inputs: Tensor[]): Tensor;
  /** In the order of the registry. */
  readonly parameters: readonly Tensor[];
  readonly flatParameters: Tensor;
  /** The state after all calls so far, flat; null when the network has none. */
  nextState(): Tensor | null;
}

export function bindNetwork(
  graph: Graph,
  name: string,
  { network, declaration }: NetworkDefinition,
  { training, differentiable }: { readonly training: boolean; readonly differentiable: boolean },
): BoundNetwork {
  const registry = declaration.parameters;
  const flatParameters = graph.input(`${name}.parameters`, [registry.size], { differentiable });
  const parameters = splitFlat(flatParameters, registry);
  // Gradients start at the parts; recording them is what marks them as differentiable.
  for (const part of parameters.values()) graph.record([flatParameters], part, () => [null]);
  const state =
    declaration.state.size === 0
      ? new Map<string, Tensor>()
      : splitFlat(graph.input(`${name}.state`, [declaration.state.size]), declaration.state);
  const find = (tensors: Map<string, Tensor>, key: string): Tensor => {
    const tensor = tensors.get(key);
    if (tensor === undefined) throw new Error(`${name} asks for ${key}, which its declaration does not have`);
    return tensor;
  };
  return {
    // A fresh context per call: a second call sees the state that the first one left.
    call: (...inputs) =>
      network(
        createContext({
          graph,
          training,
          parameter: (key: string, _shape: Shape) => find(parameters, key),
          state: (key: string, _shape: Shape) => find(state, key),
          updateState: (key, next) => void state.set(key, next),
        }),
        ...inputs,
      ),
    parameters: [...parameters.values()],
    flatParameters,
    nextState: () => (state.size === 0 ? null : joinFlat([...state.values()], declaration.state)),
  };
}
