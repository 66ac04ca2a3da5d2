import type { Shape } from '../../graph/shape.js';
import type { OnnxGraph } from '../../onnx/model.js';
import { everything, type Footprint, unite } from './footprint.js';
import {
  besideRule,
  concatKeeps,
  padRule,
  reduceRule,
  reshapeRule,
  sliceRule,
  transposeRule,
} from './movement-rules.js';
import { type NodeFacts, nodeFactsOf } from './node-facts.js';
import { blockRule, resizeRule, windowRule } from './window-rules.js';

/**
 * How every value of a graph depends on one of its inputs (NCHW), followed from node to node. `shapes` are those of the values as far
 * as they are known; without them a reshape of an image loses track of it. Values that do not depend on the input are absent.
 */
export function followInput(
  graph: OnnxGraph,
  input: string,
  shapes: ReadonlyMap<string, Shape>,
): Map<string, Footprint> {
  const factsOf = nodeFactsOf(graph, shapes);
  const start = { scale: 1, low: 0, high: 0 };
  const prints = new Map<string, Footprint>([
    [input, { rows: { ...start, axis: 2 }, columns: { ...start, axis: 3 }, reasons: [] }],
  ]);
  for (const node of graph.nodes) {
    const sources = node.inputs.flatMap((name, k) => {
      const print = prints.get(name);
      return print === undefined ? [] : [{ print, k }];
    });
    if (sources.length === 0) continue;
    const print = applyRule(sources, factsOf(node));
    for (const name of node.outputs) prints.set(name, print);
  }
  return prints;
}

interface Source {
  readonly print: Footprint;
  /** Which input of the node it is. */
  readonly k: number;
}

/** Operators that treat every sample for itself, or combine samples at the same place. */
const PLACE_BY_PLACE = new Set([
  ...[
    'Abs',
    'Add',
    'And',
    'BatchNormalization',
    'Cast',
    'Ceil',
    'Clip',
    'Cos',
    'Div',
    'Dropout',
    'Elu',
    'Equal',
    'Erf',
  ],
  ...[
    'Exp',
    'Expand',
    'Floor',
    'Gelu',
    'Greater',
    'GreaterOrEqual',
    'HardSigmoid',
    'HardSwish',
    'Identity',
    'IsNaN',
  ],
  ...[
    'LeakyRelu',
    'Less',
    'LessOrEqual',
    'Log',
    'Max',
    'Mean',
    'Min',
    'Mod',
    'Mul',
    'Neg',
    'Not',
    'Or',
    'PRelu',
    'Pow',
  ],
  ...[
    'Reciprocal',
    'Relu',
    'Round',
    'Selu',
    'Sigmoid',
    'Sign',
    'Sin',
    'Softplus',
    'Softsign',
    'Sqrt',
    'Sub',
    'Sum',
  ],
  ...['Tanh', 'Where', 'Xor'],
]);

function applyRule(sources: readonly Source[], facts: NodeFacts): Footprint {
  const { opType, outputs } = facts.node;
  const reason = `${opType} (${outputs[0]})`;
  const ranked = sources.map(({ print, k }) => ({ print, rank: facts.shape(k)?.length ?? 4 }));
  const all = (): Footprint => unite(ranked, reason);
  if (PLACE_BY_PLACE.has(opType)) return all();
  if (opType === 'Concat') return concatKeeps(facts, all()) ? all() : everything(all(), reason);
  const [{ print, k }] = sources as [Source];
  // A kernel, scale or index that depends on the image.
  if (sources.length > 1 || k !== 0) return everything(all(), reason);
  switch (opType) {
    case 'Conv':
    case 'ConvTranspose':
    case 'MaxPool':
    case 'AveragePool':
    case 'LpPool':
      return windowRule(print, facts, reason);
    case 'Resize':
    case 'Upsample':
      return resizeRule(print, facts, reason);
    case 'DepthToSpace':
    case 'SpaceToDepth':
      return blockRule(print, facts, reason);
    case 'Pad':
      return padRule(print, facts, reason);
    case 'Slice':
      return sliceRule(print, facts, reason);
    case 'Transpose':
      return transposeRule(print, facts, reason);
    case 'Reshape':
    case 'Squeeze':
    case 'Unsqueeze':
    case 'Flatten':
      return reshapeRule(print, facts, reason);
    case 'Split':
    case 'Gather':
      return besideRule(print, facts, facts.int('axis', 0), reason);
    case 'Softmax':
    case 'LogSoftmax':
      return besideRule(print, facts, facts.int('axis', -1), reason);
    case 'GlobalAveragePool':
    case 'GlobalMaxPool':
      return reduceRule(print, facts, [2, 3], reason);
    default:
      if (!opType.startsWith('Reduce')) return everything(print, reason);
      return reduceRule(print, facts, facts.constant(1) ?? facts.ints('axes'), reason);
  }
}
