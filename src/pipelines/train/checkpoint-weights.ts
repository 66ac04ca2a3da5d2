import { CuestaError } from '../../core/errors.js';
import type { Weights } from '../../nn/model/bind-constants.js';
import type { Declaration } from '../../nn/model/declare.js';
import type { Registry } from '../../nn/model/registry.js';
import { AVERAGE_SLOT } from '../../nn/optimise/average.js';
import type { Checkpoint } from '../../nn/train/checkpoint-format.js';
import { NETWORK } from './networks.js';

/**
 * The weights of a checkpoint, with the running mean of its parameters where it has one; `path` names it in errors. Throws `format` where
 * they are not those of the network.
 */
export function checkpointWeights({ tensors }: Checkpoint, declaration: Declaration, path: string): Weights {
  const take = (registry: Registry, ...names: readonly string[]): Weights['state'] => {
    const values = names.map((name) => tensors[`${NETWORK}.${name}`]).find((found) => found !== undefined);
    if (registry.size === 0) return { registry, values: new Float32Array(0) };
    if (values?.length === registry.size) return { registry, values };
    const found = values === undefined ? 'none' : values.length;
    throw new CuestaError(
      'format',
      `${path} should hold ${registry.size} ${names.at(-1)} and holds ${found}.`,
      {
        subject: path,
        hint: 'It was written by another version of the network: train again, or use that version.',
      },
    );
  };
  return {
    parameters: take(declaration.parameters, AVERAGE_SLOT, 'parameters'),
    state: take(declaration.state, 'state'),
  };
}
