import { decodeFloat16 } from './float16.js';
import type { OnnxGraph, OnnxInitializer } from './model.js';

/** The samples of an initializer as numbers; int64 beyond 2^53 is rounded, booleans are 0 and 1. */
export function samplesOf({ dtype, bytes }: OnnxInitializer): number[] {
  const { buffer } = bytes.slice();
  switch (dtype) {
    case 'float32':
      return Array.from(new Float32Array(buffer));
    case 'float64':
      return Array.from(new Float64Array(buffer));
    case 'float16':
      return Array.from(decodeFloat16(new Uint16Array(buffer)));
    case 'int64':
      return Array.from(new BigInt64Array(buffer), Number);
    case 'int32':
      return Array.from(new Int32Array(buffer));
    case 'int8':
      return Array.from(new Int8Array(buffer));
    case 'uint8':
    case 'bool':
      return Array.from(new Uint8Array(buffer));
  }
}

/** Constants of a graph by name: initializers, and `Constant` nodes with a tensor, as other exporters write them. */
export function constantsOf({ initializers, nodes }: OnnxGraph): Map<string, OnnxInitializer> {
  const constants = new Map(initializers.map((t) => [t.name, t]));
  for (const { opType, attributes, outputs } of nodes) {
    const { value } = attributes;
    if (opType === 'Constant' && value?.type === 'tensor') constants.set(outputs[0]!, value.value);
  }
  return constants;
}

/** Whether two constants hold the same samples in the same shape. */
export function sameConstant(a: OnnxInitializer, b: OnnxInitializer): boolean {
  if (a.bytes === b.bytes) return true;
  const fits = a.dtype === b.dtype && a.bytes.length === b.bytes.length && `${a.shape}` === `${b.shape}`;
  return fits && a.bytes.every((byte, i) => byte === b.bytes[i]);
}
