import type { Shape } from '../../src/nn/graph/shape.js';
import {
  type ExportedModel,
  type ExportOptions,
  exportModel,
} from '../../src/nn/infer/export/export-model.js';
import type { Network } from '../../src/nn/model/context.js';
import type { ModelSession, ModelTensor } from '../../src/nn/runtime/model-session.js';
import { createNodeRuntime } from '../../src/nn/runtime/node-runtime.node.js';
import { type NetworkCase, networkCase } from './run-network.js';

/** A network with random weights, exported with the input `x` and the output `y`. */
export function exportCase(
  network: Network,
  shape: Shape,
  options: ExportOptions = {},
): { subject: NetworkCase; exported: ExportedModel } {
  const subject = networkCase(network, shape);
  const weights = {
    parameters: { registry: subject.declaration.parameters, values: subject.parameters },
    state: { registry: subject.declaration.state, values: subject.state },
  };
  const exported = exportModel({ network, weights, inputs: [{ name: 'x', shape }], output: 'y' }, options);
  return { subject, exported };
}

/** Opens a model in Node, uses it and releases it. */
export async function withSession<T>(
  bytes: Uint8Array,
  use: (session: ModelSession) => Promise<T>,
): Promise<T> {
  const runtime = await createNodeRuntime();
  const session = await runtime.open(bytes, 'test.onnx');
  try {
    return await use(session);
  } finally {
    await session.release();
  }
}

export async function runExported(bytes: Uint8Array, x: ModelTensor): Promise<ModelTensor> {
  return withSession(bytes, async (session) => (await session.run({ x })).y!);
}
