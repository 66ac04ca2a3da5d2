import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { z } from 'zod';
import { CuestaError } from '../../core/errors.js';
import { canonicalJson } from '../../jobs/canonical-json.js';
import { sameShape } from '../../nn/graph/shape.js';
import type { Weights } from '../../nn/model/bind-constants.js';
import { initialValues, type Registry } from '../../nn/model/registry.js';
import type { NetworkDefinition } from '../../nn/train/bound-network.js';
import { readCheckpoint } from '../../nn/train/checkpoint.node.js';
import type { Checkpoint } from '../../nn/train/checkpoint-format.js';
import { checkpointWeights } from './checkpoint-weights.js';
import { type NetworkConfig, networkSchema } from './networks.js';
import { trainedNetwork } from './trained-network.js';

/** Weights that a training starts from. */
export interface StartWeights {
  readonly path: string;
  /** Flat, in the order of the network's registries. */
  readonly parameters: Float32Array;
  readonly state: Float32Array;
  /** What they are, for the identity of the training and the manifest of its model. Plain JSON. */
  readonly origin: StartOrigin | { readonly parts: readonly StartOrigin[] };
}

interface StartOrigin {
  readonly file: string;
  readonly sha256: string;
  readonly iteration: number;
  readonly training: unknown;
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
  const checkpoint = await readTrained(path);
  requireSameNetwork(checkpoint.config, network, path);
  const weights = checkpointWeights(checkpoint, declaration, path);
  return {
    path,
    parameters: weights.parameters.values,
    state: weights.state.values,
    origin: originOf(checkpoint, weights, path),
  };
}

/**
 * The weights of checkpoints of parts of a network, found by their names; what none of them has is drawn from `seed`, as at the start of a
 * training without them. Throws what {@link readStart} throws, and `config` for a checkpoint that has no part of the network.
 */
export async function readStarts(
  paths: readonly string[],
  { declaration }: NetworkDefinition,
  seed: number,
): Promise<StartWeights> {
  const parameters = initialValues(declaration.parameters, seed);
  const state = initialValues(declaration.state, seed);
  const parts: StartOrigin[] = [];
  for (const path of paths) {
    const checkpoint = await readTrained(path);
    const part = trainedNetwork(checkpoint.config, path).declaration;
    const weights = checkpointWeights(checkpoint, part, path);
    const taken = copyByName(weights.parameters, declaration.parameters, parameters);
    copyByName(weights.state, declaration.state, state);
    if (taken === 0) throw notAPart(path);
    parts.push(originOf(checkpoint, weights, path));
  }
  return { path: paths.join(', '), parameters, state, origin: { parts } };
}

async function readTrained(path: string): Promise<Checkpoint> {
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
  return readCheckpoint(path);
}

function originOf(checkpoint: Checkpoint, { parameters, state }: Weights, path: string): StartOrigin {
  const hash = createHash('sha256');
  for (const { values } of [parameters, state])
    hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  return {
    file: basename(path),
    sha256: hash.digest('hex'),
    iteration: checkpoint.progress.iteration,
    training: JSON.parse(canonicalJson(checkpoint.config)),
  };
}

/** Copies entries of equal name and shape; gives how many there are. */
function copyByName({ registry, values }: Weights['state'], into: Registry, target: Float32Array): number {
  const places = new Map(into.entries.map((entry) => [entry.name, entry]));
  let copied = 0;
  for (const { name, shape, offset, size } of registry.entries) {
    const place = places.get(name);
    if (place === undefined || !sameShape(place.shape, shape)) continue;
    target.set(values.subarray(offset, offset + size), place.offset);
    copied++;
  }
  return copied;
}

const notAPart = (path: string): CuestaError =>
  new CuestaError('config', `start: ${path} holds no weights that this network has.`, {
    subject: 'start',
    hint: 'Name checkpoints of parts of it with the same size: network {type: madnet, part: fine}.',
  });

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
