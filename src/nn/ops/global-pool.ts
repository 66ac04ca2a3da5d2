import type { Tensor } from '../graph/graph.js';
import { reduceMax } from './reduce-max.js';
import { reduceMean } from './reduce-mean.js';

/** The mean of every channel of images: [N, C, H, W] to [N, C, 1, 1]. */
export const globalAveragePool = (x: Tensor): Tensor => reduceMean(x, { axes: [2, 3], keep: true });

/** The maximum of every channel of images: [N, C, H, W] to [N, C, 1, 1]; ties share the gradient. */
export const globalMaxPool = (x: Tensor): Tensor => reduceMax(x, { axes: [2, 3], keep: true });
