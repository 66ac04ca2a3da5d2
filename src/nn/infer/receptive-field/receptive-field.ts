import type { Margin } from '../../../core/window.js';
import type { Shape } from '../../graph/shape.js';
import type { OnnxGraph } from '../../onnx/model.js';
import { everything, type Footprint, unite } from './footprint.js';
import {
  concatKeeps,
  overAxesRule,
  padRule,
  reshapeRule,
  sliceRule,
  transposeRule,
} from './movement-rules.js';
import { type NodeFacts, nodeFactsOf } from './node-facts.js';
import { isWhole, type Span } from './span.js';
import { blockRule, resizeRule, windowRule } from './window-rules.js';

/** Which pixels of an input a pixel of the output depends on. */
export interface ReceptiveField {
  /** Pixels of the input per pixel of the output. */
  readonly scale: { readonly rows: number; readonly columns: number };
  /**
   * Pixels of the input that count on each side of the one under an output pixel; an upper bound, exact for chains of convolutions.
   * Null when an output pixel may depend on the whole image.
   */
  readonly margin: Margin | null;
  /** Side of the blocks of input pixels that the coarsest level of the network sees: sizes and shifts should be multiples of it. */
  readonly multiple: number;
  /** What made the field unbounded: operators and the values they make. */
  readonly reasons: readonly string[];
}

/**
 * The receptive field of a graph's first output with regard to one of its inputs (NCHW), followed through its nodes (Araujo et al.
 * 2019, "Computing Receptive Fields of Convolutional Neural Networks"). `shapes` are those of the graph's values as far as they are
 * known; without them a reshape of an image counts as unbounded. Null when the output does not depend on the input.
 */
export function receptiveField(
  graph: OnnxGraph,
  input: string,
  shapes: ReadonlyMap<string, Shape> = new Map(),
): ReceptiveField | null {
  const factsOf = nodeFactsOf(graph, shapes);
  const start = { scale: 1, low: 0, high: 0 };
  const prints = new Map<string, Footprint>([
    [input, { rows: { ...start, axis: 2 }, columns: { ...start, axis: 3 }, reasons: [] }],
  ]);
  let multiple = 1;
  for (const node of graph.nodes) {
    const sources = node.inputs.flatMap((name, k) => {
      const print = prints.get(name);
      return print === undefined ? [] : [{ print, k }];
    });
    if (sources.length === 0) continue;
    const print = applyRule(sources, factsOf(node));
    multiple = Math.max(multiple, print.rows.scale, print.columns.scale);
    for (const name of node.outputs) prints.set(name, print);
  }
  const print = prints.get(graph.outputs[0]!.name);
  if (print === undefined) return null;
  const { rows, columns, reasons } = print;
  return {
    scale: { rows: rows.scale, columns: columns.scale },
    margin: isWhole(rows) || isWhole(columns) ? null : marginOf(print),
    multiple: Math.ceil(multiple),
    reasons,
  };
}

/** Whole pixels around the pixel, or the block of pixels, that lies under an output pixel. */
function marginOf({ rows, columns }: Footprint): Margin {
  const before = ({ low }: Span): number => Math.max(0, Math.floor(-low + ROUNDING));
  const after = ({ high, scale }: Span): number => Math.max(0, Math.floor(high - (scale - 1) + ROUNDING));
  return { left: before(columns), top: before(rows), right: after(columns), bottom: after(rows) };
}

/** Spans are sums of products of small fractions. */
const ROUNDING = 1e-9;

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
      return overAxesRule(print, facts, [facts.int('axis', 0)], true, reason);
    case 'Softmax':
    case 'LogSoftmax':
      return overAxesRule(print, facts, [facts.int('axis', -1)], true, reason);
    default:
      if (!opType.startsWith('Reduce')) return everything(print, reason);
      return overAxesRule(
        print,
        facts,
        facts.constant(1) ?? facts.ints('axes'),
        facts.int('keepdims', 1) === 1,
        reason,
      );
  }
}
