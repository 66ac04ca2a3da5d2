import { CuestaError } from '../../core/errors.js';
import { Graph, type Tensor } from '../graph/graph.js';
import { type Shape, sameShape, showShape } from '../graph/shape.js';
import type { ModelContext, Network } from './context.js';
import type { Initialiser } from './initialiser.js';
import { emptyRegistry, type Registry, withEntry } from './registry.js';

export interface Declaration {
  readonly parameters: Registry;
  readonly state: Registry;
  readonly inputs: readonly Shape[];
  readonly output: Shape;
}

/** Runs a network once on a graph that is thrown away, to learn its parameters, its state and its output's shape. */
export function declareNetwork(network: Network, ...inputs: Shape[]): Declaration {
  const graph = new Graph('reference');
  const registries = { parameters: emptyRegistry, state: emptyRegistry };
  const declare =
    (kind: keyof typeof registries) =>
    (name: string, shape: Shape, init: Initialiser): Tensor => {
      registries[kind] = withEntry(registries[kind], name, shape, init);
      return graph.input(`${kind}.${name}`, shape);
    };
  const context = createContext({
    graph,
    training: true,
    parameter: declare('parameters'),
    state: declare('state'),
    updateState: () => {},
  });
  const output = network(context, ...inputs.map((shape, i) => graph.input(`input${i}`, shape)));
  return { ...registries, inputs, output: output.shape };
}

/** Where a {@link ModelContext} gets its tensors; each name is asked for once. */
export interface TensorOrigin {
  readonly graph: Graph;
  readonly training: boolean;
  parameter(name: string, shape: Shape, init: Initialiser): Tensor;
  state(name: string, shape: Shape, init: Initialiser): Tensor;
  updateState(name: string, next: Tensor): void;
}

/** Adds scopes and sharing by name to an origin. */
export function createContext(origin: TensorOrigin): ModelContext {
  const known = new Map<string, Tensor>();
  const once = (key: string, shape: Shape, make: () => Tensor): Tensor => {
    const tensor = known.get(key) ?? make();
    if (!sameShape(tensor.shape, shape)) {
      throw new CuestaError(
        'config',
        `${key} is asked for with shape ${showShape(shape)} and exists with ${showShape(tensor.shape)}.`,
        { subject: key, hint: 'Give layers different names; equal names share their weights.' },
      );
    }
    known.set(key, tensor);
    return tensor;
  };
  const scoped = (prefix: string): ModelContext => ({
    graph: origin.graph,
    training: origin.training,
    parameter: (name, shape, init) =>
      once(`parameter ${prefix}${name}`, shape, () => origin.parameter(prefix + name, shape, init)),
    state: (name, shape, init) =>
      once(`state ${prefix}${name}`, shape, () => origin.state(prefix + name, shape, init)),
    updateState: (name, next) => origin.updateState(prefix + name, next),
    scope: (name) => scoped(`${prefix}${name}.`),
  });
  return scoped('');
}
