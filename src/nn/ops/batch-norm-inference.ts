import { emitReduce } from '../emit/reduce.js';
import { emitReshape } from '../emit/reshape.js';
import type { Tensor } from '../graph/graph.js';
import { float } from '../onnx/model.js';
import { add } from './add.js';
import { type BatchNormOptions, checkChannels, otherAxes, perChannel } from './batch-norm.js';
import { divide } from './divide.js';
import { graphOf } from './graph-of.js';
import { multiply } from './multiply.js';
import { sqrt } from './sqrt.js';
import { subtract } from './subtract.js';

/**
 * Batch normalisation with given statistics: per channel (axis 1) of x [N, C, ..], y = scale · (x - mean) / sqrt(variance +
 * epsilon) + shift. ONNX Runtime folds it into the convolution before it. No gradient reaches the statistics.
 */
export function batchNormInference(
  x: Tensor,
  { scale, shift, mean, variance }: Readonly<Record<'scale' | 'shift' | 'mean' | 'variance', Tensor>>,
  { epsilon = 1e-5 }: BatchNormOptions = {},
): Tensor {
  const inputs = [x, scale, shift, mean, variance];
  const graph = graphOf('batchNormInference', ...inputs);
  checkChannels('batchNormInference', x, [scale, shift, mean, variance]);
  const y = graph.emit('BatchNormalization', inputs, x.shape, { attributes: { epsilon: float(epsilon) } });
  return graph.record([x, scale, shift], y, (dy) => {
    const deviation = sqrt(add(perChannel(x, variance), epsilon));
    const over = (t: Tensor): Tensor =>
      emitReshape(emitReduce('ReduceSum', t, { axes: otherAxes(x) }).y, scale.shape);
    return [
      multiply(dy, divide(perChannel(x, scale), deviation)),
      over(multiply(dy, divide(subtract(x, perChannel(x, mean)), deviation))),
      over(dy),
    ];
  });
}
