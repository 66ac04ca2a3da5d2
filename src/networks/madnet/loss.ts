import { z } from 'zod';
import type { Tensor } from '../../nn/graph/graph.js';
import { berHuLoss } from '../../nn/losses/ber-hu.js';
import { gradientLoss } from '../../nn/losses/gradient.js';
import type { Mask } from '../../nn/losses/masked.js';
import { generatorLoss, type Scores } from '../../nn/losses/relativistic-gan.js';
import { add } from '../../nn/ops/add.js';
import { multiply } from '../../nn/ops/multiply.js';

const weight = z.number().min(0);

/** Weights of the three terms (Tao et al. 2021, section 2.4). */
export const madnetLossSchema = z.strictObject({
  gradient: weight.default(0.5),
  berHu: weight.default(0.05),
  adversarial: weight.default(0.005),
});

export type MadnetLossConfig = z.output<typeof madnetLossSchema>;

/** What the generator minimises; without scores the adversarial term is left out. */
export function madnetLoss(
  prediction: Tensor,
  target: Tensor,
  mask: Mask,
  scores: Scores | null,
  { gradient, berHu, adversarial }: MadnetLossConfig,
): Tensor {
  const heights = add(
    multiply(gradientLoss(prediction, target, mask), gradient),
    multiply(berHuLoss(prediction, target, mask), berHu),
  );
  return scores === null
    ? heights
    : add(heights, multiply(generatorLoss(scores.real, scores.fake), adversarial));
}
