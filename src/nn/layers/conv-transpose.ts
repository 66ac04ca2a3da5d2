import type { Tensor } from '../graph/graph.js';
import { shapeError } from '../graph/shape.js';
import type { ModelContext } from '../model/context.js';
import { constantInit, heNormal } from '../model/initialiser.js';
import { type ConvTransposeOptions, convTranspose } from '../ops/conv-transpose.js';
import { type ConvLayerOptions, channelsOfGroup, kernelSize } from './conv.js';

export interface ConvTransposeLayerOptions extends ConvLayerOptions, ConvTransposeOptions {}

/**
 * A transposed convolution with trainable `NAME.weight` [C, out / groups, rows, columns] and `NAME.bias` [out]; see
 * {@link convTranspose}. The default initialiser counts the inputs that one output sees, which a stride divides.
 */
export function convTransposeLayer(
  model: ModelContext,
  name: string,
  x: Tensor,
  { out, kernel, bias = true, init, ...options }: ConvTransposeLayerOptions,
): Tensor {
  const scope = model.scope(name);
  const { groups = 1, stride = 1 } = options;
  const inputs = channelsOfGroup(name, x, groups);
  if (out % groups !== 0) throw shapeError(name, `${out} channels do not fall into ${groups} groups`);
  const [rows, columns] = kernelSize(kernel);
  const [down, across] = kernelSize(stride);
  const fanIn = (inputs * rows * columns) / (down * across);
  const shape = [inputs * groups, out / groups, rows, columns];
  const weights = scope.parameter('weight', shape, init ?? heNormal(fanIn));
  return convTranspose(x, weights, bias ? scope.parameter('bias', [out], constantInit(0)) : null, options);
}
