import { describe, expect, test } from 'vitest';
import { createRng } from '../../src/core/rng.js';
import { declareNetwork } from '../../src/nn/model/declare.js';
import { subtract } from '../../src/nn/ops/subtract.js';
import { adam } from '../../src/nn/optimise/adam.js';
import { initialState } from '../../src/nn/train/initial-state.js';
import { buildSingleNetwork } from '../../src/nn/train/single-network.js';
import type { Trainer, TrainerSetup } from '../../src/nn/train/trainer.js';
import { createTrainer } from '../../src/nn/train/trainer.node.js';
import { meanSquare, perceptron } from '../support/perceptron.js';

/** Compiled modules, with the types of their sources: worker threads cannot load TypeScript. */
const dist = new URL('../../dist/nn/train/', import.meta.url);
const load = (name: string): Promise<unknown> => import(new URL(name, dist).href);
const { startTrainer } = (await load(
  'start-trainer.node.js',
)) as typeof import('../../src/nn/train/start-trainer.node.js');
const { openBatchPool } = (await load(
  'batch-pool.node.js',
)) as typeof import('../../src/nn/train/batch-pool.node.js');

const BATCH = 4;
const network = perceptron(16, 1);
const definition = { network, declaration: declareNetwork(network, [BATCH, 3]) };
const { step, evaluation } = buildSingleNetwork({
  ...{ target: 'cpu', name: 'net', definition, inputs: ['x'], optimiser: adam() },
  batch: { x: [BATCH, 3], y: [BATCH, 1] },
  loss: (prediction, { y }) => meanSquare(subtract(prediction, y!)),
});
const setup: TrainerSetup = {
  phases: [{ name: 'fit', graph: step }],
  evaluation,
  state: initialState([step], { net: definition }, 1),
  ...{ device: 'cpu', threads: 1 },
};

const batchOf = (seed: number) => {
  const rng = createRng(seed);
  const noise = (size: number) => Float32Array.from({ length: size }, () => rng.normal());
  return { x: noise(3 * BATCH), y: noise(BATCH) };
};
const rates = (iteration: number) => ({ fit: adam().rates(iteration, 0.01) });

describe('a trainer in a thread', () => {
  test('does what one in this thread does, and takes over its batches', async () => {
    const results = [];
    for (const open of [createTrainer, startTrainer]) {
      const trainer: Trainer = await open(setup);
      const losses: number[] = [];
      for (let i = 0; i < 5; i++)
        losses.push((await trainer.iterate(batchOf(i), rates(i))).fit!.metrics.loss!);
      const measured = await trainer.evaluate(batchOf(9), { outputs: ['prediction'] });
      results.push({ losses, measured, state: await trainer.readState() });
      await trainer.close();
    }
    expect(results[1]).toEqual(results[0]);
    const trainer = await startTrainer(setup);
    const batch = batchOf(0);
    await trainer.iterate(batch, rates(0));
    expect(batch.x.length).toBe(0);
    await trainer.close();
  });

  test('errors come back as they are, and the thread goes on', async () => {
    const trainer = await startTrainer(setup);
    const bad = { ...batchOf(0), y: new Float32Array(BATCH).fill(Number.NaN) };
    await expect(trainer.iterate(bad, rates(0))).rejects.toMatchObject({
      name: 'CuestaError',
      code: 'numeric',
    });
    await expect(trainer.iterate({ x: new Float32Array(12) }, rates(0))).rejects.toMatchObject({
      code: 'input',
    });
    await expect(trainer.iterate(batchOf(0), rates(0))).resolves.toBeDefined();
    await trainer.close();
  });

  test('a model that ONNX Runtime refuses', async () => {
    const broken = { ...step, model: step.model.slice(0, 1000) };
    const opening = startTrainer({ ...setup, phases: [{ name: 'fit', graph: broken }] });
    await expect(opening).rejects.toMatchObject({ code: 'backend' });
  });
});

const source = (options: object) => ({
  module: new URL('./support/toy-samples.mjs', import.meta.url).href,
  options,
});
const draws = (...indices: number[]) => indices.map((index) => ({ index, epoch: 0 }));

describe('data workers', () => {
  test('read what any of them would read, in parallel', async () => {
    const pool = await openBatchPool(source({ ms: 3 }), { workers: 2 });
    expect(pool.description).toEqual({ count: 100, shapes: { x: [2], thread: [1] } });
    const batches = await Promise.all(Array.from({ length: 8 }, () => pool.read(draws(4, 7), 1)));
    for (const { fields } of batches) expect(fields.x).toEqual(batches[0]!.fields.x);
    expect(batches[0]!.fields.x![0]).toBe(4);
    expect(new Set(batches.map(({ fields }) => fields.thread![0])).size).toBe(2);
    const plain = await pool.read([{ index: 5, epoch: null }], 1);
    expect([...plain.fields.x!]).toEqual([5, -1]);
    await pool.close();
  });

  test('a sample that is not finite is an input error that names it; the worker goes on', async () => {
    const pool = await openBatchPool(source({ act: 'nan' }), { workers: 1 });
    await expect(pool.read(draws(2, 3), 1)).rejects.toMatchObject({ code: 'input', subject: 'sample 3' });
    await expect(pool.read(draws(2, 4), 1)).resolves.toBeDefined();
    await pool.close();
  });

  test('a worker that dies is a task error', async () => {
    const pool = await openBatchPool(source({ act: 'exit' }), { workers: 1 });
    await expect(pool.read(draws(3), 1)).rejects.toMatchObject({ code: 'task' });
    await expect(pool.read(draws(4), 1)).resolves.toBeDefined();
    await pool.close();
  });

  test('a source that cannot be made', async () => {
    await expect(openBatchPool(source({ refuse: true }), { workers: 1 })).rejects.toThrow(/no such source/);
    const module = new URL('./support/toy-tasks.mjs', import.meta.url).href;
    await expect(openBatchPool({ module, options: {} }, { workers: 1 })).rejects.toThrow(
      /does not export createSampleSource/,
    );
  });
});
