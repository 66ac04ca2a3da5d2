import { describe, expect, test } from 'vitest';
import { meanSquare } from '../../../test/support/perceptron.js';
import { createRng } from '../../core/rng.js';
import { batchNormLayer } from '../layers/batch-norm.js';
import type { ModelContext, Network } from '../model/context.js';
import { declareNetwork } from '../model/declare.js';
import { heNormal } from '../model/initialiser.js';
import { matmul } from '../ops/matmul.js';
import { relu } from '../ops/relu.js';
import { subtract } from '../ops/subtract.js';
import { adam } from '../optimise/adam.js';
import { initialState } from './initial-state.js';
import type { Batch } from './read-batch.js';
import { recalibrate } from './recalibrate.js';
import { buildSingleNetwork } from './single-network.js';
import type { Trainer } from './trainer.js';
import { createTrainer } from './trainer.node.js';

const BATCH = 16;
const WIDTH = 3;
const HIDDEN = 8;
const { signal } = new AbortController();

/** bn(relu(bn(x A)) B) C: the second statistics depend on how the first normalisation is done. */
const network: Network = (model: ModelContext, x) => {
  const weight = (name: string, rows: number, columns: number) =>
    model.parameter(name, [rows, columns], heNormal(rows));
  const first = batchNormLayer(model, 'first', matmul(x!, weight('A', WIDTH, HIDDEN)));
  const second = batchNormLayer(model, 'second', matmul(relu(first), weight('B', HIDDEN, HIDDEN)));
  return matmul(relu(second), weight('C', HIDDEN, 1));
};
const definition = { network, declaration: declareNetwork(network, [BATCH, WIDTH]) };
const calibrated = { name: 'net', state: definition.declaration.state };
const graphs = buildSingleNetwork({
  ...{ target: 'cpu', name: 'net', definition, inputs: ['x'] },
  batch: { x: [BATCH, WIDTH], y: [BATCH, 1] },
  loss: (prediction, { y }) => meanSquare(subtract(prediction, y!)),
  optimiser: adam(),
  average: 0.98,
});

const rng = createRng(5);
/** y = |x| of points that are not centred. */
const makeBatch = (): Record<'x' | 'y', Float32Array> => {
  const x = Float32Array.from({ length: BATCH * WIDTH }, (_, i) => rng.normal() + (i % WIDTH));
  const y = Float32Array.from({ length: BATCH }, (_, i) => Math.hypot(...x.subarray(3 * i, 3 * i + 3)));
  return { x, y };
};
const batches = Array.from({ length: 12 }, makeBatch);

/** Copies: a trainer may keep the arrays. */
const given = (fields: readonly Record<'x' | 'y', Float32Array>[]) => {
  const left: Batch[] = fields.map(({ x, y }) => ({ fields: { x: x.slice(), y: y.slice() }, draws: [] }));
  return { next: async () => left.shift() ?? null };
};

async function trained(steps: number): Promise<Trainer> {
  const trainer = await createTrainer({
    phases: [{ name: 'fit', graph: graphs.step }],
    evaluation: graphs.evaluation,
    statistics: graphs.statistics,
    state: initialState([graphs.step], { net: definition }, 3),
    ...{ device: 'cpu', threads: 1 },
  });
  for (let step = 0; step < steps; step++)
    await trainer.iterate(makeBatch(), { fit: adam().rates(step, 0.05) });
  return trainer;
}

const columns = (rows: readonly number[][], c: number): number[] => rows.map((row) => row[c]!);
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
/** Divided by n - 1. */
const variance = (values: readonly number[]): number =>
  values.reduce((sum, v) => sum + (v - mean(values)) ** 2, 0) / (values.length - 1);
const product = (rows: readonly number[][], weights: readonly number[]): number[][] => {
  const width = weights.length / rows[0]!.length;
  return rows.map((row) =>
    Array.from({ length: width }, (_, c) => row.reduce((sum, v, r) => sum + v * weights[r * width + c]!, 0)),
  );
};

/** Mean and variance per feature of what enters both normalisations, for one batch, in plain float64. */
function activations(parameters: Float32Array, { x }: Record<'x', Float32Array>) {
  const named = (name: string): number[] => {
    const { offset, size } = definition.declaration.parameters.entries.find((e) => e.name === name)!;
    return Array.from(parameters.subarray(offset, offset + size));
  };
  const rows = Array.from({ length: BATCH }, (_, i) => Array.from(x.subarray(WIDTH * i, WIDTH * (i + 1))));
  const first = product(rows, named('A'));
  const normalised = first.map((row) =>
    row.map((v, c) => {
      const column = columns(first, c);
      const scale = Math.sqrt((variance(column) * (BATCH - 1)) / BATCH + 1e-5);
      return Math.max(0, (named('first.weight')[c]! * (v - mean(column))) / scale + named('first.bias')[c]!);
    }),
  );
  return { first, second: product(normalised, named('B')) };
}

/** What the statistics of a normalisation have to be. */
function expected(parameters: Float32Array, layer: 'first' | 'second') {
  const found = batches.map((batch) => activations(parameters, batch)[layer]);
  const of = (measure: (values: number[]) => number): number[] =>
    Array.from({ length: HIDDEN }, (_, c) => mean(found.map((rows) => measure(columns(rows, c)))));
  const deviations = of((values) => Math.sqrt(variance(values)));
  return { mean: of(mean), variance: deviations.map((d) => d ** 2) };
}

describe('recalibration', () => {
  test.each([
    { average: false, weights: 'net.parameters' },
    { average: true, weights: 'net.average' },
  ])(
    'gives the mean and the squared mean deviation of what enters each normalisation ($weights)',
    async ({ average, weights }) => {
      const trainer = await trained(30);
      const before = await trainer.readState();
      await recalibrate(trainer, calibrated, given(batches), { average, signal });
      const after = await trainer.readState();
      await trainer.close();
      for (const layer of ['first', 'second'] as const) {
        const wanted = expected(before[weights]!, layer);
        const found = (name: string): number[] => {
          const { entries } = definition.declaration.state;
          const { offset, size } = entries.find((e) => e.name === `${layer}.${name}`)!;
          return Array.from(after['net.state']!.subarray(offset, offset + size));
        };
        for (const [c, v] of found('running_mean').entries()) expect(v).toBeCloseTo(wanted.mean[c]!, 4);
        for (const [c, v] of found('running_var').entries())
          expect(v / wanted.variance[c]!).toBeCloseTo(1, 4);
      }
      expect({ ...after, 'net.state': null }).toEqual({ ...before, 'net.state': null });
    },
  );

  test('does not change how the training goes on', async () => {
    const next = makeBatch();
    const [plain, changed] = [await trained(0), await trained(0)];
    await recalibrate(changed, calibrated, given(batches), { average: false, signal });
    const results = [];
    for (const trainer of [plain, changed]) {
      const copy = { x: next.x.slice(), y: next.y.slice() };
      await trainer.iterate(copy, { fit: adam().rates(0, 0.1) });
      results.push({ ...(await trainer.readState()), 'net.state': null });
      await trainer.close();
    }
    expect(results[1]).toEqual(results[0]);
  });

  test('makes the running mean of the weights better than with the statistics of the steps', async () => {
    const trainer = await trained(150);
    const loss = async (): Promise<number> => {
      const losses = [];
      for (const { x, y } of batches)
        losses.push(
          (await trainer.evaluate({ x: x.slice(), y: y.slice() }, { average: true })).metrics.loss!,
        );
      return mean(losses);
    };
    const without = await loss();
    await recalibrate(trainer, calibrated, given(Array.from({ length: 40 }, makeBatch)), {
      average: true,
      signal,
    });
    const recalibrated = await loss();
    await trainer.close();
    expect(recalibrated).toBeLessThan(0.9 * without);
  });
});
