import { z } from 'zod';
import { chen2022Loss, chen2022LossSchema } from '../../networks/chen2022/loss.js';
import { jspsrLoss, jspsrLossSchema } from '../../networks/jspsr/loss.js';
import { madnetLoss, madnetLossSchema } from '../../networks/madnet/loss.js';
import type { Tensor } from '../../nn/graph/graph.js';
import { berHuLoss } from '../../nn/losses/ber-hu.js';
import { gradientLoss } from '../../nn/losses/gradient.js';
import { l1Loss } from '../../nn/losses/l1.js';
import { l2Loss } from '../../nn/losses/l2.js';
import type { Mask } from '../../nn/losses/masked.js';
import { normalLoss } from '../../nn/losses/normal.js';
import type { Scores } from '../../nn/losses/relativistic-gan.js';
import { sobelL1Loss } from '../../nn/losses/sobel-l1.js';
import { add } from '../../nn/ops/add.js';
import { multiply } from '../../nn/ops/multiply.js';

const LOSSES = {
  l1: l1Loss,
  l2: l2Loss,
  berHu: berHuLoss,
  gradient: gradientLoss,
  sobelL1: sobelL1Loss,
  /** Normals of the normalised heights, pixels being one unit wide. */
  normal: (prediction: Tensor, target: Tensor, mask: Mask) => normalLoss(prediction, target, mask, 1),
} as const;

const weight = z.number().positive().optional();

/** Weights of the terms of the loss by name; `chen2022`, `jspsr` and `madnet` are three terms with weights of their own. */
export const lossSchema = z
  .strictObject({
    ...{ l1: weight, l2: weight, berHu: weight, gradient: weight, sobelL1: weight, normal: weight },
    chen2022: chen2022LossSchema.optional(),
    jspsr: jspsrLossSchema.optional(),
    madnet: madnetLossSchema.optional(),
  })
  .refine((terms) => Object.keys(terms).length > 0, 'needs at least one term')
  .default({ l1: 1 });

export type LossConfig = z.output<typeof lossSchema>;

/** The weighted sum of the terms; `scores` of a critic where there is one, for the terms that take them. */
export function buildLoss(
  config: LossConfig,
  prediction: Tensor,
  target: Tensor,
  mask: Mask,
  scores: Scores | null = null,
): Tensor {
  const { chen2022, jspsr, madnet, ...factors } = config;
  const terms = Object.entries(factors).flatMap(([name, factor]) => {
    const loss = LOSSES[name as keyof typeof LOSSES];
    return factor === undefined ? [] : [multiply(loss(prediction, target, mask), factor)];
  });
  if (chen2022 !== undefined) terms.push(chen2022Loss(prediction, target, mask, chen2022));
  if (jspsr !== undefined) terms.push(jspsrLoss(prediction, target, mask, jspsr));
  if (madnet !== undefined) terms.push(madnetLoss(prediction, target, mask, scores, madnet));
  return terms.reduce((a, b) => add(a, b));
}
