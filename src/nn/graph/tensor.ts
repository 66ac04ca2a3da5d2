export type { Operand, Tensor } from './graph.js';
