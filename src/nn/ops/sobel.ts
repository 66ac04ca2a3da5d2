import type { Tensor } from '../graph/graph.js';
import { fixedConv } from './fixed-conv.js';

const SLOPE = [-1 / 8, 0, 1 / 8];
const SMOOTH = [1, 2, 1];

/** What images change per column (to the right): Sobel's kernel / 8, border samples continued. */
export const sobelAcross = (x: Tensor): Tensor =>
  fixedConv(x, { rows: 3, columns: 3, weights: SMOOTH.flatMap((a) => SLOPE.map((b) => a * b)) });

/** What images change per row (downwards): Sobel's kernel / 8, border samples continued. */
export const sobelDown = (x: Tensor): Tensor =>
  fixedConv(x, { rows: 3, columns: 3, weights: SLOPE.flatMap((a) => SMOOTH.map((b) => a * b)) });
