import { z } from 'zod';
import { chen2022Metrics, poolChen2022Metrics } from '../../networks/chen2022/metrics.js';
import type { Tensor } from '../../nn/graph/graph.js';

/** What is measured with validation samples besides the loss: groups of metrics by name. */
export const metricsSchema = z.array(z.enum(['chen2022'])).default([]);

export type MetricsConfig = z.output<typeof metricsSchema>;

/** Scalars whose means over batches {@link poolMetrics} takes. */
export function buildMetrics(
  config: MetricsConfig,
  prediction: Tensor,
  target: Tensor,
): Record<string, Tensor> {
  return config.includes('chen2022') ? chen2022Metrics(prediction, target) : {};
}

/** Metrics over all validation samples from means over their batches. */
export const poolMetrics: (means: Readonly<Record<string, number>>) => Record<string, number> =
  poolChen2022Metrics;
