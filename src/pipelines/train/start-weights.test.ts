import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { initialValues } from '../../nn/model/registry.js';
import { writeCheckpoint } from '../../nn/train/checkpoint.node.js';
import { initialProgress } from '../../nn/train/checkpoint-format.js';
import { planTrain, setupOf } from './plan-train.node.js';
import { requireMemory, stepBytes } from './step-memory.js';

const folder = mkdtempSync(join(tmpdir(), 'cuesta-start-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const { signal } = new AbortController();

const plan = (text: string, runDir = join(folder, 'run')) => {
  const config = join(folder, 'next.yaml');
  writeFileSync(
    config,
    `${text}\ndata: {type: simulated-terrain, size: 16, count: 16}\nbatch: 4\nthreads: 1\n`,
  );
  return planTrain({ config, set: [], runDir }, signal);
};

async function checkpoint(name: string, seed: number, average: boolean, config: object = {}) {
  const { declaration } = (await plan('network: {type: unet, levels: 1, base: 4}')).definition;
  const weights = {
    parameters: initialValues(declaration.parameters, seed),
    average: initialValues(declaration.parameters, seed + 1),
    state: initialValues(declaration.state, seed).fill(seed),
  };
  await writeCheckpoint(join(folder, name), {
    ...{ training: 'earlier', config, machine: { device: 'cpu', threads: 1 } },
    progress: { ...initialProgress, iteration: 50 },
    tensors: {
      'network.parameters': weights.parameters,
      'network.state': weights.state,
      'network.m': new Float32Array(weights.parameters.length).fill(7),
      ...(average ? { 'network.average': weights.average } : {}),
    },
  });
  return weights;
}

describe('a training that starts from the weights of another one', () => {
  test('has them, running means included, and a fresh optimiser', async () => {
    const { average, state } = await checkpoint('mean.safetensors', 5, true);
    const job = await plan(
      'network: {type: unet, levels: 1, base: 4}\nstart: mean.safetensors\noptimiser: {type: adam, average: 0.9}',
    );
    const made = setupOf(job, 'cpu').state;
    expect(made['network.parameters']).toEqual(average);
    expect(made['network.average']).toEqual(average);
    expect(made['network.state']).toEqual(state);
    const slots = Object.entries(made).filter(([name]) => !/parameters|average|state/.test(name));
    expect(slots.length).toBe(2);
    for (const [name, values] of slots)
      expect(
        values.every((v) => v === 0),
        name,
      ).toBe(true);
  });

  test('without a running mean has the parameters; they are part of its identity', async () => {
    const network = 'network: {type: unet, levels: 1, base: 4}';
    const first = await checkpoint('start.safetensors', 5, false);
    const job = await plan(`${network}\nstart: start.safetensors`);
    expect(setupOf(job, 'cpu').state['network.parameters']).toEqual(first.parameters);
    expect(job.identity).toMatchObject({ start: { file: 'start.safetensors', iteration: 50 } });
    await checkpoint('start.safetensors', 6, false);
    const other = await plan(`${network}\nstart: start.safetensors`);
    expect(other.training).not.toBe(job.training);
    const none = await plan(network);
    expect(none.identity).not.toHaveProperty('start');
    expect(none.start).toBeNull();
  });

  test('refuses weights of another network, models and files that are not there', async () => {
    await checkpoint('start.safetensors', 5, false);
    const wide = 'network: {type: unet, levels: 1, base: 8}';
    await expect(plan(`${wide}\nstart: start.safetensors`)).rejects.toMatchObject({ code: 'format' });
    await checkpoint('other.safetensors', 5, false, { network: { type: 'unet', levels: 2, base: 4 } });
    const small = 'network: {type: unet, levels: 1, base: 4}';
    await expect(plan(`${small}\nstart: other.safetensors`)).rejects.toThrow(/weights of another network/);
    await expect(plan(`${wide}\nstart: model.onnx`)).rejects.toThrow(/model for inference/);
    await expect(plan(`${wide}\nstart: gone.safetensors`)).rejects.toMatchObject({ code: 'io' });
  });
});

describe('a plan', () => {
  const network = 'network: {type: unet, levels: 1, base: 4}';

  test('refuses a run folder that is a file, and memory without a unit', async () => {
    await expect(plan(network, join(folder, 'next.yaml'))).rejects.toThrow(
      /is a file; the run needs a folder/,
    );
    await expect(plan(`${network}\nprefetch: {memory: 256}`)).rejects.toMatchObject({
      message: expect.stringContaining('"256" is not an amount of memory'),
      hint: expect.stringContaining('256MiB'),
    });
  });

  test('knows the normal loss', async () => {
    const plain = await plan(network);
    const normal = await plan(`${network}\nloss: {l1: 1, normal: 0.5}`);
    expect(normal.training).not.toBe(plain.training);
    expect(normal.graphs.step.model.length).toBeGreaterThan(plain.graphs.step.model.length);
  });

  test('grows with the batch, and is refused where the memory does not do', async () => {
    const four = await plan(network);
    const bytes = stepBytes(four);
    expect(() => requireMemory(four, bytes)).not.toThrow();
    expect(() => requireMemory(four, bytes / 2 - 1)).toThrow(/A step of 4 samples takes about .* of memory/);
    expect(() => requireMemory(four, bytes / 2)).toThrow(
      expect.objectContaining({ code: 'config', hint: expect.stringContaining('--set batch=2') }),
    );
    const recorded = four.graphs.step.recordedBytes;
    const { graphs } = await planTrain(
      { config: join(folder, 'next.yaml'), set: ['batch=8'], runDir: join(folder, 'run') },
      signal,
    );
    expect(graphs.step.recordedBytes / recorded).toBeGreaterThan(1.9);
    expect(graphs.step.recordedBytes / recorded).toBeLessThanOrEqual(2);
  });
});
