import type { Shape } from '../../graph/shape.js';
import { constantsOf, samplesOf } from '../../onnx/constants.js';
import type { OnnxGraph, OnnxInitializer, OnnxNode } from '../../onnx/model.js';

/** What the rules ask about a node. */
export interface NodeFacts {
  readonly node: OnnxNode;
  int(name: string, whenLeftOut: number): number;
  ints(name: string): readonly number[] | null;
  text(name: string, whenLeftOut: string): string;
  /** Samples of the k-th input when it is a constant. */
  constant(k: number): readonly number[] | null;
  /** Shape of the k-th input, when it is known. */
  shape(k: number): Shape | null;
  readonly outputShape: Shape | null;
}

/** `shapes` as far as they are known; those of constants always are. */
export function nodeFactsOf(graph: OnnxGraph, shapes: ReadonlyMap<string, Shape>) {
  const constants = constantsOf(graph);
  const shapeOf = (name: string | undefined): Shape | null =>
    name === undefined ? null : (shapes.get(name) ?? constants.get(name)?.shape ?? null);
  return (node: OnnxNode): NodeFacts => ({
    node,
    int(name, whenLeftOut) {
      const attribute = node.attributes[name];
      return attribute?.type === 'int' ? attribute.value : whenLeftOut;
    },
    ints(name) {
      const attribute = node.attributes[name];
      return attribute?.type === 'ints' ? attribute.value : null;
    },
    text(name, whenLeftOut) {
      const attribute = node.attributes[name];
      return attribute?.type === 'string' ? attribute.value : whenLeftOut;
    },
    constant: (k) => optionalSamples(constants.get(node.inputs[k] ?? '')),
    shape: (k) => shapeOf(node.inputs[k]),
    outputShape: shapeOf(node.outputs[0]),
  });
}

function optionalSamples(tensor: OnnxInitializer | undefined): number[] | null {
  return tensor === undefined ? null : samplesOf(tensor);
}
