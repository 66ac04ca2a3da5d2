import type { DType } from '../onnx/model.js';
import type { Graph } from './graph.js';
import type { Shape } from './shape.js';

/** A value inside a {@link Graph}: what an operator takes and returns. It holds no samples; those exist when a session runs. */
export interface Tensor {
  readonly graph: Graph;
  /** Unique in the graph. */
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: DType;
}

/** What arithmetic operators accept: a number stands for a scalar constant of the graph's float type. */
export type Operand = Tensor | number;
