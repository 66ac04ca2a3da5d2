import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { z } from 'zod';
import { CuestaError } from '../../core/errors.js';
import { canonicalJson } from '../../jobs/canonical-json.js';
import type { NetworkDefinition } from '../../nn/train/bound-network.js';
import { readCheckpoint } from '../../nn/train/checkpoint.node.js';
import { checkpointWeights } from './checkpoint-weights.js';
import { type NetworkConfig, networkSchema } from './networks.js';

/** Weights that a training starts from. */
export interface StartWeights {
  readonly path: string;
  /** Flat, in the order of the network's registries. */
  readonly parameters: Float32Array;
  readonly state: Float32Array;
  /** What they are, for the identity of the training and the manifest of its model. Plain JSON. */
  readonly origin: {
    readonly file: string;
    readonly sha256: string;
    readonly iteration: number;
    readonly training: unknown;
  };
}

/**
 * The weights of a checkpoint, with the running mean of its parameters where it has one, for a new training of the same network: its
 * optimiser, schedule and data do not matter. Throws `io`, `format`, `unsupported` for a model file.
 */
export async function readStart(
  path: string,
  { declaration }: NetworkDefinition,
  network: NetworkConfig,
): Promise<StartWeights> {
  if (/\.onnx$/i.test(path)) {
    throw new CuestaError(
      'unsupported',
      `start: ${path} is a model for inference, which has no normalisation left to train.`,
      {
        subject: 'start',
        hint: 'Name the checkpoint that the model was exported from: best.safetensors of its run folder.',
      },
    );
  }
  const checkpoint = await readCheckpoint(path);
  requireSameNetwork(checkpoint.config, network, path);
  const { parameters, state } = checkpointWeights(checkpoint, declaration, path);
  const hash = createHash('sha256');
  for (const { values } of [parameters, state])
    hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  return {
    path,
    parameters: parameters.values,
    state: state.values,
    origin: {
      file: basename(path),
      sha256: hash.digest('hex'),
      iteration: checkpoint.progress.iteration,
      training: JSON.parse(canonicalJson(checkpoint.config)),
    },
  };
}

/** Networks of one size can differ in what they do with their weights. */
function requireSameNetwork(config: unknown, network: NetworkConfig, path: string): void {
  const found = z.looseObject({ network: networkSchema }).safeParse(config);
  if (!found.success || canonicalJson(found.data.network) === canonicalJson(network)) return;
  throw new CuestaError(
    'config',
    `start: ${path} holds the weights of another network: ${canonicalJson(found.data.network)}.`,
    {
      subject: 'start',
      hint: 'Give network the same options.',
    },
  );
}
