import { emitReduce } from '../emit/reduce.js';
import type { Tensor } from '../graph/graph.js';
import { sameShape, shapeError, showShape } from '../graph/shape.js';
import { emitConv } from './conv/emit-conv.js';
import { emitConvTranspose } from './conv/emit-conv-transpose.js';
import { type ConvOptions, convGeometry } from './conv/geometry.js';
import { emitWeightGradient } from './conv/weight-gradient.js';
import { graphOf } from './graph-of.js';

/**
 * 2-D convolution (correlation): x [N, C, H, W] with weights [O, C / groups, rows, columns] and, unless null, a bias [O] gives
 * [N, O, H', W'], H' = floor((H + top + bottom - dilation · (rows - 1) - 1) / stride) + 1.
 */
export function conv(x: Tensor, weights: Tensor, bias: Tensor | null, options: ConvOptions = {}): Tensor {
  const graph = graphOf('conv', x, weights, ...(bias === null ? [] : [bias]));
  const geometry = convGeometry(x.shape, weights.shape, options);
  checkBias('conv', bias, weights.shape[0]!);
  const y = emitConv(x, weights, bias, geometry);
  return graph.record([x, weights, bias], y, (dy, [image, kernel, shift]) => [
    image === true ? emitConvTranspose(dy, weights, null, geometry) : null,
    kernel === true ? emitWeightGradient(x, dy, geometry) : null,
    shift === true ? emitReduce('ReduceSum', dy, { axes: [0, 2, 3] }).y : null,
  ]);
}

export function checkBias(operator: string, bias: Tensor | null, channels: number): void {
  if (bias !== null && !sameShape(bias.shape, [channels])) {
    throw shapeError(operator, `the bias is ${showShape(bias.shape)} instead of [${channels}]`);
  }
}
