import type { Tensor } from '../../../src/nn/graph/graph.js';
import type { Shape } from '../../../src/nn/graph/shape.js';

/** One operator in one configuration: what the gradient, lowering and WebGPU tests are run on. */
export interface OperatorCase {
  readonly name: string;
  readonly inputs: readonly Shape[];
  readonly build: (...inputs: Tensor[]) => Tensor;
  /** Uniform range of the inputs' samples; -1 to 1 when left out. */
  readonly range?: readonly [number, number];
  /** Bound on the lowerings' norm-wise error; 1e-5 when left out, 1e-4 is allowed where exp or tanh is inside. */
  readonly tolerance?: number;
  /** The gradient deliberately leaves something out, so that it is not that of the value: no central differences. */
  readonly stopsGradient?: boolean;
}
