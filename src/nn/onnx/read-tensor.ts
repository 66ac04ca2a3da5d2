import type { PbfReader } from 'pbf';
import { CuestaError } from '../../core/errors.js';
import { DTYPE_BYTES, DTYPE_CODES, type DType, type OnnxInitializer } from './model.js';
import { readBytes, readMessage, readText } from './protobuf.js';

/** What the reader throws for valid parts of ONNX that it leaves out. */
export function unsupportedPart(what: string): CuestaError {
  return new CuestaError('unsupported', `The ONNX model uses ${what}, which Cuesta does not read.`, {
    hint: 'Re-export the model without it.',
  });
}

export function dtypeOf(code: number): DType {
  const found = Object.entries(DTYPE_CODES).find(([, c]) => c === code);
  if (found === undefined) throw unsupportedPart(`sample type ${code}`);
  return found[0] as DType;
}

/** The fields that may hold samples instead of raw bytes. */
interface TypedFields {
  readonly floats: number[];
  readonly ints: number[];
  readonly longs: number[];
  readonly doubles: number[];
}

/** TensorProto: samples lie in raw_data (tag 9) or, as some exporters do for small constants, in the field of their type. */
export function readTensor(pbf: PbfReader): OnnxInitializer {
  const t = { name: '', code: 0, shape: [] as number[], raw: null as Uint8Array | null };
  const fields: TypedFields = { floats: [], ints: [], longs: [], doubles: [] };
  readMessage(
    pbf,
    (tag, _, p) => {
      if (tag === 1) p.readPackedVarint(t.shape, true);
      else if (tag === 2) t.code = p.readVarint();
      else if (tag === 4) p.readPackedFloat(fields.floats);
      else if (tag === 5) p.readPackedVarint(fields.ints, true);
      else if (tag === 7) p.readPackedVarint(fields.longs, true);
      else if (tag === 8) t.name = readText(p);
      else if (tag === 9) t.raw = readBytes(p);
      else if (tag === 10) p.readPackedDouble(fields.doubles);
      else if (tag === 13 || tag === 14) throw unsupportedPart('weights in separate files');
    },
    null,
  );
  const dtype = dtypeOf(t.code);
  const bytes = t.raw ?? bytesOf(dtype, fields);
  const expected = t.shape.reduce((a, b) => a * b, 1) * DTYPE_BYTES[dtype];
  if (t.shape.some((size) => size < 0) || bytes.length !== expected) {
    throw new RangeError(`tensor ${t.name} has ${bytes.length} of ${expected} bytes`);
  }
  return { name: t.name, dtype, shape: t.shape, bytes };
}

function bytesOf(dtype: DType, { floats, ints, longs, doubles }: TypedFields): Uint8Array {
  switch (dtype) {
    case 'float32':
      return new Uint8Array(Float32Array.from(floats).buffer);
    case 'float64':
      return new Uint8Array(Float64Array.from(doubles).buffer);
    case 'int64':
      return new Uint8Array(BigInt64Array.from(longs, toInt64).buffer);
    case 'int32':
      return new Uint8Array(Int32Array.from(ints).buffer);
    case 'float16':
      return new Uint8Array(Uint16Array.from(ints).buffer);
    case 'int8':
    case 'uint8':
    case 'bool':
      return Uint8Array.from(ints);
  }
}

/** The varint reader gives doubles: "to the end", the largest int64, arrives as 2^63. */
function toInt64(value: number): bigint {
  return value >= 2 ** 63 ? 2n ** 63n - 1n : BigInt(value);
}
