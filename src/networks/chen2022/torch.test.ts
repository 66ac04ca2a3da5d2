import { beforeAll, describe, expect, test } from 'vitest';
import { available } from '../../../test/support/requirements.js';
import { inferNetwork, networkCase, runNetwork } from '../../../test/support/run-network.js';
import { normwiseError } from '../../../test/support/run-operator.js';
import { runTwins, type TwinResult } from '../../../test/support/torch/twin.js';
import { trainNetwork } from '../../../test/support/train-network.js';
import type { Network } from '../../nn/model/context.js';
import { slice } from '../../nn/ops/slice.js';
import { chen2022 } from './chen2022.js';
import { chen2022Schema } from './config.js';

const LEARNING_RATE = 1e-3;
const STEPS = 3;

/** The compact network on images whose two channels are its inputs. */
function twoChannels(upsampling: 'nearest' | 'zeros'): Network {
  const network = chen2022(chen2022Schema.parse({ type: 'chen2022', upsampling }));
  return (model, x) => {
    const channel = (from: number) => slice(x!, [{ axis: 1, from, to: from + 1 }]);
    return network(model, channel(0), channel(1));
  };
}

const variants = ['nearest', 'zeros'] as const;
const subjects = variants.map((upsampling) => networkCase(twoChannels(upsampling), [2, 2, 64, 96]));

describe.skipIf(!available('torch'))('the compact network equals PyTorch', () => {
  let exact: TwinResult[];
  let single: TwinResult;
  beforeAll(() => {
    const training = { steps: STEPS, learningRate: LEARNING_RATE };
    const request = (k: number, dtype: 'float64' | 'float32') => {
      const options = { upsampling: variants[k]! };
      return { subject: subjects[k]!, dtype, module: 'Chen2022', options, ...training };
    };
    const results = runTwins([request(0, 'float64'), request(1, 'float64'), request(0, 'float32')]);
    exact = results.slice(0, 2);
    single = results[2]!;
  }, 60_000);

  test.each([0, 1])('in float64, doubling by %#', async (k) => {
    const { value, gradients, nextState } = await runNetwork(subjects[k]!, 'reference');
    expect(normwiseError(value, exact[k]!.value)).toBeLessThan(1e-11);
    expect(normwiseError(gradients, exact[k]!.gradients)).toBeLessThan(1e-9);
    expect(normwiseError(nextState, exact[k]!.nextState)).toBeLessThan(1e-11);
  });

  test('in training and inference on the CPU', async () => {
    const [subject, twin] = [subjects[0]!, exact[0]!];
    const { value, nextState } = await runNetwork(subject, 'cpu');
    expect(normwiseError(value, twin.value)).toBeLessThan(1e-4);
    expect(normwiseError(nextState, twin.nextState)).toBeLessThan(1e-5);
    expect(normwiseError(await inferNetwork(subject, 'cpu'), twin.inference)).toBeLessThan(1e-5);
  });

  test('in its first losses with Adam', async () => {
    const losses = await trainNetwork(subjects[0]!, { steps: STEPS, learningRate: LEARNING_RATE });
    losses.forEach((loss, i) => {
      expect(Math.abs(loss - single.losses[i]!), `loss ${i}`).toBeLessThan(1e-3);
    });
  });
});
