import type { Operand, Tensor } from '../graph/graph.js';

/** Arithmetic on flat tensors without gradients; the result has the shape of `a`. */
type Elementwise = (a: Tensor, b: Operand) => Tensor;

const elementwise =
  (opType: string): Elementwise =>
  (a, b) =>
    a.graph.emit(opType, [a, a.graph.lift(b)], a.shape);

export const plus = elementwise('Add');
export const minus = elementwise('Sub');
export const times = elementwise('Mul');
export const over = elementwise('Div');

export const root = (a: Tensor): Tensor => a.graph.emit('Sqrt', [a], a.shape);
