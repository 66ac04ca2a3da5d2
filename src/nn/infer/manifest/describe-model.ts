import type { Margin } from '../../../core/window.js';
import type { OnnxGraph, OnnxModel, OnnxValue } from '../../onnx/model.js';
import { readModel } from '../../onnx/read-model.js';
import { convolutionFlops } from '../receptive-field/flops.js';
import { receptiveField } from '../receptive-field/receptive-field.js';
import type { Manifest } from './manifest.js';
import { sha256 } from './sha256.js';

/** What a model file says about itself, and what its manifest adds. */
export interface ModelFacts {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  /** Whether the manifest is of these very bytes; null without a manifest. */
  readonly matchesManifest: boolean | null;
  readonly producer: string;
  readonly opsets: OnnxModel['opsets'];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  readonly nodes: number;
  /** Nodes by operator, most frequent first. */
  readonly operators: Readonly<Record<string, number>>;
  /** Samples of floating-point constants, and their bytes in the file. */
  readonly weights: { readonly samples: number; readonly bytes: number };
  /** By input, for those that are images. */
  readonly reach: readonly InputReach[];
  readonly metadata: Readonly<Record<string, string>>;
  readonly manifest: Manifest | null;
}

export interface InputReach {
  readonly input: string;
  /** Of convolutions, per pixel of the input. */
  readonly flopsPerPixel: number;
  /** Null when an output pixel may depend on the whole image, as far as the file tells. */
  readonly receptiveField: Margin | null;
  /** The operators that are the reason. */
  readonly reasons: readonly string[];
}

/** Throws `format` or `unsupported`, naming the file. */
export async function describeModel(
  bytes: Uint8Array,
  manifest: Manifest | null,
  path: string,
): Promise<ModelFacts> {
  const { graph, producer, opsets, metadata } = readModel(bytes, path);
  const digest = await sha256(bytes);
  const constants = new Set(graph.initializers.map((t) => t.name));
  // Files of IR version 3 list constants among the inputs, too.
  const inputs = graph.inputs.filter((value) => !constants.has(value.name));
  return {
    path,
    bytes: bytes.length,
    sha256: digest,
    matchesManifest: manifest === null ? null : manifest.file.sha256 === digest,
    producer,
    opsets,
    inputs,
    outputs: graph.outputs,
    nodes: graph.nodes.length,
    operators: countOperators(graph),
    weights: countWeights(graph),
    reach: inputs.filter(({ shape }) => shape.length === 4).map(({ name }) => reachOf(graph, name)),
    metadata,
    manifest,
  };
}

function countOperators({ nodes }: OnnxGraph): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { opType, domain } of nodes) {
    const name = domain === '' ? opType : `${domain}.${opType}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return Object.fromEntries([...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)));
}

function countWeights({ initializers }: OnnxGraph): ModelFacts['weights'] {
  const floats = initializers.filter(({ dtype }) => dtype.startsWith('float'));
  return {
    samples: floats.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0),
    bytes: floats.reduce((sum, { bytes }) => sum + bytes.length, 0),
  };
}

function reachOf(graph: OnnxGraph, input: string): InputReach {
  const field = receptiveField(graph, input);
  return {
    input,
    flopsPerPixel: convolutionFlops(graph, input),
    receptiveField: field?.margin ?? null,
    reasons: field?.reasons ?? ['the output does not depend on it'],
  };
}
