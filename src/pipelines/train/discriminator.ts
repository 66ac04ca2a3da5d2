import { CuestaError } from '../../core/errors.js';
import { DISCRIMINATORS, madnetDiscriminator } from '../../networks/madnet/discriminator.js';
import type { Shape } from '../../nn/graph/shape.js';
import { declareNetwork } from '../../nn/model/declare.js';
import type { CriticSpec } from '../../nn/train/adversarial-networks.js';
import type { TrainConfig } from './config.js';
import type { DataFields } from './data.js';
import { buildOptimiser } from './optimisers.js';

/** The name of the discriminator in graphs, checkpoints and logs, and of its step. */
export const DISCRIMINATOR = 'discriminator';

export type Discriminator = CriticSpec;

/** The discriminator of a configuration; it sees what the network sees. `shapes`: of batches. */
export function openDiscriminator(
  { network: size, optimiser }: NonNullable<TrainConfig['discriminator']>,
  { inputs, target }: DataFields,
  shapes: Readonly<Record<string, Shape>>,
): Discriminator {
  const network = madnetDiscriminator(typeof size === 'string' ? DISCRIMINATORS[size] : size);
  const seen = [...inputs, target].map((field) => shapes[field]!);
  return {
    name: DISCRIMINATOR,
    definition: { network, declaration: declareNetwork(network, ...seen) },
    evidence: inputs,
    optimiser: buildOptimiser(optimiser),
    ...(optimiser.clip === null ? {} : { clip: optimiser.clip }),
  };
}

/** Throws `config` for a discriminator whose scores no term of the loss takes, or that has nothing to compare. */
export function requireScores({ discriminator, loss, batch }: TrainConfig): void {
  if (discriminator === null) return;
  const isScored = loss.madnet !== undefined && loss.madnet.adversarial > 0;
  if (isScored && batch > 1) return;
  throw new CuestaError(
    'config',
    isScored
      ? 'A relativistic discriminator compares samples: batches of one have nothing to compare.'
      : 'There is a discriminator, and the loss has no adversarial term.',
    {
      subject: isScored ? 'batch' : 'discriminator',
      hint: isScored ? 'Set batch to 2 or more.' : 'Add loss: {madnet: {}}, or leave the discriminator out.',
    },
  );
}
