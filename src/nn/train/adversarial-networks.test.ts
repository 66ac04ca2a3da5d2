import { describe, expect, test } from 'vitest';
import { meanSquare, perceptron } from '../../../test/support/perceptron.js';
import { createRng } from '../../core/rng.js';
import type { Tensor } from '../graph/graph.js';
import { generatorLoss } from '../losses/relativistic-gan.js';
import type { Network } from '../model/context.js';
import { declareNetwork } from '../model/declare.js';
import { add } from '../ops/add.js';
import { concat } from '../ops/concat.js';
import { multiply } from '../ops/multiply.js';
import { subtract } from '../ops/subtract.js';
import { adam } from '../optimise/adam.js';
import { buildAdversarialNetworks } from './adversarial-networks.js';
import { initialState } from './initial-state.js';
import { createTrainer } from './trainer.node.js';

const BATCH = 16;
const WIDTH = 2;
const HIDDEN = 6;
const WEIGHT = 0.3;

const generator = perceptron(4, WIDTH);
/** Sees x and y side by side. */
const critic: Network = (model, x, y) => perceptron(HIDDEN, 1)(model, concat([x!, y!], 1));
const rows = [BATCH, WIDTH] as const;
const definitions = {
  generator: { network: generator, declaration: declareNetwork(generator, rows) },
  critic: { network: critic, declaration: declareNetwork(critic, rows, rows) },
};
const height = (prediction: Tensor, y: Tensor): Tensor => meanSquare(subtract(prediction, y));
const build = (weight: number) =>
  buildAdversarialNetworks({
    ...{ target: 'cpu', name: 'generator', definition: definitions.generator, inputs: ['x'], truth: 'y' },
    batch: { x: rows, y: rows },
    optimiser: adam(),
    critic: { name: 'critic', definition: definitions.critic, evidence: ['x'], optimiser: adam() },
    loss: (prediction, { y }, scores) => {
      const plain = height(prediction, y!);
      if (scores === null) return plain;
      return add(plain, multiply(generatorLoss(scores.real, scores.fake), weight));
    },
  });
const phasesOf = ({ critic: judge, step }: ReturnType<typeof build>) => [
  { name: 'judge', graph: judge },
  { name: 'make', graph: step },
];
const graphs = build(WEIGHT);
const phases = phasesOf(graphs);
const state = initialState(
  phases.map(({ graph }) => graph),
  definitions,
  4,
);
const rng = createRng(9);
const makeBatch = () => {
  const x = Float32Array.from({ length: BATCH * WIDTH }, () => rng.normal());
  return { x, y: x.map((v) => Math.sin(2 * v)) };
};
const open = () => createTrainer({ phases, evaluation: graphs.evaluation, state, device: 'cpu', threads: 1 });
const rates = (judge: number, make: number) => ({
  judge: adam().rates(0, judge),
  make: adam().rates(0, make),
});

/** tanh(x A + a) B + b in plain numbers. */
function forward(name: keyof typeof definitions, inputs: readonly number[][]): number[][] {
  const { entries } = definitions[name].declaration.parameters;
  const values = (key: string): number[] => {
    const { offset, size } = entries.find((e) => e.name === key)!;
    return Array.from(state[`${name}.parameters`]!.subarray(offset, offset + size));
  };
  const layer = (x: readonly number[], weights: number[], bias: number[]): number[] =>
    bias.map((b, c) => x.reduce((sum, v, r) => sum + v * weights[r * bias.length + c]!, b));
  return inputs.map((x) =>
    layer(layer(x, values('A'), values('a')).map(Math.tanh), values('B'), values('b')),
  );
}
const rowsOf = (flat: Float32Array): number[][] =>
  Array.from({ length: BATCH }, (_, i) => Array.from(flat.subarray(WIDTH * i, WIDTH * (i + 1))));
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
const softplus = (t: number): number => Math.log1p(Math.exp(t));

describe('a generator against a critic', () => {
  const batch = makeBatch();
  const x = rowsOf(batch.x);
  const score = (samples: number[][]): number[] =>
    forward(
      'critic',
      x.map((row, i) => [...row, ...samples[i]!]),
    ).map(([value]) => value!);
  const prediction = forward('generator', x);
  const [real, fake] = [score(rowsOf(batch.y)), score(prediction)];

  test('reports the losses of Jolicoeur-Martineau (2018), accuracy and margin', async () => {
    const trainer = await open();
    // Without learning the second step sees the same critic as the first.
    const { judge, make } = await trainer.iterate({ ...batch }, rates(0, 0));
    await trainer.close();
    const [above, below] = [mean(fake), mean(real)];
    const lossOfCritic =
      mean(real.map((r) => softplus(-(r - above)))) + mean(fake.map((f) => softplus(f - below)));
    expect(judge!.metrics.loss).toBeCloseTo(lossOfCritic, 5);
    const right = [...real.map((r) => r > above), ...fake.map((f) => f < below)];
    expect(judge!.metrics.accuracy).toBeCloseTo(mean(right.map(Number)), 6);
    expect(judge!.metrics.margin).toBeCloseTo(below - above, 5);
    const adversarial =
      mean(fake.map((f) => softplus(-(f - below)))) + mean(real.map((r) => softplus(r - above)));
    expect(make!.metrics.adversarial).toBeCloseTo(WEIGHT * adversarial, 4);
    const squares = prediction.flatMap((row, i) => row.map((v, c) => (v - batch.y[WIDTH * i + c]!) ** 2));
    expect(make!.metrics.loss! - make!.metrics.adversarial!).toBeCloseTo(mean(squares), 5);
  });

  test('is evaluated without the critic', async () => {
    expect(graphs.evaluation.state.map(({ network }) => network)).not.toContain('critic');
    const trainer = await open();
    const { metrics } = await trainer.evaluate({ ...batch });
    await trainer.close();
    const squares = prediction.flatMap((row, i) => row.map((v, c) => (v - batch.y[WIDTH * i + c]!) ** 2));
    expect(metrics.loss).toBeCloseTo(mean(squares), 5);
  });

  test('each step changes its own network and its statistics alone', async () => {
    const changedBy = async (judge: number, make: number): Promise<string[]> => {
      const trainer = await open();
      await trainer.iterate({ ...batch }, rates(judge, make));
      const after = await trainer.readState();
      await trainer.close();
      return Object.keys(after).filter(
        (name) => /parameters/.test(name) && after[name]!.some((v, i) => v !== state[name]![i]),
      );
    };
    expect(await changedBy(0.01, 0)).toEqual(['critic.parameters']);
    expect(await changedBy(0, 0.01)).toEqual(['generator.parameters']);
  });

  test('the generator moves to where the critic scores it higher', async () => {
    // Heights hardly count.
    const eager = phasesOf(build(1000));
    const trainer = await createTrainer({
      phases: eager,
      evaluation: null,
      state,
      device: 'cpu',
      threads: 1,
    });
    const first = await trainer.iterate({ ...batch }, rates(0, 0));
    let last = first;
    for (let step = 0; step < 40; step++) last = await trainer.iterate({ ...batch }, rates(0, 0.01));
    await trainer.close();
    expect(last.make!.metrics.adversarial!).toBeLessThan(first.make!.metrics.adversarial!);
    expect(last.judge!.metrics.margin!).toBeLessThan(first.judge!.metrics.margin!);
  });

  test('a critic that learns alone learns to tell them apart', async () => {
    const trainer = await open();
    let accuracy = 0;
    for (let step = 0; step < 80; step++) {
      const { judge } = await trainer.iterate(makeBatch(), rates(0.03, 0));
      accuracy = 0.9 * accuracy + 0.1 * judge!.metrics.accuracy!;
    }
    await trainer.close();
    expect(accuracy).toBeGreaterThan(0.7);
  });
});
