import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { meanSquare, perceptron } from '../../../test/support/perceptron.js';
import { CuestaError } from '../../core/errors.js';
import { declareNetwork } from '../model/declare.js';
import { subtract } from '../ops/subtract.js';
import { adam } from '../optimise/adam.js';
import { createBatchOrder } from './batch-order.js';
import { initialProgress, type TrainingProgress } from './checkpoint-format.js';
import { type FlatValues, initialState } from './initial-state.js';
import { createPrefetcher, type Prefetcher } from './prefetch.js';
import { type Batch, readBatch } from './read-batch.js';
import type { SampleSource } from './sample-source.js';
import { buildSingleNetwork } from './single-network.js';
import {
  type StepRecord,
  type TrainingOutcome,
  type TrainingPlan,
  train,
  type ValidationRecord,
} from './train.js';
import { createTrainer } from './trainer.node.js';

const BATCH = 4;
const COUNT = 10;
const SEED = 9;

/** y = noisy |x|. */
const source: SampleSource = {
  count: COUNT,
  shapes: { x: [2], y: [1] },
  read(index, rng) {
    const x = Float32Array.of(Math.cos(index), Math.sin(3 * index));
    return { x, y: Float32Array.of(Math.hypot(x[0]!, x[1]!) + 0.1 * (rng?.normal() ?? 0)) };
  },
};

const definition = {
  network: perceptron(6, 1),
  declaration: declareNetwork(perceptron(6, 1), [BATCH, 2]),
};
const { step, evaluation } = buildSingleNetwork({
  ...{ target: 'cpu', name: 'net', definition, inputs: ['x'] },
  batch: { x: [BATCH, 2], y: [BATCH, 1] },
  loss: (prediction, { y }) => meanSquare(subtract(prediction, y!)),
  optimiser: adam(),
  average: 0.9,
});

const plan: TrainingPlan = {
  phases: [{ name: 'fit', optimiser: adam(), schedule: { rate: 0.02, warmup: 3 } }],
  ...{ iterations: 30, validateEvery: 7, saveEvery: 5, patience: null, budgetMs: null },
  validateAverage: true,
};

interface Saved {
  readonly kind: string;
  readonly progress: TrainingProgress;
  readonly state: FlatValues;
}

interface Run {
  readonly saved: Saved[];
  readonly steps: StepRecord[];
  readonly validations: ValidationRecord[];
}

const digest = (state: FlatValues): string => {
  const hash = createHash('sha256');
  for (const name of Object.keys(state).sort()) hash.update(name).update(state[name]!);
  return hash.digest('hex');
};

const initial = initialState([step, evaluation], { net: definition }, SEED);

interface Change extends Partial<TrainingPlan> {
  readonly from?: Saved;
  readonly signal?: AbortSignal;
  readonly now?: () => number;
  readonly onStep?: (record: StepRecord) => void;
  readonly slow?: (batches: Prefetcher<Batch>) => Prefetcher<Batch>;
  readonly spoil?: (batch: Batch, i: number) => void;
}

async function runTraining(change: Change = {}) {
  const progress = change.from?.progress ?? initialProgress;
  const trainer = await createTrainer({
    phases: [{ name: 'fit', graph: step }],
    evaluation,
    state: change.from?.state ?? initial,
    ...{ device: 'cpu', threads: 1 },
  });
  const order = createBatchOrder([0, 1, 2, 3, 4, 5], BATCH, SEED);
  const now = change.now ?? (() => 0);
  const run: Run = { saved: [], steps: [], validations: [] };
  const batches = createPrefetcher({
    make: async (i) => {
      const batch = await readBatch(source, order(i), SEED);
      change.spoil?.(batch, i);
      return batch;
    },
    ...{ first: progress.iteration, end: 1000, depth: 3, now },
  });
  const validation = () =>
    createPrefetcher({
      make: () =>
        readBatch(
          source,
          [6, 7, 8, 9].map((index) => ({ index, epoch: null })),
          SEED,
        ),
      ...{ first: 0, end: 1, depth: 1, now },
    });
  const training = train(
    { ...plan, ...change },
    {
      batches: change.slow?.(batches) ?? batches,
      ...{ trainer, validation, progress, now },
      signal: change.signal ?? new AbortController().signal,
      onStep(record) {
        run.steps.push(record);
        change.onStep?.(record);
      },
      onValidation: async (record) => void run.validations.push(record),
      save: async (kind, at) => void run.saved.push({ kind, progress: at, state: await trainer.readState() }),
    },
  );
  const outcome = await training.then(
    (value) => value,
    (error: unknown) => error as CuestaError,
  );
  const final = await trainer.readState();
  await trainer.close();
  return { ...run, outcome, final };
}

let calm: Awaited<ReturnType<typeof runTraining>>;
beforeAll(async () => {
  calm = await runTraining();
});

describe('an undisturbed training', () => {
  test('saves, validates and reports when it shall', () => {
    expect(calm.outcome).toMatchObject({ reason: 'finished', progress: { iteration: 30 } });
    const last = calm.saved.filter(({ kind }) => kind === 'last');
    expect(last.map(({ progress }) => progress.iteration)).toEqual([5, 10, 15, 20, 25, 30]);
    expect(calm.validations.map(({ iteration }) => iteration)).toEqual([7, 14, 21, 28, 30]);
    expect(calm.steps.map(({ iteration }) => iteration)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
    // 4 of 6 samples per iteration.
    expect(calm.steps.slice(0, 4).map(({ epoch }) => epoch)).toEqual([0, 0, 1, 2]);
    expect(calm.steps[1]!.phases.fit!.learningRate).toBeCloseTo((0.02 * 2) / 3, 10);
  });

  test('the best checkpoint is that of the lowest validation loss', () => {
    const losses = calm.validations.map(({ metrics }) => metrics.loss!);
    const best = calm.saved.filter(({ kind }) => kind === 'best').at(-1)!;
    const { iteration } = calm.validations[losses.indexOf(Math.min(...losses))]!;
    expect(best.progress.best).toEqual({ iteration, loss: Math.min(...losses) });
    expect(best.progress.iteration).toBe(iteration);
  });

  test('again: the same bits', async () => {
    expect(digest((await runTraining()).final)).toBe(digest(calm.final));
  });
});

describe('a training that goes on from a checkpoint', () => {
  test.each([5, 10, 20, 25])('after iteration %i ends with the same bits', async (iteration) => {
    const from = calm.saved.find(
      ({ kind, progress }) => kind === 'last' && progress.iteration === iteration,
    )!;
    const resumed = await runTraining({ from });
    expect(resumed.steps[0]!.iteration).toBe(iteration + 1);
    expect(digest(resumed.final)).toBe(digest(calm.final));
    expect(resumed.outcome).toEqual(calm.outcome);
    expect(resumed.validations).toEqual(calm.validations.filter((v) => v.iteration > iteration));
  });

  test('cancelled anywhere, also before a validation that was due', async () => {
    const controller = new AbortController();
    const cancelled = await runTraining({
      signal: controller.signal,
      onStep: ({ iteration }) => iteration === 14 && controller.abort(),
    });
    expect(cancelled.outcome).toMatchObject({ code: 'cancelled' });
    const from = cancelled.saved.at(-1)!;
    expect(from.progress).toMatchObject({ iteration: 14, validated: 7 });
    const resumed = await runTraining({ from });
    expect(digest(resumed.final)).toBe(digest(calm.final));
    expect(resumed.validations).toEqual(calm.validations.slice(1));
  });
});

describe('a training that ends early', () => {
  test('when validations bring no gain', async () => {
    // A rate of zero: the first validation stays the best one.
    const phases = [{ name: 'fit', optimiser: adam(), schedule: { rate: 0 } }];
    const { outcome, saved } = await runTraining({ patience: 2, phases });
    expect(outcome).toMatchObject({ reason: 'no-gain', progress: { iteration: 21, sinceBest: 2 } });
    expect(saved.at(-1)!.progress.iteration).toBe(21);
  });

  test('when its budget is used up, with a checkpoint to go on from', async () => {
    let clock = 0;
    const { outcome, saved } = await runTraining({
      now: () => clock,
      budgetMs: 1000,
      onStep: () => {
        clock += 90;
      },
    });
    expect(outcome).toMatchObject({ reason: 'budget', progress: { iteration: 12 } });
    const resumed = await runTraining({ from: saved.at(-1)! });
    expect(digest(resumed.final)).toBe(digest(calm.final));
  });

  test('when the loss is not finite: the error names iteration and samples, the last good state is saved', async () => {
    const { outcome, saved } = await runTraining({
      spoil: ({ fields }, i) => {
        if (i === 12) fields.y!.fill(Number.NaN);
      },
    });
    expect(outcome).toBeInstanceOf(CuestaError);
    expect(outcome).toMatchObject({ code: 'numeric' });
    expect((outcome as CuestaError).message).toMatch(
      /^Iteration 13: The loss of fit is NaN\. The batch holds samples \d, \d, \d, \d\.$/,
    );
    expect(saved.at(-1)!.progress.iteration).toBe(12);
    const resumed = await runTraining({ from: saved.at(-1)! });
    expect(digest(resumed.final)).toBe(digest(calm.final));
  });

  test('when a sample cannot be used', async () => {
    const { outcome, saved } = await runTraining({
      spoil: (_, i) => {
        if (i === 3)
          throw new CuestaError('input', 'Field "y" of sample 2 is missing.', { subject: 'sample 2' });
      },
    });
    expect(outcome).toMatchObject({
      code: 'input',
      message: expect.stringMatching(/^Iteration 4: Field/) as string,
    });
    expect(saved.at(-1)!.progress.iteration).toBe(3);
  });
});

test('the stall share is the part of the time that was spent waiting for data, without the first batch', async () => {
  let [clock, waitedMs] = [0, 0];
  const { outcome } = await runTraining({
    now: () => clock,
    ...{ iterations: 11, validateEvery: 100 },
    slow: (batches) => ({
      next() {
        const wait = clock === 0 ? 5000 : 10;
        clock += wait;
        waitedMs += wait;
        return batches.next();
      },
      get waitedMs() {
        return waitedMs;
      },
    }),
    onStep: () => {
      clock += 40;
    },
  });
  expect((outcome as TrainingOutcome).stallShare).toBeCloseTo(0.2, 10);
});
