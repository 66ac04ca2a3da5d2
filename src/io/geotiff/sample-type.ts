import type { DType } from '../../core/band.js';

/** TIFF tag SampleFormat; 4 (undefined) is read as unsigned, as the specification proposes. */
const FORMATS = ['uint', 'uint', 'int', 'float', 'uint', 'cint', 'cfloat'] as const;

const TYPES: Readonly<Record<string, DType>> = {
  uint1: 'uint8',
  uint2: 'uint8',
  uint4: 'uint8',
  uint8: 'uint8',
  uint16: 'uint16',
  uint32: 'uint32',
  uint64: 'uint64',
  int8: 'int8',
  int16: 'int16',
  int32: 'int32',
  int64: 'int64',
  float16: 'float16',
  float32: 'float32',
  float64: 'float64',
  cint32: 'cint16',
  cfloat64: 'cfloat32',
};

/** Sample type for the tags SampleFormat and BitsPerSample; null for one that is not supported. */
export function sampleType(format: number, bits: number): DType | null {
  return TYPES[`${FORMATS[format]}${bits}`] ?? null;
}

export function isComplex(dtype: DType): boolean {
  return dtype === 'cint16' || dtype === 'cfloat32';
}

/** Arrays for the samples of a type; complex ones are interleaved real and imaginary parts. */
export const SAMPLE_ARRAYS = {
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
  float16: Float32Array,
  float32: Float32Array,
  float64: Float64Array,
  cint16: Int16Array,
  cfloat32: Float32Array,
} as const;
