import { PbfWriter } from 'pbf';
import {
  type Attribute,
  DTYPE_CODES,
  type OnnxGraph,
  type OnnxInitializer,
  type OnnxModel,
  type OnnxNode,
  type OnnxValue,
} from './model.js';

/** Serialises a model to the protobuf bytes that every ONNX tool reads. Field numbers are those of onnx.proto. */
export function writeModel(model: OnnxModel): Uint8Array {
  const pbf = new PbfWriter();
  pbf.writeVarintField(1, model.irVersion);
  pbf.writeStringField(2, model.producer);
  pbf.writeMessage(7, writeGraph, model.graph);
  for (const opset of model.opsets) pbf.writeMessage(8, writeOpset, opset);
  for (const [key, value] of Object.entries(model.metadata)) pbf.writeMessage(14, writeEntry, { key, value });
  return pbf.finish();
}

function writeOpset(opset: { domain: string; version: number }, pbf: PbfWriter): void {
  if (opset.domain !== '') pbf.writeStringField(1, opset.domain);
  pbf.writeVarintField(2, opset.version);
}

function writeEntry(entry: { key: string; value: string }, pbf: PbfWriter): void {
  pbf.writeStringField(1, entry.key);
  pbf.writeStringField(2, entry.value);
}

function writeGraph(graph: OnnxGraph, pbf: PbfWriter): void {
  for (const node of graph.nodes) pbf.writeMessage(1, writeNode, node);
  pbf.writeStringField(2, graph.name);
  for (const tensor of graph.initializers) pbf.writeMessage(5, writeTensor, tensor);
  for (const value of graph.inputs) pbf.writeMessage(11, writeValue, value);
  for (const value of graph.outputs) pbf.writeMessage(12, writeValue, value);
}

function writeNode(node: OnnxNode, pbf: PbfWriter): void {
  for (const name of node.inputs) pbf.writeStringField(1, name);
  for (const name of node.outputs) pbf.writeStringField(2, name);
  if (node.outputs[0] !== undefined) pbf.writeStringField(3, node.outputs[0]);
  pbf.writeStringField(4, node.opType);
  for (const [name, attribute] of Object.entries(node.attributes)) {
    pbf.writeMessage(5, writeAttribute, { name, attribute });
  }
  if (node.domain !== '') pbf.writeStringField(7, node.domain);
}

const ATTRIBUTE_TYPES = { float: 1, int: 2, string: 3, tensor: 4, floats: 6, ints: 7 } as const;

function writeAttribute({ name, attribute }: { name: string; attribute: Attribute }, pbf: PbfWriter): void {
  pbf.writeStringField(1, name);
  if (attribute.type === 'float') pbf.writeFloatField(2, attribute.value);
  else if (attribute.type === 'int') pbf.writeVarintField(3, attribute.value);
  else if (attribute.type === 'string') pbf.writeBytesField(4, new TextEncoder().encode(attribute.value));
  else if (attribute.type === 'tensor') pbf.writeMessage(5, writeTensor, attribute.value);
  else if (attribute.type === 'floats') for (const v of attribute.value) pbf.writeFloatField(7, v);
  else for (const v of attribute.value) pbf.writeVarintField(8, v);
  pbf.writeVarintField(20, ATTRIBUTE_TYPES[attribute.type]);
}

function writeTensor(tensor: OnnxInitializer, pbf: PbfWriter): void {
  for (const size of tensor.shape) pbf.writeVarintField(1, size);
  pbf.writeVarintField(2, DTYPE_CODES[tensor.dtype]);
  pbf.writeStringField(8, tensor.name);
  pbf.writeBytesField(9, tensor.bytes);
}

function writeValue(value: OnnxValue, pbf: PbfWriter): void {
  pbf.writeStringField(1, value.name);
  pbf.writeMessage(2, (v: OnnxValue, type) => type.writeMessage(1, writeTensorType, v), value);
}

function writeTensorType(value: OnnxValue, pbf: PbfWriter): void {
  pbf.writeVarintField(1, DTYPE_CODES[value.dtype]);
  pbf.writeMessage(
    2,
    (shape: OnnxValue['shape'], p) => {
      for (const size of shape) p.writeMessage(1, writeDimension, size);
    },
    value.shape,
  );
}

function writeDimension(size: number | string, pbf: PbfWriter): void {
  if (typeof size === 'number') pbf.writeVarintField(1, size);
  else pbf.writeStringField(2, size);
}
