import type { Tensor } from '../graph/graph.js';
import { multiply } from './multiply.js';
import { subtract } from './subtract.js';

/** 1 / (1 + exp(-x)). */
export function sigmoid(x: Tensor): Tensor {
  const y = x.graph.emit('Sigmoid', [x], x.shape);
  return x.graph.record([x], y, (dy) => [multiply(dy, multiply(y, subtract(1, y)))]);
}
