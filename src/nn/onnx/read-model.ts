import { PbfReader } from 'pbf';
import { CuestaError } from '../../core/errors.js';
import type { Attribute, OnnxGraph, OnnxInitializer, OnnxModel, OnnxNode, OnnxValue } from './model.js';
import { readBytes, readMessage, readText, readUntil } from './protobuf.js';
import { dtypeOf, readTensor, unsupportedPart } from './read-tensor.js';

/** A graph while it is read. */
interface OpenGraph extends OnnxGraph {
  name: string;
  readonly nodes: OnnxNode[];
  readonly initializers: OnnxInitializer[];
  readonly inputs: OnnxValue[];
  readonly outputs: OnnxValue[];
}

/**
 * Reads an ONNX file: what {@link writeModel} writes and what other tools write with the same parts (no sub-graphs, no functions, no
 * weights in separate files). `subject` names the file in errors. Samples are views of `bytes`.
 *
 * @throws CuestaError `format` when the bytes are not an ONNX model, `unsupported` for parts that are not read.
 */
export function readModel(bytes: Uint8Array, subject: string): OnnxModel {
  let model: OnnxModel;
  try {
    model = readFields(bytes);
  } catch (cause) {
    if (!(cause instanceof CuestaError)) throw broken(subject, 'its protobuf structure is damaged', cause);
    throw new CuestaError(cause.code, `${subject}: ${cause.message}`, {
      subject,
      ...(cause.hint === null ? {} : { hint: cause.hint }),
    });
  }
  if (model.irVersion === 0 || model.graph.nodes.length === 0 || model.graph.outputs.length === 0) {
    throw broken(subject, 'it holds no graph');
  }
  const missing = unknownName(model.graph);
  if (missing !== null) throw broken(subject, `nothing makes the value "${missing}"`);
  return model;
}

function broken(subject: string, why: string, cause?: unknown): CuestaError {
  return new CuestaError('format', `${subject} is not a readable ONNX model: ${why}.`, {
    subject,
    hint: 'Export or copy the model again; a file of another kind or a partial download looks like this.',
    cause,
  });
}

/** A value that is used before something makes it, in a format whose nodes are sorted; null when all is well. */
function unknownName({ inputs, initializers, nodes, outputs }: OnnxGraph): string | null {
  const known = new Set(['', ...inputs.map((v) => v.name), ...initializers.map((t) => t.name)]);
  for (const node of nodes) {
    for (const name of node.inputs) if (!known.has(name)) return name;
    for (const name of node.outputs) known.add(name);
  }
  return outputs.find((v) => !known.has(v.name))?.name ?? null;
}

function readFields(bytes: Uint8Array): OnnxModel {
  const graph: OpenGraph = { name: '', nodes: [], initializers: [], inputs: [], outputs: [] };
  const opsets: { domain: string; version: number }[] = [];
  const metadata: [string, string][] = [];
  const model = { irVersion: 0, producer: '', opsets, graph };
  const pbf = new PbfReader(bytes);
  readUntil(
    pbf,
    (tag, m, p) => {
      if (tag === 1) m.irVersion = p.readVarint();
      else if (tag === 2) m.producer = readText(p);
      else if (tag === 7) readMessage(p, readGraph, graph);
      else if (tag === 8) opsets.push(readMessage(p, readOpset, { domain: '', version: 0 }));
      else if (tag === 14) {
        const { key, value } = readMessage(p, readEntry, { key: '', value: '' });
        metadata.push([key, value]);
      } else if (tag === 25) throw unsupportedPart('functions');
    },
    model,
    pbf.length,
  );
  return { ...model, metadata: Object.fromEntries(metadata) };
}

function readOpset(tag: number, opset: { domain: string; version: number }, pbf: PbfReader): void {
  if (tag === 1) opset.domain = readText(pbf);
  else if (tag === 2) opset.version = pbf.readVarint();
}

function readEntry(tag: number, entry: { key: string; value: string }, pbf: PbfReader): void {
  if (tag === 1) entry.key = readText(pbf);
  else if (tag === 2) entry.value = readText(pbf);
}

function readGraph(tag: number, graph: OpenGraph, pbf: PbfReader): void {
  if (tag === 1) graph.nodes.push(readNode(pbf));
  else if (tag === 2) graph.name = readText(pbf);
  else if (tag === 5) graph.initializers.push(readTensor(pbf));
  else if (tag === 11) graph.inputs.push(readValue(pbf));
  else if (tag === 12) graph.outputs.push(readValue(pbf));
  else if (tag === 15) throw unsupportedPart('sparse initializers');
}

function readNode(pbf: PbfReader): OnnxNode {
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes: [string, Attribute][] = [];
  const node = { opType: '', domain: '', inputs, outputs };
  readMessage(
    pbf,
    (tag, n, p) => {
      if (tag === 1) inputs.push(readText(p));
      else if (tag === 2) outputs.push(readText(p));
      else if (tag === 4) n.opType = readText(p);
      else if (tag === 5) attributes.push(readAttribute(p));
      else if (tag === 7) n.domain = readText(p);
    },
    node,
  );
  // A name like __proto__ is one among others here, where an assignment would lose it.
  return { ...node, attributes: Object.fromEntries(attributes) };
}

function readAttribute(pbf: PbfReader): [string, Attribute] {
  const floats: number[] = [];
  const ints: number[] = [];
  const a = {
    name: '',
    type: 0,
    f: 0,
    i: 0,
    s: null as Uint8Array | null,
    t: null as OnnxInitializer | null,
  };
  readMessage(
    pbf,
    (tag, _, p) => {
      if (tag === 1) a.name = readText(p);
      else if (tag === 2) a.f = p.readFloat();
      else if (tag === 3) a.i = p.readVarint(true);
      else if (tag === 4) a.s = readBytes(p);
      else if (tag === 5) a.t = readTensor(p);
      else if (tag === 7) p.readPackedFloat(floats);
      else if (tag === 8) p.readPackedVarint(ints, true);
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
      return [a.name, { type: 'string', value: new TextDecoder().decode(a.s ?? new Uint8Array()) }];
    case 4:
      if (a.t === null) throw new RangeError(`attribute ${a.name} has no tensor`);
      return [a.name, { type: 'tensor', value: a.t }];
    case 6:
      return [a.name, { type: 'floats', value: floats }];
    case 7:
      return [a.name, { type: 'ints', value: ints }];
    default:
      throw unsupportedPart(`attributes of type ${a.type} (${a.name})`);
  }
}

function readValue(pbf: PbfReader): OnnxValue {
  const shape: (number | string)[] = [];
  const value = { name: '', code: 0 };
  const dimension = (tag: number, _: null, p: PbfReader): void => {
    if (tag === 1) shape.push(p.readVarint(true));
    else if (tag === 2) shape.push(readText(p));
  };
  const readShape = (tag: number, _: null, p: PbfReader): void => {
    if (tag !== 1) return;
    const before = shape.length;
    readMessage(p, dimension, null);
    // A dimension of which nothing is known has neither a size nor a name.
    if (shape.length === before) shape.push('?');
  };
  const tensorType = (tag: number, _: null, p: PbfReader): void => {
    if (tag === 1) value.code = p.readVarint();
    else if (tag === 2) readMessage(p, readShape, null);
  };
  const type = (tag: number, _: null, p: PbfReader): void => {
    if (tag !== 1) throw unsupportedPart('values that are not tensors');
    readMessage(p, tensorType, null);
  };
  readMessage(
    pbf,
    (tag, _, p) => {
      if (tag === 1) value.name = readText(p);
      else if (tag === 2) readMessage(p, type, null);
    },
    null,
  );
  return { name: value.name, dtype: dtypeOf(value.code), shape };
}
