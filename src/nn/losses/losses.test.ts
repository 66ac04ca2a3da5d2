import { beforeAll, describe, expect, test } from 'vitest';
import { HOLE, lossCases } from '../../../test/support/operator-cases/losses.js';
import { available, python, run } from '../../../test/support/requirements.js';
import { normwiseError, openOperator, probeOf } from '../../../test/support/run-operator.js';
import { Graph, type Tensor } from '../graph/graph.js';
import type { Shape } from '../graph/shape.js';
import { greater } from '../ops/greater.js';
import { where } from '../ops/where.js';
import { berHuLoss } from './ber-hu.js';
import { gradientLoss } from './gradient.js';
import { l1Loss } from './l1.js';
import type { Mask } from './masked.js';
import { normalLoss } from './normal.js';
import { discriminatorLoss, generatorLoss } from './relativistic-gan.js';

interface Answer {
  readonly value: number;
  readonly gradients: readonly number[][];
}

const shape = [2, 2, 7, 6];

describe.skipIf(!available('torch'))('losses equal PyTorch written out pixel by pixel', () => {
  // Losses over images have the same inputs, so they share a probe; so do those of scores.
  const [prediction, target, noise] = probeOf(lossCases.find((c) => c.name === 'l1Loss with nodata')!).data;
  const [real, fake] = probeOf(lossCases.find((c) => c.name === 'generatorLoss')!).data;
  const request = {
    shape,
    prediction: [...prediction!],
    target: [...target!],
    mask: Array.from(noise!, (value) => (value > HOLE ? 1 : 0)),
    real: [...real!],
    fake: [...fake!],
  };
  let answers: Record<string, Answer> = {};
  beforeAll(() => {
    answers = JSON.parse(run(python, ['test/support/torch/losses.py'], JSON.stringify(request)));
  });

  test.each(lossCases.map((loss) => [loss.name, loss] as const))('%s', async (name, loss) => {
    const session = await openOperator(loss, 'reference');
    const probe = probeOf(loss);
    const { value, gradients } = await session.run({ ...probe, weights: Float64Array.of(1) });
    await session.release();
    const answer = answers[name]!;
    expect(value[0]).toBeCloseTo(answer.value, 13);
    answer.gradients.forEach((gradient, i) => {
      expect(normwiseError(gradients[i]!, Float64Array.from(gradient))).toBeLessThan(1e-12);
    });
  });
});

/** The value of a loss in float64 and its gradients. */
async function evaluate(
  inputs: readonly { readonly shape: Shape; readonly data: readonly number[] }[],
  build: (...inputs: Tensor[]) => Tensor,
) {
  const session = await openOperator({ name: '', inputs: inputs.map((i) => i.shape), build }, 'reference');
  const data = inputs.map((i) => Float64Array.from(i.data));
  const result = await session.run({ data, weights: Float64Array.of(1) });
  await session.release();
  return { value: result.value[0]!, gradients: result.gradients };
}

describe('published and analytic values', () => {
  test('MADNet: BerHu and gradient loss (methods/madnet.md, section 10)', async () => {
    const raw = Array.from(
      { length: 64 * 64 },
      (_, i) => 0.5 + 0.4 * Math.sin(0.08 * (i % 64)) * Math.cos(0.06 * Math.floor(i / 64)),
    );
    const [low, high] = [Math.min(...raw), Math.max(...raw)];
    const height = raw.map((v) => (v - low) / (high - low));
    const size = [1, 1, 64, 64];
    const inputs = [
      { shape: size, data: height.map((v) => 0.9 * v + 0.02) },
      { shape: size, data: height },
    ];
    const berHu = await evaluate(inputs, (p, t) => berHuLoss(p, t, null));
    expect(berHu.value).toBeCloseTo(0.057034250769, 12);
    const gradient = await evaluate(inputs, (p, t) => gradientLoss(p, t, null));
    expect(gradient.value).toBeCloseTo(6.241915897e-6, 15);
  });

  test('MADNet: relativistic average GAN', async () => {
    const inputs = [
      { shape: [3], data: [1.2, -0.3, 0.5] },
      { shape: [3], data: [0.1, 0.4, -0.9] },
    ];
    expect((await evaluate(inputs, discriminatorLoss)).value).toBeCloseTo(0.951236619057, 12);
    expect((await evaluate(inputs, generatorLoss)).value).toBeCloseTo(2.151236619057, 12);
  });

  test('normals of planes: 1 - cos of the angle between them', async () => {
    const plane = (across: number, down: number) => ({
      shape: [1, 1, 5, 6],
      data: Array.from({ length: 30 }, (_, i) => across * (i % 6) + down * Math.floor(i / 6)),
    });
    // Border pixels see a halved slope, so only the inside of a mask that leaves them out is exact.
    const inside = Array.from({ length: 30 }, (_, i) => {
      const [row, column] = [Math.floor(i / 6), i % 6];
      return row >= 1 && row < 4 && column >= 1 && column < 5 ? 1 : 0;
    });
    const { value } = await evaluate([plane(2, 0), plane(0, 3)], (p, t) => {
      return normalLoss(p, t, p.graph.constant(inside, [1, 1, 5, 6]), 2);
    });
    // Normals (-1, 0, 1) and (0, -1.5, 1).
    expect(value).toBeCloseTo(1 - 1 / Math.sqrt(2 * 3.25), 14);
  });
});

describe('nothing to learn from', () => {
  const image = { shape: [1, 1, 3, 3], data: [1, 2, 3, 4, 5, 6, 7, 8, 9] };
  const losses: readonly [string, (p: Tensor, t: Tensor, mask: Mask) => Tensor][] = [
    ['l1', l1Loss],
    ['berHu', berHuLoss],
    ['gradient', gradientLoss],
    ['normal', (p, t, mask) => normalLoss(p, t, mask, 1)],
  ];

  test.each(losses)('%s of a mask without a valid pixel is 0, as are its gradients', async (_, loss) => {
    const { value, gradients } = await evaluate([image, image], (p, t) => {
      const mask = p.graph.constant(new Float64Array(9), [1, 1, 3, 3]);
      return loss(p, where(greater(mask, 0), t, Number.NaN), mask);
    });
    expect(value).toBe(0);
    expect(gradients.flatMap((g) => [...g]).every((g) => g === 0)).toBe(true);
  });

  test('berHu of equal images is 0, as are its gradients', async () => {
    const { value, gradients } = await evaluate([image, image], (p, t) => berHuLoss(p, t, null));
    expect(value).toBe(0);
    expect(gradients.flatMap((g) => [...g]).every((g) => g === 0)).toBe(true);
  });
});

test('shapes that do not fit are named', () => {
  const graph = new Graph('cpu');
  const image = graph.input('x', [2, 3, 4, 5]);
  const wrong = (size: Shape) => graph.input(`${size}`, size);
  expect(() => l1Loss(image, wrong([2, 3, 4, 4]), null)).toThrow(
    /l1Loss: prediction and target are \[2, 3, 4, 5\] and/,
  );
  expect(() => berHuLoss(image, image, wrong([1, 1, 4, 5]))).toThrow(
    /berHuLoss: a mask \[1, 1, 4, 5\] does not fit/,
  );
  expect(() => generatorLoss(wrong([4]), wrong([4, 1]))).toThrow(
    /generatorLoss: scores \[4, 1\] and \[4\] differ/,
  );
});
