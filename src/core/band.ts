import type { Georef } from './georef.js';

/** Sample types at the I/O edge, by their GDAL-like names. */
export type DType =
  | 'int8'
  | 'uint8'
  | 'int16'
  | 'uint16'
  | 'int32'
  | 'uint32'
  | 'int64'
  | 'uint64'
  | 'float16'
  | 'float32'
  | 'float64'
  | 'cint16'
  | 'cfloat32';

export type RealSamples =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | Float32Array
  | Float64Array;

/** Complex samples, split into real and imaginary planes of the same length. */
export interface ComplexSamples {
  readonly re: Int16Array | Float32Array;
  readonly im: Int16Array | Float32Array;
}

export type Samples = RealSamples | ComplexSamples;

/**
 * Samples as they stand in a file: any type, nodata not yet replaced, scale and offset not yet applied.
 * float16 is widened to `Float32Array`.
 */
export interface Band<T extends Samples = Samples> {
  readonly width: number;
  readonly height: number;
  readonly dtype: DType;
  readonly data: T;
  readonly nodata: number | null;
  readonly georef: Georef | null;
}
