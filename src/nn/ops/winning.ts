import type { Tensor } from '../graph/graph.js';
import { add } from './add.js';
import { cast } from './cast.js';
import { greater } from './greater.js';
import { multiply } from './multiply.js';
import { subtract } from './subtract.js';

/** 1 where a > b, 1/2 where they are equal, 0 where a < b; not differentiable. */
export function winning(a: Tensor, b: Tensor): Tensor {
  const { float } = a.graph;
  const above = cast(greater(a, b), float);
  const below = cast(greater(b, a), float);
  return add(multiply(subtract(above, below), 0.5), 0.5);
}
