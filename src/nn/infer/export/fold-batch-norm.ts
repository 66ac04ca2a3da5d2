import { samplesToBytes } from '../../graph/samples.js';
import { constantsOf, samplesOf } from '../../onnx/constants.js';
import type { OnnxGraph, OnnxInitializer, OnnxNode } from '../../onnx/model.js';
import { producers, prune, useCounts } from './edit-graph.js';

/** What a batch normalisation does to every channel: y = factor · x + level. */
interface ChannelAffine {
  readonly factor: readonly number[];
  readonly level: readonly number[];
}

/** A graph while batch normalisations leave it. */
interface Folding {
  readonly made: ReadonlyMap<string, OnnxNode>;
  readonly uses: ReadonlyMap<string, number>;
  readonly constants: ReadonlyMap<string, OnnxInitializer>;
}

/** Nodes that change, and constants that are new. */
interface Change {
  readonly nodes: readonly (readonly [OnnxNode, OnnxNode])[];
  readonly constants: readonly OnnxInitializer[];
}

/**
 * Moves every batch normalisation with constant statistics into the convolution before it, where nothing else uses that
 * convolution's result: weights · s and (bias - mean) · s + shift with s = scale / sqrt(variance + epsilon) per output channel,
 * computed in float64. It also passes through what only sorts channels (concatenation, depth to space: polyphase convolutions). A
 * batch normalisation after anything else stays.
 */
export function foldBatchNorm(graph: OnnxGraph): OnnxGraph {
  const folding = { made: producers(graph), uses: useCounts(graph), constants: constantsOf(graph) };
  const replaced = new Map<OnnxNode, OnnxNode>();
  const removed = new Set<OnnxNode>();
  const added: OnnxInitializer[] = [];
  for (const norm of graph.nodes) {
    const affine = norm.opType === 'BatchNormalization' ? affineOf(norm, folding) : null;
    const change = affine === null ? null : absorb(norm.inputs[0]!, affine, folding);
    if (change === null) continue;
    for (const [before, after] of change.nodes) {
      const isLast = before.outputs[0] === norm.inputs[0];
      replaced.set(before, isLast ? { ...after, outputs: norm.outputs } : after);
    }
    added.push(...change.constants);
    removed.add(norm);
  }
  const nodes = graph.nodes.filter((n) => !removed.has(n)).map((node) => replaced.get(node) ?? node);
  return prune({ ...graph, nodes, initializers: [...graph.initializers, ...added] });
}

function affineOf({ inputs, attributes }: OnnxNode, { constants }: Folding): ChannelAffine | null {
  const tensors = inputs.slice(1).map((name) => constants.get(name));
  if (tensors.some((t) => t === undefined)) return null;
  const [scale, shift, mean, variance] = tensors.map((t) => samplesOf(t!)) as [
    number[],
    number[],
    number[],
    number[],
  ];
  const spread = attributes.epsilon?.type === 'float' ? attributes.epsilon.value : 1e-5;
  const factor = scale.map((s, c) => s / Math.sqrt(variance[c]! + spread));
  return { factor, level: factor.map((s, c) => shift[c]! - mean[c]! * s) };
}

/** Lets what makes a value apply the affine map as well; null when it cannot. */
function absorb(name: string, affine: ChannelAffine, folding: Folding): Change | null {
  const node = folding.made.get(name);
  if (node === undefined || folding.uses.get(name) !== 1) return null;
  switch (node.opType) {
    case 'Conv':
    case 'ConvTranspose':
      return absorbInConvolution(node, affine, folding);
    case 'DepthToSpace': {
      const { blocksize, mode } = node.attributes;
      const parts = blocksize?.type === 'int' ? blocksize.value ** 2 : 0;
      const isColumnMajor = mode?.type === 'string' && mode.value === 'CRD';
      const spread = (list: readonly number[]): number[] =>
        Array.from({ length: list.length * parts }, (_, i) => {
          return list[isColumnMajor ? Math.floor(i / parts) : i % list.length]!;
        });
      const inner = { factor: spread(affine.factor), level: spread(affine.level) };
      return withNode(node, absorb(node.inputs[0]!, inner, folding));
    }
    case 'Concat': {
      let first = 0;
      const parts = node.inputs.map((part) => {
        const end = first + channelsOf(part, folding);
        const share = { factor: affine.factor.slice(first, end), level: affine.level.slice(first, end) };
        first = end;
        return absorb(part, share, folding);
      });
      const isSound = node.attributes.axis?.type === 'int' && node.attributes.axis.value === 1;
      if (!isSound || first !== affine.factor.length || parts.includes(null)) return null;
      const changes = parts as Change[];
      return withNode(node, {
        nodes: changes.flatMap((change) => change.nodes),
        constants: changes.flatMap((change) => change.constants),
      });
    }
    default:
      return null;
  }
}

const withNode = (node: OnnxNode, change: Change | null): Change | null =>
  change === null ? null : { ...change, nodes: [...change.nodes, [node, node]] };

/** Output channels of a convolution; NaN for anything else. */
function channelsOf(name: string, { made, constants }: Folding): number {
  const node = made.get(name);
  return node?.opType === 'Conv' ? (constants.get(node.inputs[1]!)?.shape[0] ?? Number.NaN) : Number.NaN;
}

function absorbInConvolution(
  conv: OnnxNode,
  { factor, level }: ChannelAffine,
  { constants }: Folding,
): Change | null {
  const [image, kernel, offset = ''] = conv.inputs;
  const weights = constants.get(kernel!);
  const bias = constants.get(offset);
  if (weights?.dtype !== 'float32' || (offset !== '' && bias?.dtype !== 'float32')) return null;
  const { shape } = weights;
  const channelOf = conv.opType === 'Conv' ? outerChannel(shape) : transposedChannel(shape, factor.length);
  const before = bias === undefined ? factor.map(() => 0) : samplesOf(bias);
  const constant = (suffix: string, size: readonly number[], values: number[]): OnnxInitializer => {
    const name = `${conv.outputs[0]}_${suffix}`;
    return { name, dtype: 'float32', shape: size, bytes: samplesToBytes('float32', values) };
  };
  const added = [
    constant(
      'weights',
      shape,
      samplesOf(weights).map((w, i) => w * factor[channelOf(i)]!),
    ),
    constant(
      'bias',
      [factor.length],
      before.map((b, c) => b * factor[c]! + level[c]!),
    ),
  ];
  return { nodes: [[conv, { ...conv, inputs: [image!, ...added.map((t) => t.name)] }]], constants: added };
}

/** Weights [O, C / groups, ...]: the channel of a sample's output. */
function outerChannel(shape: readonly number[]): (i: number) => number {
  const size = shape.slice(1).reduce((a, b) => a * b, 1);
  return (i) => Math.floor(i / size);
}

/** Weights [C, O / groups, ...] of a transposed convolution. */
function transposedChannel(shape: readonly number[], channels: number): (i: number) => number {
  const [inputs, perGroup] = shape as [number, number];
  const taps = shape.slice(2).reduce((a, b) => a * b, 1);
  const inputsPerGroup = (inputs * perGroup) / channels;
  return (i) => {
    const group = Math.floor(i / (taps * perGroup * inputsPerGroup));
    return group * perGroup + (Math.floor(i / taps) % perGroup);
  };
}
