import { PbfReader } from 'pbf';
import { CuestaError } from '../../core/errors.js';
import {
  type Attribute,
  DTYPE_BYTES,
  DTYPE_CODES,
  type DType,
  type OnnxGraph,
  type OnnxInitializer,
  type OnnxModel,
  type OnnxNode,
  type OnnxValue,
} from './model.js';

/** A graph while it is read. */
interface OpenGraph extends OnnxGraph {
  name: string;
  readonly nodes: OnnxNode[];
  readonly initializers: OnnxInitializer[];
  readonly inputs: OnnxValue[];
  readonly outputs: OnnxValue[];
}

/**
 * Reads an ONNX file: what {@link writeModel} writes and what other tools write with the same parts (no sub-graphs, no weights in
 * separate files). `subject` names the file in errors.
 *
 * @throws CuestaError `format` when the bytes are not an ONNX model, `unsupported` for parts that are not read.
 */
export function readModel(bytes: Uint8Array, subject: string): OnnxModel {
  const model: { -readonly [K in keyof OnnxModel]: OnnxModel[K] | null } = {
    ...{ irVersion: 0, producer: '', opsets: [], metadata: {}, graph: null },
  };
  try {
    new PbfReader(bytes).readFields((tag, _, pbf) => {
      if (tag === 1) model.irVersion = pbf.readVarint();
      else if (tag === 2) model.producer = pbf.readString();
      else if (tag === 7) model.graph = readMessage(pbf, readGraph, emptyGraph());
      else if (tag === 8)
        model.opsets = [...model.opsets!, readMessage(pbf, readOpset, { domain: '', version: 0 })];
      else if (tag === 14) {
        const { key, value } = readMessage(pbf, readEntry, { key: '', value: '' });
        model.metadata = { ...model.metadata, [key]: value };
      }
    }, null);
  } catch (cause) {
    if (cause instanceof CuestaError)
      throw new CuestaError(cause.code, cause.message, { subject, ...hintOf(cause) });
    throw broken(subject, 'its protobuf structure is damaged', cause);
  }
  if (model.graph === null || model.graph.nodes.length === 0 || model.irVersion === 0) {
    throw broken(subject, 'it holds no graph');
  }
  return model as OnnxModel;
}

const hintOf = (e: CuestaError): { hint?: string } => (e.hint === null ? {} : { hint: e.hint });

function broken(subject: string, why: string, cause?: unknown): CuestaError {
  return new CuestaError('format', `${subject} is not a readable ONNX model: ${why}.`, {
    subject,
    hint: 'Export or copy the model again; a file of another kind or a partial download looks like this.',
    cause,
  });
}

function unsupported(what: string): CuestaError {
  return new CuestaError('unsupported', `The ONNX model uses ${what}, which Cuesta does not read.`, {
    hint: 'Re-export the model without it.',
  });
}

/** pbf trusts lengths; a field that runs past the end of the file has to be an error, not an empty array. */
function readMessage<T>(
  pbf: PbfReader,
  read: (tag: number, result: T, pbf: PbfReader) => void,
  result: T,
): T {
  const length = pbf.readVarint();
  const end = pbf.pos + length;
  if (end > pbf.length) throw new RangeError('truncated message');
  return pbf.readFields(read, result, end);
}

function readBytes(pbf: PbfReader): Uint8Array {
  const start = pbf.pos;
  const length = pbf.readVarint();
  if (pbf.pos + length > pbf.length) throw new RangeError('truncated bytes');
  pbf.pos = start;
  return pbf.readBytes();
}

const emptyGraph = (): OpenGraph => ({ name: '', nodes: [], initializers: [], inputs: [], outputs: [] });

function readOpset(tag: number, opset: { domain: string; version: number }, pbf: PbfReader): void {
  if (tag === 1) opset.domain = pbf.readString();
  else if (tag === 2) opset.version = pbf.readVarint();
}

function readEntry(tag: number, entry: { key: string; value: string }, pbf: PbfReader): void {
  if (tag === 1) entry.key = pbf.readString();
  else if (tag === 2) entry.value = pbf.readString();
}

function readGraph(tag: number, graph: OpenGraph, pbf: PbfReader): void {
  if (tag === 1) graph.nodes.push(readNode(pbf));
  else if (tag === 2) graph.name = pbf.readString();
  else if (tag === 5) graph.initializers.push(readInitializer(pbf));
  else if (tag === 11) graph.inputs.push(readValue(pbf));
  else if (tag === 12) graph.outputs.push(readValue(pbf));
  else if (tag === 15) throw unsupported('sparse initializers');
}

function readNode(pbf: PbfReader): OnnxNode {
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes: Record<string, Attribute> = {};
  const node = { opType: '', domain: '', inputs, outputs, attributes };
  return readMessage(
    pbf,
    (tag, n, p) => {
      if (tag === 1) inputs.push(p.readString());
      else if (tag === 2) outputs.push(p.readString());
      else if (tag === 4) n.opType = p.readString();
      else if (tag === 5) {
        const [name, attribute] = readAttribute(p);
        attributes[name] = attribute;
      } else if (tag === 7) n.domain = p.readString();
    },
    node,
  );
}

function readAttribute(pbf: PbfReader): [string, Attribute] {
  const a = {
    name: '',
    type: 0,
    f: 0,
    i: 0,
    s: new Uint8Array(),
    floats: [] as number[],
    ints: [] as number[],
  };
  readMessage(
    pbf,
    (tag, _, p) => {
      if (tag === 1) a.name = p.readString();
      else if (tag === 2) a.f = p.readFloat();
      else if (tag === 3) a.i = p.readVarint(true);
      else if (tag === 4) a.s = readBytes(p) as Uint8Array<ArrayBuffer>;
      else if (tag === 7) p.readPackedFloat(a.floats);
      else if (tag === 8) p.readPackedVarint(a.ints, true);
      else if (tag === 20) a.type = p.readVarint();
    },
    null,
  );
  switch (a.type) {
    case 1:
      return [a.name, { type: 'float', value: a.f }];
    case 2:
      return [a.name, { type: 'int', value: a.i }];
    case 3:
      return [a.name, { type: 'string', value: new TextDecoder().decode(a.s) }];
    case 6:
      return [a.name, { type: 'floats', value: a.floats }];
    case 7:
      return [a.name, { type: 'ints', value: a.ints }];
    default:
      throw unsupported(`attributes of type ${a.type} (${a.name})`);
  }
}

function dtypeOf(code: number): DType {
  const found = Object.entries(DTYPE_CODES).find(([, c]) => c === code);
  if (found === undefined) throw unsupported(`sample type ${code}`);
  return found[0] as DType;
}

/** Samples lie in raw_data (tag 9) or, as some exporters do for small constants, in float_data (4) or int64_data (7). */
function readInitializer(pbf: PbfReader): OnnxInitializer {
  const t = { name: '', code: 0, shape: [] as number[], raw: null as Uint8Array | null };
  const floats: number[] = [];
  const longs: number[] = [];
  readMessage(
    pbf,
    (tag, _, p) => {
      if (tag === 1) p.readPackedVarint(t.shape, true);
      else if (tag === 2) t.code = p.readVarint();
      else if (tag === 4) p.readPackedFloat(floats);
      else if (tag === 7) p.readPackedVarint(longs, true);
      else if (tag === 8) t.name = p.readString();
      else if (tag === 9) t.raw = readBytes(p);
      else if (tag === 13 || tag === 14) throw unsupported('weights in separate files');
    },
    null,
  );
  const dtype = dtypeOf(t.code);
  const stored =
    t.raw ??
    (dtype === 'float32'
      ? new Uint8Array(Float32Array.from(floats).buffer)
      : new Uint8Array(BigInt64Array.from(longs, BigInt).buffer));
  const expected = t.shape.reduce((a, b) => a * b, 1) * DTYPE_BYTES[dtype];
  if (stored.length !== expected) throw new RangeError(`${t.name} has ${stored.length} of ${expected} bytes`);
  return { name: t.name, dtype, shape: t.shape, bytes: stored };
}

function readValue(pbf: PbfReader): OnnxValue {
  const value = { name: '', code: 1, shape: [] as (number | string)[] };
  const dimension = (tag: number, _: null, p: PbfReader): void => {
    if (tag === 1) value.shape.push(p.readVarint(true));
    else if (tag === 2) value.shape.push(p.readString());
  };
  const shape = (tag: number, _: null, p: PbfReader): void => {
    if (tag !== 1) return;
    const before = value.shape.length;
    readMessage(p, dimension, null);
    if (value.shape.length === before) value.shape.push('?');
  };
  const tensorType = (tag: number, _: null, p: PbfReader): void => {
    if (tag === 1) value.code = p.readVarint();
    else if (tag === 2) readMessage(p, shape, null);
  };
  const type = (tag: number, _: null, p: PbfReader): void => {
    if (tag !== 1) throw unsupported('values that are not tensors');
    readMessage(p, tensorType, null);
  };
  readMessage(
    pbf,
    (tag, _, p) => {
      if (tag === 1) value.name = p.readString();
      else if (tag === 2) readMessage(p, type, null);
    },
    null,
  );
  return { name: value.name, dtype: dtypeOf(value.code), shape: value.shape };
}
