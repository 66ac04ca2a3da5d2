import { CuestaError } from '../../../core/errors.js';
import { constantsOf, samplesOf } from '../../onnx/constants.js';
import { ints, type OnnxGraph, type OnnxModel, type OnnxNode, text } from '../../onnx/model.js';
import { prune } from './edit-graph.js';

/**
 * Exported models use operator set 17 in IR version 8 (2022): every runtime and checker since ONNX 1.12 reads it, and it is the last
 * one in which what networks are made of is complete. Training graphs, which only ONNX Runtime sees, are written for a newer one.
 */
export const EXPORT_OPSET = 17;
const EXPORT_IR = 8;

/** Reductions whose axes became an input in operator set 18. */
const AXES_ATTRIBUTE = new Set([
  'L1',
  'L2',
  'LogSum',
  'LogSumExp',
  'Max',
  'Mean',
  'Min',
  'Prod',
  'SumSquare',
]);

/** Operators that came with the sets 18 to 20. */
const NEWER = new Set([
  ...['BitwiseAnd', 'BitwiseNot', 'BitwiseOr', 'BitwiseXor', 'CenterCropPad', 'Col2Im', 'GroupNormalization'],
  ...['Mish', 'OptionalGetElement', 'DeformConv', 'AffineGrid', 'Gelu', 'ImageDecoder'],
  ...['RegexFullMatch', 'StringConcat', 'StringSplit'],
]);

/** Rewrites a model from operator set 20 to {@link EXPORT_OPSET}. Throws `unsupported` for operators that it lacks. */
export function lowerOpset(model: OnnxModel): OnnxModel {
  const constants = constantsOf(model.graph);
  const lowered = (node: OnnxNode): OnnxNode => {
    if (node.domain !== '' || NEWER.has(node.opType)) throw unportable(node);
    const axes = node.inputs[1];
    if (node.opType.startsWith('Reduce') && AXES_ATTRIBUTE.has(node.opType.slice(6)) && axes !== undefined) {
      const values = constants.get(axes);
      if (values === undefined) throw unportable(node);
      const attributes = { ...node.attributes, axes: ints(samplesOf(values)) };
      return { ...node, inputs: [node.inputs[0]!], attributes };
    }
    if (node.opType === 'GridSample' && node.attributes.mode?.type === 'string') {
      const { value } = node.attributes.mode;
      const old = value === 'linear' ? 'bilinear' : value === 'cubic' ? 'bicubic' : value;
      return { ...node, attributes: { ...node.attributes, mode: text(old) } };
    }
    return node;
  };
  const graph: OnnxGraph = { ...model.graph, nodes: model.graph.nodes.map(lowered) };
  const opsets = [{ domain: '', version: EXPORT_OPSET }];
  return { ...model, irVersion: EXPORT_IR, opsets, graph: prune(graph) };
}

function unportable({ opType, domain }: OnnxNode): CuestaError {
  const name = domain === '' ? opType : `${domain}.${opType}`;
  return new CuestaError('unsupported', `A network with ${name} cannot be exported.`, {
    subject: name,
    hint: `Exported models use operator set ${EXPORT_OPSET}, which does not have this operator.`,
  });
}
