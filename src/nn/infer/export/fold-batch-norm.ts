import { samplesToBytes } from '../../graph/samples.js';
import { constantsOf, samplesOf } from '../../onnx/constants.js';
import type { OnnxGraph, OnnxInitializer, OnnxNode } from '../../onnx/model.js';
import { producers, prune, useCounts } from './edit-graph.js';

/**
 * Moves every batch normalisation with constant statistics into the convolution before it, where nothing else uses that
 * convolution's result: weights · s and (bias - mean) · s + shift with s = scale / sqrt(variance + epsilon) per output channel,
 * computed in float64. A batch normalisation after anything else stays.
 */
export function foldBatchNorm(graph: OnnxGraph): OnnxGraph {
  const made = producers(graph);
  const uses = useCounts(graph);
  const constants = constantsOf(graph);
  const replaced = new Map<OnnxNode, OnnxNode>();
  const removed = new Set<OnnxNode>();
  const added: OnnxInitializer[] = [];
  for (const norm of graph.nodes) {
    const conv = norm.opType === 'BatchNormalization' ? made.get(norm.inputs[0]!) : undefined;
    if (conv === undefined || uses.get(norm.inputs[0]!) !== 1) continue;
    const folded = fold(conv, norm, constants);
    if (folded === null) continue;
    added.push(...folded.constants);
    replaced.set(conv, folded.node);
    removed.add(norm);
  }
  const nodes = graph.nodes.filter((n) => !removed.has(n)).map((node) => replaced.get(node) ?? node);
  return prune({ ...graph, nodes, initializers: [...graph.initializers, ...added] });
}

function fold(
  conv: OnnxNode,
  norm: OnnxNode,
  constants: ReadonlyMap<string, OnnxInitializer>,
): { node: OnnxNode; constants: OnnxInitializer[] } | null {
  if (conv.opType !== 'Conv' && conv.opType !== 'ConvTranspose') return null;
  const [, kernel, offset = ''] = conv.inputs;
  const names = [kernel!, ...norm.inputs.slice(1), ...(offset === '' ? [] : [offset])];
  const tensors = names.map((name) => constants.get(name));
  if (tensors.some((t) => t?.dtype !== 'float32')) return null;
  const [weights, scale, shift, mean, variance, bias] = tensors.map((t) => samplesOf(t!));
  const { epsilon } = norm.attributes;
  const spread = epsilon?.type === 'float' ? epsilon.value : 1e-5;
  const factor = scale!.map((s, c) => s / Math.sqrt(variance![c]! + spread));
  const { shape } = tensors[0]!;
  const channelOf = conv.opType === 'Conv' ? outerChannel(shape) : transposedChannel(shape, factor.length);
  const name = norm.outputs[0]!;
  const moved = weights!.map((w, i) => w * factor[channelOf(i)]!);
  const level = factor.map((s, c) => ((bias?.[c] ?? 0) - mean![c]!) * s + shift![c]!);
  const constant = (suffix: string, size: readonly number[], values: number[]): OnnxInitializer => {
    return { name: name + suffix, dtype: 'float32', shape: size, bytes: samplesToBytes('float32', values) };
  };
  const made = [constant('_weights', shape, moved), constant('_bias', [factor.length], level)];
  const inputs = [conv.inputs[0]!, ...made.map((t) => t.name)];
  return { node: { ...conv, inputs, outputs: norm.outputs }, constants: made };
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
