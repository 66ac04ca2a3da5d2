import { initialValues } from '../model/registry.js';
import type { NetworkDefinition } from './bound-network.js';
import type { StateTensor, StepGraph } from './step-graph.js';

/** Values of flat tensors by name. */
export type FlatValues = Readonly<Record<string, Float32Array>>;

/** All state tensors of graphs that are run by turns, each once. */
function stateOf(graphs: readonly StepGraph[]): StateTensor[] {
  return [...new Map(graphs.flatMap(({ state }) => state.map((t) => [t.name, t] as const))).values()];
}

/**
 * State before the first step: parameters and running statistics from their initialisers, running means equal to the parameters,
 * slots zero. The first network draws from `seed` itself, each further one from the next number.
 */
export function initialState(
  graphs: readonly StepGraph[],
  networks: Readonly<Record<string, NetworkDefinition>>,
  seed: number,
): Record<string, Float32Array> {
  const names = Object.keys(networks);
  const values = ({ network, kind, size }: StateTensor): Float32Array => {
    const { parameters, state } = networks[network]!.declaration;
    const networkSeed = seed + names.indexOf(network);
    switch (kind) {
      case 'parameters':
      case 'average':
        return initialValues(parameters, networkSeed);
      case 'state':
        return initialValues(state, networkSeed);
      case 'slot':
        return new Float32Array(size);
    }
  };
  return Object.fromEntries(stateOf(graphs).map((tensor) => [tensor.name, values(tensor)]));
}
