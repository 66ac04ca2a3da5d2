import type { Tensor } from '../graph/graph.js';
import { cast } from './cast.js';
import { greater } from './greater.js';
import { less } from './less.js';
import { subtract } from './subtract.js';

/** -1, 0 or 1; not differentiable. The WebGPU provider has no Sign. */
export function sign(x: Tensor): Tensor {
  const { graph } = x;
  if (graph.target !== 'webgpu') return graph.emit('Sign', [x], x.shape);
  return graph.unrecorded(() => subtract(cast(greater(x, 0), graph.float), cast(less(x, 0), graph.float)));
}
