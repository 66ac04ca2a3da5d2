import { describe, expect, test } from 'vitest';
import { operatorCases } from '../../../test/support/operator-cases/index.js';
import { normwiseError, openOperator, probeOf } from '../../../test/support/run-operator.js';

/** Samples of each input that are moved for the central differences. */
const PROBED = 12;
const STEP = 1e-6;

describe.each(operatorCases)('$name', (operator) => {
  const probe = probeOf(operator);

  test.runIf(operator.stopsGradient !== true)('float64 gradient equals central differences', async () => {
    const reference = await openOperator(operator, 'reference');
    const { gradients } = await reference.run(probe);
    for (const [i, gradient] of gradients.entries()) {
      const scale = Math.max(1e-3, ...Array.from(gradient, Math.abs));
      const stride = Math.max(1, Math.floor(gradient.length / PROBED));
      for (let k = 0; k < gradient.length; k += stride) {
        const lossAt = async (sign: number) => {
          const data = probe.data.map((d) => d.slice());
          data[i]![k] = data[i]![k]! + sign * STEP;
          return (await reference.run({ ...probe, data })).loss;
        };
        const difference = ((await lossAt(1)) - (await lossAt(-1))) / (2 * STEP);
        expect(Math.abs(difference - gradient[k]!) / scale, `input ${i}, sample ${k}`).toBeLessThan(1e-6);
      }
    }
    await reference.release();
  });

  test.each(['cpu', 'webgpu'] as const)('%s lowering equals the float64 reference', async (target) => {
    const [reference, lowered] = [
      await openOperator(operator, 'reference'),
      await openOperator(operator, target),
    ];
    const [expected, actual] = [await reference.run(probe), await lowered.run(probe)];
    const tolerance = operator.tolerance ?? 1e-5;
    expect(normwiseError(actual.value, expected.value)).toBeLessThan(tolerance);
    expected.gradients.forEach((gradient, i) => {
      expect(normwiseError(actual.gradients[i]!, gradient), `gradient of input ${i}`).toBeLessThan(tolerance);
    });
    await Promise.all([reference.release(), lowered.release()]);
  });
});
