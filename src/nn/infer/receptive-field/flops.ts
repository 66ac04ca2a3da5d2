import { constantsOf } from '../../onnx/constants.js';
import type { OnnxGraph } from '../../onnx/model.js';
import { followInput } from './follow-input.js';

/**
 * Operations of a model's convolutions per pixel of an input, a multiply-add counted as two; the borders' padding counts. Convolutions
 * of what stands for the whole image, and everything else, are not counted: they hardly cost.
 */
export function convolutionFlops(graph: OnnxGraph, input: string): number {
  const constants = constantsOf(graph);
  for (const { opType, inputs, outputs } of graph.nodes) {
    // Weights in half precision are constants behind a cast.
    const source = opType === 'Cast' ? constants.get(inputs[0]!) : undefined;
    if (source !== undefined) constants.set(outputs[0]!, source);
  }
  const prints = followInput(graph, input, new Map());
  let flops = 0;
  for (const { opType, inputs, outputs } of graph.nodes) {
    const weights = constants.get(inputs[1] ?? '')?.shape;
    if ((opType !== 'Conv' && opType !== 'ConvTranspose') || weights === undefined) continue;
    // A convolution spends its weights on every sample that it makes, a transposed one on every sample that it takes.
    const print = prints.get(opType === 'Conv' ? outputs[0]! : inputs[0]!);
    if (print === undefined) continue;
    flops += (2 * weights.reduce((a, b) => a * b, 1)) / (print.rows.scale * print.columns.scale);
  }
  return flops;
}
