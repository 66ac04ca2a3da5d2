import { adam } from '../../nn/optimise/adam.js';
import { adamw } from '../../nn/optimise/adamw.js';
import type { Optimiser } from '../../nn/optimise/optimiser.js';
import type { TrainConfig } from './config.js';

export function buildOptimiser({
  type,
  beta1,
  beta2,
  epsilon,
  decay,
}: Omit<TrainConfig['optimiser'], 'average'>): Optimiser {
  const options = { beta1, beta2, epsilon };
  return type === 'adam' ? adam(options) : adamw({ ...options, decay });
}
