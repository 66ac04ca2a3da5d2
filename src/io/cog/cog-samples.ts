import type { DType } from '../../core/band.js';

/** Sample types that a COG can be written with. */
export type CogDType = Extract<
  DType,
  'uint8' | 'int8' | 'uint16' | 'int16' | 'uint32' | 'int32' | 'float32' | 'float64'
>;

export type CogSamples =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array;

interface SampleType {
  readonly bytes: number;
  /** TIFF SampleFormat (tag 339): 1 unsigned, 2 signed, 3 IEEE float. */
  readonly format: 1 | 2 | 3;
  readonly array: {
    new (length: number): CogSamples;
    new (buffer: ArrayBufferLike, byteOffset: number, length: number): CogSamples;
  };
}

const TYPES: Readonly<Record<CogDType, SampleType>> = {
  uint8: { bytes: 1, format: 1, array: Uint8Array },
  int8: { bytes: 1, format: 2, array: Int8Array },
  uint16: { bytes: 2, format: 1, array: Uint16Array },
  int16: { bytes: 2, format: 2, array: Int16Array },
  uint32: { bytes: 4, format: 1, array: Uint32Array },
  int32: { bytes: 4, format: 2, array: Int32Array },
  float32: { bytes: 4, format: 3, array: Float32Array },
  float64: { bytes: 8, format: 3, array: Float64Array },
};

export function isCogDType(dtype: string): dtype is CogDType {
  return Object.hasOwn(TYPES, dtype);
}

export function sampleType(dtype: CogDType): SampleType {
  return TYPES[dtype];
}

export function isFloat(dtype: CogDType): boolean {
  return TYPES[dtype].format === 3;
}

export function allocate(dtype: CogDType, length: number): CogSamples {
  return new TYPES[dtype].array(length);
}

/** The bytes behind an array, not copied. */
export function bytesOf(samples: CogSamples): Uint8Array {
  return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
}

/** What marks a missing sample in the file: nodata as the type holds it; NaN for floats without one; null when integers have none. */
export function missingValue(dtype: CogDType, nodata: number | null): number | null {
  if (nodata === null) return isFloat(dtype) ? Number.NaN : null;
  return dtype === 'float32' ? Math.fround(nodata) : nodata;
}

/** Whether an integer type can hold `value` exactly. */
export function holds(dtype: CogDType, value: number): boolean {
  if (isFloat(dtype))
    return dtype === 'float64' || !Number.isFinite(value) || Math.abs(value) < 3.4028235677973366e38;
  const probe = allocate(dtype, 1);
  probe[0] = value;
  return probe[0] === value;
}
