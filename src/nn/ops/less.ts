import type { Operand, Tensor } from '../graph/graph.js';
import { greater } from './greater.js';

/** a < b as booleans, broadcasting; not differentiable. */
export const less = (a: Operand, b: Operand): Tensor => greater(b, a);
