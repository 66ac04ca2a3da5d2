import '../support/software-gpu.js';
import { describe, expect, test } from 'vitest';
import { Graph } from '../../src/nn/graph/graph.js';
import { sizeOf } from '../../src/nn/graph/shape.js';
import { writeModel } from '../../src/nn/onnx/write-model.js';
import { relu } from '../../src/nn/ops/relu.js';
import { createSession } from '../../src/nn/runtime/session.node.js';
import { operatorCases } from '../support/operator-cases/index.js';
import { normwiseError, openOperators, probeOf } from '../support/run-operator.js';

const refusal = await firstSession().then(
  () => null,
  (error: unknown) => String(error),
);
if (refusal !== null) {
  if ((process.env.CUESTA_REQUIRE ?? '').split(',').includes('chromium')) {
    throw new Error(`CUESTA_REQUIRE demands "chromium", but its software GPU runs no network: ${refusal}`);
  }
  console.warn(`skipping tests: ONNX Runtime finds no GPU (apt-get install chromium libvulkan1): ${refusal}`);
}

async function firstSession(): Promise<void> {
  const graph = new Graph('webgpu');
  graph.output('y', relu(graph.input('x', [1])));
  await (await createSession(writeModel(graph.toModel()), { device: 'webgpu' })).release();
}

/** Larger inputs take a software GPU long; they are there for formulations that only the CPU has. */
const SMALL = 10_000;
const cases = operatorCases.filter(({ inputs }) => inputs.every((shape) => sizeOf(shape) <= SMALL));

/** Operators that share a session, and so the shaders that they have in common. */
const TOGETHER = 16;
const batches = Array.from({ length: Math.ceil(cases.length / TOGETHER) }, (_, i) =>
  cases.slice(i * TOGETHER, (i + 1) * TOGETHER),
);

describe.skipIf(refusal !== null)('operators on the WebGPU provider, no node on the CPU', () => {
  test.each(batches.map((batch) => [batch[0]!.name, batch] as const))('from %s on', async (_, batch) => {
    const probes = batch.map((operator) => probeOf(operator));
    const run = async (target: 'webgpu' | 'reference', device: 'webgpu' | 'cpu') => {
      const session = await openOperators(batch, target, device);
      const runs = await session.run(probes);
      await session.release();
      return runs;
    };
    const [expected, actual] = [await run('reference', 'cpu'), await run('webgpu', 'webgpu')];
    batch.forEach(({ name, tolerance = 1e-5 }, i) => {
      const { value, gradients } = actual[i]!;
      expect(normwiseError(value, expected[i]!.value), name).toBeLessThan(tolerance);
      gradients.forEach((gradient, k) => {
        const error = normwiseError(gradient, expected[i]!.gradients[k]!);
        expect(error, `${name}: gradient of input ${k}`).toBeLessThan(tolerance);
      });
    });
  });
});
