import type { Tensor } from '../../nn/graph/graph.js';
import { shapeError, showShape } from '../../nn/graph/shape.js';
import { convLayer } from '../../nn/layers/conv.js';
import type { ModelContext, Network } from '../../nn/model/context.js';
import { constantInit, fanInUniform } from '../../nn/model/initialiser.js';
import { add } from '../../nn/ops/add.js';
import { multiply } from '../../nn/ops/multiply.js';
import { relu } from '../../nn/ops/relu.js';
import type { EdsrConfig } from './config.js';

/**
 * Super-resolution of elevation models without an image (Lim et al. 2017, EDSR, doi 10.1109/CVPRW.2017.151): normalised heights
 * [N, 1, H, W] that were interpolated to the fine grid give finer ones of the same shape. Residual blocks of two convolutions without
 * batch normalisation between a first and a last convolution, with a connection around all blocks.
 *
 * The original up-samples at its end by sub-pixel convolutions, which need a whole factor; from 30 m to 8 m there is none. Here the
 * blocks work on the fine grid, as the global models come in DFC30, and predict what the interpolated heights lack.
 */
export function edsr({ blocks, features, residualScale }: EdsrConfig): Network {
  return (model, dem, ...others) => {
    if (dem?.shape.length !== 4 || dem.shape[1] !== 1 || others.length > 0) {
      const found = [dem, ...others].map((x) => (x === undefined ? 'nothing' : showShape(x.shape)));
      throw shapeError('edsr', `${found.join(', ')} is not one image [N, 1, H, W]`);
    }
    const first = conv3(model, 'first', dem, features);
    let h = first;
    for (let block = 0; block < blocks; block++) h = residual(model.scope(`block${block}`), h, residualScale);
    const body = add(first, conv3(model, 'body', h, features));
    return add(dem, convLayer(model, 'last', body, { out: 1, kernel: 3, padding: 1, init: constantInit(0) }));
  };
}

const conv3 = (model: ModelContext, name: string, x: Tensor, out: number): Tensor =>
  convLayer(model, name, x, { out, kernel: 3, padding: 1, init: fanInUniform(9 * x.shape[1]!) });

function residual(model: ModelContext, x: Tensor, scale: number): Tensor {
  const features = x.shape[1]!;
  const inner = conv3(model, '2', relu(conv3(model, '1', x, features)), features);
  return add(x, scale === 1 ? inner : multiply(inner, scale));
}
