import { describe, expect, test } from 'vitest';
import { convolutionSettings, transposedSettings } from '../../../test/support/operator-cases/convolution.js';
import type { OperatorCase } from '../../../test/support/operator-cases/operator-case.js';
import { available, python, run } from '../../../test/support/requirements.js';
import { normwiseError, openOperator, probeOf } from '../../../test/support/run-operator.js';
import { Graph } from '../graph/graph.js';
import { type ConvOptions, kernelGeometry } from './conv/geometry.js';
import { conv } from './conv.js';
import { type ConvTransposeOptions, convTranspose } from './conv-transpose.js';

interface Setting {
  readonly name: string;
  readonly transposed: boolean;
  readonly inputs: OperatorCase['inputs'];
  readonly options: ConvTransposeOptions;
}

const settings: readonly Setting[] = [
  ...convolutionSettings.map(([name, k, options]) => ({
    name,
    transposed: false,
    inputs: [[2, 3, 9, 8], [4, 3, k, k], [4]],
    options,
  })),
  ...transposedSettings.map(([name, k, options]) => ({
    name,
    transposed: true,
    inputs: [[2, 3, 5, 4], [3, 4, k, k], [4]],
    options,
  })),
  {
    name: '3x5 in groups',
    transposed: false,
    inputs: [[2, 6, 7, 8], [4, 3, 3, 5], [4]],
    options: { groups: 2 },
  },
  {
    name: '3x3 in groups',
    transposed: true,
    inputs: [[2, 6, 4, 5], [6, 2, 3, 3], [4]],
    options: { groups: 2, stride: 2 },
  },
];

const operatorOf = ({ name, transposed, inputs, options }: Setting): OperatorCase => ({
  name,
  inputs,
  build: (x, w, b) => (transposed ? convTranspose(x, w, b, options) : conv(x, w, b, options)),
});

describe.skipIf(!available('torch'))('convolutions equal those of PyTorch', () => {
  test('values and gradients in float64', async () => {
    const cases = settings.map((setting) => {
      const operator = operatorOf(setting);
      const probe = probeOf(operator);
      const graph = new Graph('reference');
      const { shape } = operator.build(...setting.inputs.map((size, i) => graph.input(`${i}`, size)));
      const [x, weights, bias] = setting.inputs.map((size, i) => ({
        shape: size,
        data: [...probe.data[i]!],
      }));
      const { before, after, stride, dilation, groups } = kernelGeometry(
        'test',
        setting.inputs[1]!,
        setting.options,
      );
      const { transposed } = setting;
      const { outputPadding = 0 } = setting.options;
      const padding = [...before, ...after];
      const seed = { shape, data: [...probe.weights] };
      const request = {
        x,
        weights,
        bias,
        seed,
        transposed,
        padding,
        stride,
        dilation,
        groups,
        outputPadding,
      };
      return { operator, probe, shape, request };
    });
    const script = 'test/support/torch/convolutions.py';
    const answers = JSON.parse(run(python, [script], JSON.stringify(cases.map((c) => c.request))));
    for (const [i, { operator, probe, shape }] of cases.entries()) {
      const answer: { shape: number[]; value: number[]; gradients: number[][] } = answers[i];
      expect(answer.shape, operator.name).toEqual(shape);
      const session = await openOperator(operator, 'reference');
      const { value, gradients } = await session.run(probe);
      await session.release();
      const expected = [answer.value, ...answer.gradients];
      [value, ...gradients].forEach((samples, k) => {
        expect(normwiseError(samples, Float64Array.from(expected[k]!)), operator.name).toBeLessThan(1e-13);
      });
    }
  });
});

describe('shape errors name the operator and the rule', () => {
  const graph = new Graph('cpu');
  const x = graph.input('x', [1, 4, 8, 8]);
  const w = graph.input('w', [6, 4, 3, 3]);
  const of = (options: ConvOptions) => () => conv(x, w, null, options);
  const bias = graph.input('b', [4]);
  const v = graph.input('v', [4, 2, 3, 3]);

  test.each([
    ['channels', () => conv(x, graph.input('u', [6, 3, 3, 3]), null), /do not fit images \[1, 4, 8, 8\]/],
    ['groups', of({ groups: 2 }), /in 2 group\(s\) do not fit/],
    ['padding beyond the kernel', of({ padding: 3 }), /padding 3 is not between 0 and the kernel's reach 2/],
    ['fractional stride', of({ stride: 1.5 }), /whole numbers from 1/],
    ['a kernel larger than the image', of({ dilation: 4 }), /smaller than the kernel/],
    ['a bias of the wrong size', () => conv(x, w, bias), /the bias is \[4\] instead of \[6\]/],
    ['another graph', () => conv(new Graph('cpu').input('x', [1, 4, 8, 8]), w, null), /different graphs/],
    ['output padding', () => convTranspose(x, v, null, { outputPadding: 1 }), /not less than the stride/],
  ])('%s', (_, build, message) => {
    expect(build).toThrow(message);
  });
});
