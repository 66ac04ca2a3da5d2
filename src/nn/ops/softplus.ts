import type { Tensor } from '../graph/graph.js';
import { abs } from './abs.js';
import { add } from './add.js';
import { exp } from './exp.js';
import { log } from './log.js';
import { multiply } from './multiply.js';
import { negate } from './negate.js';
import { relu } from './relu.js';
import { sigmoid } from './sigmoid.js';

/** log(1 + exp(x)), written as max(x, 0) + log(1 + exp(-|x|)) so that nothing overflows. */
export function softplus(x: Tensor): Tensor {
  const y = x.graph.unrecorded(() => add(relu(x), log(add(exp(negate(abs(x))), 1))));
  return x.graph.record([x], y, (dy) => [multiply(dy, sigmoid(x))]);
}
