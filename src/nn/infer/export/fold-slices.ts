import { sizeOf } from '../../graph/shape.js';
import { constantsOf, samplesOf } from '../../onnx/constants.js';
import { DTYPE_BYTES, type OnnxGraph, type OnnxInitializer } from '../../onnx/model.js';
import { prune } from './edit-graph.js';

/** Replaces slices of constants (such as the kernels of a polyphase convolution) by constants. */
export function foldConstantSlices(graph: OnnxGraph): OnnxGraph {
  const constants = constantsOf(graph);
  const made: OnnxInitializer[] = [];
  const nodes = graph.nodes.filter(({ opType, inputs, outputs }) => {
    const operands = opType === 'Slice' ? inputs.map((name) => constants.get(name)) : [undefined];
    if (operands.length !== 5 || operands.includes(undefined)) return true;
    const sliced = slice(outputs[0]!, operands as OnnxInitializer[]);
    if (sliced === null) return true;
    constants.set(sliced.name, sliced);
    made.push(sliced);
    return false;
  });
  return prune({ ...graph, nodes, initializers: [...graph.initializers, ...made] });
}

/** Slice with all its inputs; null for limits that count from the end. */
function slice(name: string, [data, ...limits]: readonly OnnxInitializer[]): OnnxInitializer | null {
  const { shape, dtype, bytes } = data!;
  const [starts, ends, axes, steps] = limits.map(samplesOf) as [number[], number[], number[], number[]];
  if ([...starts, ...ends, ...axes].some((n) => n < 0) || steps.some((n) => n < 1)) return null;
  const ranges = shape.map((size, axis) => {
    const k = axes.indexOf(axis);
    if (k < 0) return { from: 0, step: 1, count: size };
    const count = Math.max(0, Math.ceil((Math.min(ends[k]!, size) - starts[k]!) / steps[k]!));
    return { from: starts[k]!, step: steps[k]!, count };
  });
  const width = DTYPE_BYTES[dtype];
  const result = ranges.map((range) => range.count);
  const taken = new Uint8Array(sizeOf(result) * width);
  for (let i = 0; i < sizeOf(result); i++) {
    let [rest, place, stride] = [i, 0, 1];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const { from, step, count } = ranges[axis]!;
      place += (from + (rest % count) * step) * stride;
      rest = Math.floor(rest / count);
      stride *= shape[axis]!;
    }
    taken.set(bytes.subarray(place * width, (place + 1) * width), i * width);
  }
  return { name, dtype, shape: result, bytes: taken };
}
