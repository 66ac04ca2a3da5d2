import { samplesToBytes } from '../../graph/samples.js';
import type { Shape } from '../../graph/shape.js';
import { sameConstant, samplesOf } from '../../onnx/constants.js';
import type { OnnxInitializer, OnnxModel, OnnxNode } from '../../onnx/model.js';
import type { Trace } from './trace.js';

/** Axes of NCHW images that an exported model may leave open, with the names that the file gives them. */
export const FREE_AXES = { batch: 0, height: 2, width: 3 } as const;

export type FreeAxis = keyof typeof FREE_AXES;

const TO_THE_END = 2n ** 63n - 1n;

/**
 * One model for all sizes of the axes in which the traces differ: `traces[0]` is the given size, every other one differs from it along
 * one axis. They have to be the same graph with the same constants, except for shapes and limits that ONNX can state without a size
 * ("as in the input", "what is left", "to the end"). Null when they are not.
 */
export function mergeTraces(traces: readonly Trace[], axes: readonly FreeAxis[]): OnnxModel | null {
  const [{ model }, ...others] = traces as [Trace, ...Trace[]];
  const { graph } = model;
  const isSimilar = others.every((t) => t.model.graph.nodes.length === graph.nodes.length);
  const added: OnnxInitializer[] = [];
  const nodes = isSimilar ? graph.nodes.map((_, n) => mergeNode(n, traces, added)) : [null];
  if (!nodes.every((node) => node !== null)) return null;
  const inputs = traces.map((t) => t.model.graph.inputs.map((v) => v.shape as Shape));
  const outputs = traces.map((t) => t.model.graph.outputs.map((v) => v.shape as Shape));
  const nameSizes = (lists: readonly Shape[][], i: number): (number | string)[] =>
    named(
      lists.map((shapes) => shapes[i]!),
      axes,
      inputs.map((shapes) => shapes[0]!),
    );
  return {
    ...model,
    graph: {
      ...graph,
      nodes,
      initializers: [...graph.initializers, ...added],
      inputs: graph.inputs.map((v, i) => ({ ...v, shape: nameSizes(inputs, i) })),
      outputs: graph.outputs.map((v, i) => ({ ...v, shape: nameSizes(outputs, i) })),
    },
  };
}

/** The n-th node for all sizes, with new constants in `added`; null when there is none. */
function mergeNode(n: number, traces: readonly Trace[], added: OnnxInitializer[]): OnnxNode | null {
  const nodes = traces.map((t) => t.model.graph.nodes[n]!);
  const [first] = nodes as [OnnxNode];
  const signature = (node: OnnxNode): string =>
    JSON.stringify([node.opType, node.outputs, node.attributes, node.inputs.length]);
  if (nodes.some((node) => signature(node) !== signature(first))) return null;
  const inputs: string[] = [];
  for (const [k, name] of first.inputs.entries()) {
    const versions = traces.map((t, i) => t.constants.get(nodes[i]!.inputs[k]!));
    if (versions.every((v) => v === undefined)) {
      if (nodes.some((node) => node.inputs[k] !== name)) return null;
      inputs.push(name);
      continue;
    }
    if (versions.includes(undefined)) return null;
    const constants = versions as OnnxInitializer[];
    if (constants.every((version) => sameConstant(version, constants[0]!))) {
      inputs.push(name);
      continue;
    }
    const free = freeConstant(first, k, constants, traces);
    if (free === null) return null;
    const own = `${first.outputs[0]}_size`;
    added.push({ name: own, dtype: 'int64', shape: [free.length], bytes: int64Bytes(free) });
    inputs.push(own);
  }
  return { ...first, inputs };
}

/** A constant that means the right thing in every trace; null when there is none. */
function freeConstant(
  { opType, inputs }: OnnxNode,
  k: number,
  versions: readonly OnnxInitializer[],
  traces: readonly Trace[],
): (number | bigint)[] | null {
  if (versions.some((v) => v.dtype !== 'int64')) return null;
  const values = versions.map(samplesOf);
  const shapes = traces.map((t) => t.shapes.get(inputs[0]!)!);
  const varies = (i: number): boolean => values.some((v) => v[i] !== values[0]![i]);
  if (opType === 'Reshape' && k === 1) {
    const shape = values[0]!.map((size, i) => {
      if (!varies(i)) return size;
      return values.every((v, t) => v[i] === shapes[t]![i]) ? 0 : -1;
    });
    return shape.filter((size) => size === -1).length <= 1 ? shape : null;
  }
  if (opType === 'Slice' && k === 2 && versions[0]!.shape.length === 1) {
    const axes = traces[0]!.constants.get(inputs[3]!);
    if (axes === undefined) return null;
    const places = samplesOf(axes);
    const ends = values[0]!.map((end, i): number | bigint | null => {
      if (!varies(i)) return end;
      const short = values.map((v, t) => shapes[t]![places[i]!]! - v[i]!);
      if (short.some((n) => n !== short[0])) return null;
      return short[0] === 0 ? TO_THE_END : short[0]! > 0 ? -short[0]! : null;
    });
    return ends.every((end) => end !== null) ? ends : null;
  }
  return null;
}

function int64Bytes(values: readonly (number | bigint)[]): Uint8Array {
  return values.some((v) => typeof v === 'bigint')
    ? new Uint8Array(BigInt64Array.from(values, BigInt).buffer)
    : samplesToBytes('int64', values as number[]);
}

/** Sizes that vary get the name of the axis where they are the input's, and a name of their own where they follow from it. */
function named(
  shapes: readonly Shape[],
  axes: readonly FreeAxis[],
  inputs: readonly Shape[],
): (number | string)[] {
  return shapes[0]!.map((size, i) => {
    if (shapes.every((shape) => shape[i] === size)) return size;
    const axis = axes.find((name) => FREE_AXES[name] === i) ?? `axis${i}`;
    return shapes.every((shape, t) => shape[i] === inputs[t]![i]) ? axis : `output_${axis}`;
  });
}
