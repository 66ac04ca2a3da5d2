import type { Tensor } from '../graph/graph.js';
import { shapeError, showShape } from '../graph/shape.js';
import type { ModelContext } from '../model/context.js';
import { constantInit, heNormal, type Initialiser } from '../model/initialiser.js';
import { add } from '../ops/add.js';
import { matmul } from '../ops/matmul.js';

export interface LinearLayerOptions {
  /** Output features. */
  readonly out: number;
  /** Of the weights; He's normal distribution when left out. */
  readonly init?: Initialiser;
}

/** x [.., I] times the transpose of trainable `NAME.weight` [out, I], plus `NAME.bias` [out], which starts as 0. */
export function linearLayer(
  model: ModelContext,
  name: string,
  x: Tensor,
  { out, init }: LinearLayerOptions,
): Tensor {
  const features = x.shape.at(-1);
  if (features === undefined || x.shape.length < 2) {
    throw shapeError(name, `${showShape(x.shape)} are not vectors; flatten images with reshape`);
  }
  const scope = model.scope(name);
  const weights = scope.parameter('weight', [out, features], init ?? heNormal(features));
  const product = matmul(x, weights, { transposeB: true });
  return add(product, scope.parameter('bias', [out], constantInit(0)));
}
