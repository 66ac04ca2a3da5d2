import { encodeFloat16 } from '../../onnx/float16.js';
import { DTYPE_CODES, int, type OnnxGraph, type OnnxInitializer, type OnnxNode } from '../../onnx/model.js';

/** Smaller constants (scalars, short vectors) are not worth a node. */
const SMALLEST = 256;
const LARGEST_HALF = 65504;

/**
 * Stores large float32 constants in half precision, each with a `Cast` to float32 behind it: half the size on disk, the same float32
 * arithmetic. Runtimes do the cast once, when they load the model. Constants that half precision cannot hold stay as they are.
 */
export function halveWeights(graph: OnnxGraph): OnnxGraph {
  const casts: OnnxNode[] = [];
  const initializers = graph.initializers.map((t): OnnxInitializer => {
    if (t.dtype !== 'float32' || t.bytes.length < 4 * SMALLEST) return t;
    const values = new Float32Array(t.bytes.slice().buffer);
    if (!values.every((v) => Math.abs(v) <= LARGEST_HALF)) return t;
    const name = `${t.name}_half`;
    const attributes = { to: int(DTYPE_CODES.float32) };
    casts.push({ opType: 'Cast', domain: '', inputs: [name], outputs: [t.name], attributes });
    return { ...t, name, dtype: 'float16', bytes: new Uint8Array(encodeFloat16(values).buffer) };
  });
  return { ...graph, nodes: [...casts, ...graph.nodes], initializers };
}
