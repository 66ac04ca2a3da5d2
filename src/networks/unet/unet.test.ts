import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { available } from '../../../test/support/requirements.js';
import { inferNetwork, networkCase, runNetwork } from '../../../test/support/run-network.js';
import { normwiseError } from '../../../test/support/run-operator.js';
import { runTwins, type TwinResult } from '../../../test/support/torch/twin.js';
import { trainNetwork } from '../../../test/support/train-network.js';
import { declareNetwork } from '../../nn/model/declare.js';
import { unet } from './unet.js';

const LEARNING_RATE = 1e-3;
const STEPS = 4;
const subject = networkCase(unet(), [4, 1, 32, 32]);
const { entries } = subject.declaration.parameters;

/** What PyTorch computed from the same weights, for machines without it. Delete the file and run this test where torch is. */
interface Recorded {
  readonly losses: readonly number[];
  /** Every 251st sample of the output in training mode. */
  readonly value: readonly number[];
  /** Norm of every parameter's gradient, by name. */
  readonly gradientNorms: Readonly<Record<string, number>>;
}

const fixture = join(import.meta.dirname, 'unet.torch.json');
const recorded = (): Recorded => JSON.parse(readFileSync(fixture, 'utf8'));

function record(value: ArrayLike<number>, gradients: ArrayLike<number>, losses: readonly number[]): Recorded {
  const norm = ({ offset, size }: { readonly offset: number; readonly size: number }) => {
    let squares = 0;
    for (let i = offset; i < offset + size; i++) squares += gradients[i]! ** 2;
    return Math.sqrt(squares);
  };
  return {
    losses,
    value: Array.from(value).filter((_, i) => i % 251 === 0),
    gradientNorms: Object.fromEntries(entries.map((entry) => [entry.name, norm(entry)])),
  };
}

function expectEqual(actual: Recorded, expected: Recorded, tolerance: number, lossTolerance: number) {
  const error = (a: readonly number[], b: readonly number[]) =>
    normwiseError(Float64Array.from(a), Float64Array.from(b));
  expect(error(actual.value, expected.value)).toBeLessThan(tolerance);
  expect(Object.keys(actual.gradientNorms)).toEqual(Object.keys(expected.gradientNorms));
  const norms = ({ gradientNorms }: Recorded) => Object.values(gradientNorms);
  expect(error(norms(actual), norms(expected))).toBeLessThan(tolerance);
  actual.losses.forEach((loss, i) => {
    expect(Math.abs(loss - expected.losses[i]!), `loss ${i}`).toBeLessThan(lossTolerance);
  });
}

test('has 1,615,409 parameters by default', () => {
  expect(subject.declaration.parameters.size).toBe(1_615_409);
  expect(subject.declaration.output).toEqual([4, 1, 32, 32]);
});

test('the recorded numbers of PyTorch', async () => {
  const { value, gradients } = await runNetwork(subject, 'cpu');
  const losses = await trainNetwork(subject, { steps: STEPS, learningRate: LEARNING_RATE });
  expectEqual(record(value, gradients, losses), recorded(), 1e-4, 1e-4);
});

describe.skipIf(!available('torch'))('equals PyTorch', () => {
  let exact: TwinResult;
  let single: TwinResult;
  beforeAll(() => {
    const options = { module: 'Unet', options: { inputs: 1, levels: 5, base: 16 } };
    const training = { steps: STEPS, learningRate: LEARNING_RATE };
    const results = runTwins(
      (['float64', 'float32'] as const).map((dtype) => ({ subject, dtype, ...options, ...training })),
    );
    [exact, single] = results as [TwinResult, TwinResult];
    if (!existsSync(fixture)) {
      const found = record(exact.value, exact.gradients, exact.losses);
      writeFileSync(fixture, `${JSON.stringify(found, null, 2)}\n`);
    }
  }, 60_000);

  test('in float64', async () => {
    const { value, gradients, nextState } = await runNetwork(subject, 'reference');
    expect(normwiseError(value, exact.value)).toBeLessThan(1e-11);
    expect(normwiseError(gradients, exact.gradients)).toBeLessThan(1e-9);
    expect(normwiseError(nextState, exact.nextState)).toBeLessThan(1e-11);
  });

  test('in training and inference on the CPU', async () => {
    const { value, nextState } = await runNetwork(subject, 'cpu');
    expect(normwiseError(value, exact.value)).toBeLessThan(1e-5);
    expect(normwiseError(nextState, exact.nextState)).toBeLessThan(1e-5);
    expect(normwiseError(await inferNetwork(subject, 'cpu'), exact.inference)).toBeLessThan(1e-5);
  });

  test('in its first losses with Adam', async () => {
    const losses = await trainNetwork(subject, { steps: STEPS, learningRate: LEARNING_RATE });
    losses.forEach((loss, i) => {
      expect(Math.abs(loss - single.losses[i]!), `loss ${i}`).toBeLessThan(1e-4);
    });
  });

  test('and the recorded numbers are still PyTorch’s', () => {
    expectEqual(record(exact.value, exact.gradients, exact.losses), recorded(), 1e-9, 1e-7);
  });
});

test('refuses images that do not halve often enough', () => {
  expect(() => declareNetwork(unet(), [1, 1, 64, 40])).toThrow(/not images of multiples of 16 pixels/);
  expect(() => unet({ levels: 0 })).toThrow(/0 levels/);
});
