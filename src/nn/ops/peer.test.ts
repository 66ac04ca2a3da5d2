import { beforeAll, describe, expect, test } from 'vitest';
import { operatorCases } from '../../../test/support/operator-cases/index.js';
import { available, python, run } from '../../../test/support/requirements.js';
import { normwiseError, openOperator, probeOf } from '../../../test/support/run-operator.js';

interface Answer {
  readonly value: readonly number[];
  readonly gradients: readonly number[][];
}

/** What test/support/torch/operators.py knows. */
const NAMES = [
  'maxPool 3x3, stride 2, padding 1',
  'maxPool 2x2 of an odd size',
  'averagePool 3x3, stride 2, padding 1',
  'averagePool 2x2, stride 3',
  'globalMaxPool',
  'resizeBilinear, doubled',
  'resizeBilinear, any size',
  'resizeNearest, tripled',
  'pad, reflect',
  'pad, edge',
  'zeroInsert',
  'softplus',
  'sobelAcross',
  'sobelDown',
  'gaussianBlur',
  'bilinearSample, zero outside',
  'bilinearSample, border outside',
];

describe.skipIf(!available('torch'))('operators equal those of PyTorch in float64', () => {
  const cases = NAMES.map((name) => {
    const operator = operatorCases.find((c) => c.name === name)!;
    return { name, operator, probe: probeOf(operator) };
  });
  const request = Object.fromEntries(
    cases.map(({ name, operator, probe }) => {
      const inputs = operator.inputs.map((shape, i) => ({ shape, data: [...probe.data[i]!] }));
      return [name, { inputs, seed: [...probe.weights] }];
    }),
  );
  let answers: Record<string, Answer> = {};
  beforeAll(() => {
    answers = JSON.parse(run(python, ['test/support/torch/operators.py'], JSON.stringify(request)));
  });

  test.each(cases)('$name', async ({ name, operator, probe }) => {
    const session = await openOperator(operator, 'reference');
    const { value, gradients } = await session.run(probe);
    await session.release();
    const answer = answers[name]!;
    expect(normwiseError(value, Float64Array.from(answer.value))).toBeLessThan(1e-12);
    gradients.forEach((gradient, i) => {
      expect(normwiseError(gradient, Float64Array.from(answer.gradients[i]!))).toBeLessThan(1e-12);
    });
  });
});
