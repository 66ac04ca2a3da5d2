import type { Tensor } from '../graph/graph.js';
import { float } from '../onnx/model.js';
import { add } from './add.js';
import { cast } from './cast.js';
import { greater } from './greater.js';
import { multiply } from './multiply.js';

/** x above 0, `slope` · x below; the gradient at 0 is `slope`. */
export function leakyRelu(x: Tensor, slope: number): Tensor {
  const { graph } = x;
  const rate = (): Tensor => add(multiply(cast(greater(x, 0), graph.float), 1 - slope), slope);
  const y =
    graph.target === 'reference'
      ? graph.unrecorded(() => multiply(x, rate()))
      : graph.emit('LeakyRelu', [x], x.shape, { attributes: { alpha: float(slope) } });
  return graph.record([x], y, (dy) => [multiply(dy, rate())]);
}
