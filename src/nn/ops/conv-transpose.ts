import { emitReduce } from '../emit/reduce.js';
import type { Tensor } from '../graph/graph.js';
import { shapeError, showShape } from '../graph/shape.js';
import { emitConv } from './conv/emit-conv.js';
import { emitConvTranspose } from './conv/emit-conv-transpose.js';
import { type ConvGeometry, type ConvOptions, kernelGeometry, type PerAxis, reach } from './conv/geometry.js';
import { emitWeightGradient } from './conv/weight-gradient.js';
import { checkBias } from './conv.js';
import { graphOf } from './graph-of.js';

export interface ConvTransposeOptions extends ConvOptions {
  /** Extra rows and columns at the bottom and right, less than the stride: which of the sizes that a strided convolution maps to
   * the same size is meant. 0 when left out. */
  readonly outputPadding?: PerAxis;
}

/**
 * Transposed 2-D convolution: x [N, C, H, W] with weights [C, O / groups, rows, columns] and, unless null, a bias [O] gives
 * [N, O, H', W'], H' = (H - 1) · stride - top - bottom + dilation · (rows - 1) + 1 + outputPadding. It is the gradient of the
 * convolution with these weights and options with respect to its images.
 */
export function convTranspose(
  x: Tensor,
  weights: Tensor,
  bias: Tensor | null,
  options: ConvTransposeOptions = {},
): Tensor {
  const graph = graphOf('convTranspose', x, weights, ...(bias === null ? [] : [bias]));
  const geometry = transposedGeometry(x, weights, options);
  checkBias('convTranspose', bias, weights.shape[1]! * geometry.groups);
  const y = emitConvTranspose(x, weights, bias, geometry);
  return graph.record([x, weights, bias], y, (dy, [image, kernel, shift]) => [
    image === true ? emitConv(dy, weights, null, geometry) : null,
    kernel === true ? emitWeightGradient(dy, x, geometry) : null,
    shift === true ? emitReduce('ReduceSum', dy, { axes: [0, 2, 3] }).y : null,
  ]);
}

/** The geometry of the convolution that this transposes. */
function transposedGeometry(
  x: Tensor,
  weights: Tensor,
  { outputPadding = 0, ...options }: ConvTransposeOptions,
): ConvGeometry {
  const geometry = kernelGeometry('convTranspose', weights.shape, options);
  const { before, after, stride, groups } = geometry;
  if (x.shape.length !== 4 || x.shape[1] !== weights.shape[0] || weights.shape[0]! % groups !== 0) {
    const shapes = `weights ${showShape(weights.shape)} in ${groups} group(s) do not fit images ${showShape(x.shape)}`;
    throw shapeError('convTranspose', shapes);
  }
  const extra = typeof outputPadding === 'number' ? [outputPadding, outputPadding] : outputPadding;
  if (extra.some((n, i) => !Number.isInteger(n) || n < 0 || n >= stride[i]!)) {
    throw shapeError('convTranspose', `output padding ${extra} is not less than the stride ${stride}`);
  }
  const furthest = reach(geometry);
  const size = (axis: 0 | 1): number => {
    const full = (x.shape[axis + 2]! - 1) * stride[axis] + furthest[axis] + 1 + extra[axis]!;
    return full - before[axis] - after[axis];
  };
  const input = [size(0), size(1)] as const;
  if (input.some((n) => n < 1)) throw shapeError('convTranspose', `nothing is left of ${showShape(x.shape)}`);
  return { ...geometry, input, output: [x.shape[2]!, x.shape[3]!] };
}
