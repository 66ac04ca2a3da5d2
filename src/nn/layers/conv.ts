import type { Tensor } from '../graph/graph.js';
import { shapeError, showShape } from '../graph/shape.js';
import type { ModelContext } from '../model/context.js';
import { constantInit, heNormal, type Initialiser } from '../model/initialiser.js';
import type { ConvOptions, Pair, PerAxis } from '../ops/conv/geometry.js';
import { conv } from '../ops/conv.js';

export interface ConvLayerOptions extends ConvOptions {
  /** Output channels. */
  readonly out: number;
  readonly kernel: PerAxis;
  /** A trainable number per output channel is added, at first 0. True when left out. */
  readonly bias?: boolean;
  /** Of the weights; He's normal distribution when left out. */
  readonly init?: Initialiser;
}

/** A convolution with trainable `NAME.weight` [out, C / groups, rows, columns] and `NAME.bias` [out]; see {@link conv}. */
export function convLayer(
  model: ModelContext,
  name: string,
  x: Tensor,
  { out, kernel, bias = true, init, ...options }: ConvLayerOptions,
): Tensor {
  const scope = model.scope(name);
  const inputs = channelsOfGroup(name, x, options.groups);
  const [rows, columns] = kernelSize(kernel);
  const fanIn = inputs * rows * columns;
  const weights = scope.parameter('weight', [out, inputs, rows, columns], init ?? heNormal(fanIn));
  return conv(x, weights, bias ? scope.parameter('bias', [out], constantInit(0)) : null, options);
}

export function kernelSize(kernel: PerAxis): Pair {
  return typeof kernel === 'number' ? [kernel, kernel] : kernel;
}

/** Input channels that one output channel sees. */
export function channelsOfGroup(name: string, x: Tensor, groups = 1): number {
  const channels = (x.shape[1] ?? 0) / groups;
  if (x.shape.length !== 4 || !Number.isInteger(channels)) {
    throw shapeError(
      name,
      `${showShape(x.shape)} are not images whose channels fall into ${groups} group(s)`,
    );
  }
  return channels;
}
