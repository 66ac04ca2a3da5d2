import { CuestaError } from '../../core/errors.js';
import type { DType } from '../onnx/model.js';

/** Numbers as the little-endian bytes of an initializer. */
export function samplesToBytes(dtype: DType, values: ArrayLike<number>): Uint8Array {
  return new Uint8Array(typed(dtype, values).buffer);
}

function typed(dtype: DType, values: ArrayLike<number>): { readonly buffer: ArrayBuffer } {
  switch (dtype) {
    case 'float32':
      return Float32Array.from(values);
    case 'float64':
      return Float64Array.from(values);
    case 'int64':
      return BigInt64Array.from(Array.from(values, BigInt));
    case 'int32':
      return Int32Array.from(values);
    case 'uint8':
    case 'bool':
      return Uint8Array.from(values);
    case 'int8':
      return Int8Array.from(values);
    case 'float16':
      throw new CuestaError('unsupported', 'Constants of a graph cannot be float16.', {
        hint: 'Store weights as float16 with the model file; graphs compute in float32.',
      });
  }
}
