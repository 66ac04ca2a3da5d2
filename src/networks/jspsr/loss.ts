import { z } from 'zod';
import type { Tensor } from '../../nn/graph/graph.js';
import { l1Loss } from '../../nn/losses/l1.js';
import { l2Loss } from '../../nn/losses/l2.js';
import type { Mask } from '../../nn/losses/masked.js';
import { sobelL1Loss } from '../../nn/losses/sobel-l1.js';
import { add } from '../../nn/ops/add.js';
import { multiply } from '../../nn/ops/multiply.js';

const weight = z.number().min(0);

/** Weights of the three terms. */
export const jspsrLossSchema = z.strictObject({
  l1: weight.default(1),
  l2: weight.default(1),
  edge: weight.default(0.1),
});

export type JspsrLossConfig = z.output<typeof jspsrLossSchema>;

/** The loss of Cai and Wilson 2025 on normalised heights [N, 1, H, W]: mean absolute, mean squared and mean Sobel difference. */
export function jspsrLoss(prediction: Tensor, target: Tensor, mask: Mask, config: JspsrLossConfig): Tensor {
  const terms = [
    [config.l1, l1Loss],
    [config.l2, l2Loss],
    [config.edge, sobelL1Loss],
  ] as const;
  return terms
    .filter(([factor]) => factor > 0)
    .map(([factor, loss]) => multiply(loss(prediction, target, mask), factor))
    .reduce((a, b) => add(a, b));
}
