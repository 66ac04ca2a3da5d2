import { z } from 'zod';
import { chen2022Metrics, poolChen2022Metrics } from '../../networks/chen2022/metrics.js';
import { heightMetrics, poolHeightMetrics } from '../../networks/jspsr/metrics.js';
import { poolReliefMetrics, reliefMetrics } from '../../networks/madnet/metrics.js';
import type { Tensor } from '../../nn/graph/graph.js';
import type { DataFields } from './data.js';

/**
 * What is measured with validation samples besides the loss: groups of metrics by name; `heights` in metres, for data that know them;
 * `relief` of slopes, for relative heights.
 */
export const metricsSchema = z.array(z.enum(['chen2022', 'heights', 'relief'])).default([]);

export type MetricsConfig = z.output<typeof metricsSchema>;

/** Scalars whose means over batches {@link poolMetrics} takes. */
export function buildMetrics(
  config: MetricsConfig,
  prediction: Tensor,
  batch: Readonly<Record<string, Tensor>>,
  { target: field, inputs, heights }: DataFields,
): Record<string, Tensor> {
  const target = batch[field]!;
  return {
    ...(config.includes('chen2022') ? chen2022Metrics(prediction, target) : {}),
    ...(config.includes('relief') ? reliefMetrics(prediction, target) : {}),
    ...(config.includes('heights') && heights !== undefined
      ? heightMetrics({ prediction, target, dem: batch[inputs[0]!]! }, heights)
      : {}),
  };
}

/** Metrics over all validation samples from means over their batches. */
export const poolMetrics = (means: Readonly<Record<string, number>>): Record<string, number> =>
  poolReliefMetrics(poolHeightMetrics(poolChen2022Metrics(means)));
