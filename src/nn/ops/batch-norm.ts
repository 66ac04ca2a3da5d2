import { emitExpand } from '../emit/expand.js';
import { emitMatmul } from '../emit/matmul.js';
import { emitReduce } from '../emit/reduce.js';
import { emitReshape } from '../emit/reshape.js';
import { emitSlice } from '../emit/slice.js';
import type { Tensor } from '../graph/graph.js';
import { sameShape, shapeError, showShape, sizeOf } from '../graph/shape.js';
import { float, int } from '../onnx/model.js';
import { add } from './add.js';
import { divide } from './divide.js';
import { graphOf } from './graph-of.js';
import { multiply } from './multiply.js';
import { negate } from './negate.js';
import { sqrt } from './sqrt.js';
import { subtract } from './subtract.js';

export interface BatchNormOptions {
  /** Added to the variance; 1e-5 when left out. */
  readonly epsilon?: number;
}

export interface BatchNormResult {
  readonly y: Tensor;
  /** Of the batch, per channel [C]; not differentiable. */
  readonly mean: Tensor;
  /** Of the batch, per channel [C], divided by the number of samples; not differentiable. */
  readonly variance: Tensor;
}

/**
 * Batch normalisation in training (Ioffe and Szegedy 2015): per channel (axis 1) of x [N, C, ..], y = scale · (x - mean) /
 * sqrt(variance + epsilon) + shift with the mean and variance of the batch.
 */
export function batchNorm(
  x: Tensor,
  scale: Tensor,
  shift: Tensor,
  { epsilon = 1e-5 }: BatchNormOptions = {},
): BatchNormResult {
  const graph = graphOf('batchNorm', x, scale, shift);
  checkChannels('batchNorm', x, [scale, shift]);
  const normalise = graph.target === 'cpu' ? normaliseWithOperator : normaliseComposed;
  const result = graph.unrecorded(() => normalise(x, scale, shift, epsilon));
  graph.record([x, scale, shift], result.y, (dy, [image]) => {
    const mean = perChannel(x, result.mean);
    const deviation = sqrt(add(perChannel(x, result.variance), epsilon));
    const sum = emitReduce('ReduceSum', dy, { axes: otherAxes(x), keep: true }).y;
    const dScale = divide(emitDotCentred(dy, x, mean, sum), deviation);
    const dx = () => {
      const count = sizeOf(x.shape) / x.shape[1]!;
      const slope = divide(perChannel(x, scale), deviation);
      const curve = negate(multiply(divide(slope, deviation), multiply(dScale, 1 / count)));
      const level = negate(multiply(slope, multiply(sum, 1 / count)));
      return add(multiply(dy, slope), emitAffine(x, mean, curve, level));
    };
    return [image === true ? dx() : null, emitReshape(dScale, scale.shape), emitReshape(sum, shift.shape)];
  });
  return result;
}

/** Scale, shift and statistics hold one sample per channel. */
export function checkChannels(operator: string, x: Tensor, vectors: readonly Tensor[]): void {
  const wrong = vectors.find((t) => x.shape.length < 2 || !sameShape(t.shape, [x.shape[1]!]));
  if (wrong !== undefined) {
    throw shapeError(
      operator,
      `${showShape(wrong.shape)} is not one number per channel of ${showShape(x.shape)}`,
    );
  }
}

/** A vector [C] as [1, C, 1, ..], ready to be broadcast to x. */
export function perChannel(x: Tensor, vector: Tensor): Tensor {
  return emitReshape(
    vector,
    x.shape.map((size, axis) => (axis === 1 ? size : 1)),
  );
}

/** All axes but that of the channels. */
export function otherAxes(x: Tensor): number[] {
  return x.shape.flatMap((_, axis) => (axis === 1 ? [] : [axis]));
}

/**
 * ONNX Runtime's BatchNormalization in training mode. Its outputs 1 and 2 share memory with its inputs 3 and 4, the running
 * statistics, so that it overwrites them even when they are constants that others use (onnxruntime issue 29790). It therefore gets
 * zeros and ones that are computed from x for it alone; equal nodes of other layers would be merged if they came from the scale.
 */
function normaliseWithOperator(x: Tensor, scale: Tensor, shift: Tensor, epsilon: number): BatchNormResult {
  const { graph } = x;
  const { shape } = scale;
  const corner = emitSlice(
    x,
    otherAxes(x).map((axis) => ({ axis, from: 0, to: 1 })),
  );
  const own = emitReshape(corner, shape);
  const zeros = graph.emit('Sub', [own, own], shape);
  const ones = graph.emit('Exp', [zeros], shape);
  const [y, mean, variance] = graph.emitMany(
    'BatchNormalization',
    [x, scale, shift, zeros, ones],
    [x.shape, shape, shape],
    { attributes: { training_mode: int(1), momentum: float(0), epsilon: float(epsilon) } },
  );
  return { y: y!, mean: mean!, variance: variance! };
}

function normaliseComposed(x: Tensor, scale: Tensor, shift: Tensor, epsilon: number): BatchNormResult {
  const average = (t: Tensor): Tensor => emitReduce('ReduceMean', t, { axes: otherAxes(x), keep: true }).y;
  const mean = average(x);
  const centred = subtract(x, mean);
  const variance = average(multiply(centred, centred));
  const deviation = sqrt(add(variance, epsilon));
  const slope = divide(perChannel(x, scale), deviation);
  const y = add(multiply(centred, slope), perChannel(x, shift));
  return { y, mean: emitReshape(mean, scale.shape), variance: emitReshape(variance, scale.shape) };
}

/** Per channel, the sum of dy · (x - mean); `sum` is that of dy. On the CPU as a product of rows, which makes no temporary image. */
function emitDotCentred(dy: Tensor, x: Tensor, mean: Tensor, sum: Tensor): Tensor {
  if (x.graph.target !== 'cpu') {
    const product = multiply(dy, subtract(x, mean));
    return emitReduce('ReduceSum', product, { axes: otherAxes(x), keep: true }).y;
  }
  const [n, channels] = [x.shape[0]!, x.shape[1]!];
  const rows = [n * channels, 1, sizeOf(x.shape.slice(2))];
  const dots = emitMatmul(emitReshape(dy, rows), emitReshape(x, rows), { transposeB: true });
  const { y } = emitReduce('ReduceSum', emitReshape(dots, [n, channels]), { axes: [0] });
  return subtract(emitReshape(y, mean.shape), multiply(mean, sum));
}

/** slope · (x - mean) + level per channel; on the CPU in one pass, by the operator for inference with the statistics 0 and 1. */
function emitAffine(x: Tensor, mean: Tensor, slope: Tensor, level: Tensor): Tensor {
  const { graph } = x;
  if (graph.target !== 'cpu') return add(multiply(subtract(x, mean), slope), level);
  const channels = [x.shape[1]!];
  const vector = (t: Tensor): Tensor => emitReshape(t, channels);
  const constant = (value: number): Tensor => emitExpand(graph.constant(value, [1]), channels);
  const offset = subtract(level, multiply(slope, mean));
  const inputs = [x, vector(slope), vector(offset), constant(0), constant(1)];
  return graph.emit('BatchNormalization', inputs, x.shape, { attributes: { epsilon: float(0) } });
}
