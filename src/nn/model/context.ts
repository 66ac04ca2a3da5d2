import type { Graph, Tensor } from '../graph/graph.js';
import type { Shape } from '../graph/shape.js';
import type { Initialiser } from './initialiser.js';

/**
 * What a network is written against: it asks for parameters by name and gets tensors. The same network function declares its
 * parameters, makes a training graph (parameters are slices of one flat input) and an inference graph (parameters are constants).
 */
export interface ModelContext {
  readonly graph: Graph;
  /** Batch statistics and their updates are wanted. */
  readonly training: boolean;
  /** A trainable tensor. Asking twice for a name gives the same one: that is how weights are shared. */
  parameter(name: string, shape: Shape, init: Initialiser): Tensor;
  /** A tensor that is kept beside the parameters but not trained, such as running statistics. */
  state(name: string, shape: Shape, init: Initialiser): Tensor;
  /** In training: what the state becomes after this step. */
  updateState(name: string, next: Tensor): void;
  /** The same context with `name.` before every name. */
  scope(name: string): ModelContext;
}

/** A network maps input tensors (NCHW) to one output tensor. */
export type Network = (model: ModelContext, ...inputs: Tensor[]) => Tensor;
