import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { ioError } from '../../core/atomic-file.node.js';
import { CuestaError } from '../../core/errors.js';
import { canonicalJson } from '../../jobs/canonical-json.js';
import { scanLayout } from '../../networks/jspsr/dfc30/scan-layout.node.js';
import type { Tensor } from '../../nn/graph/graph.js';
import { type Shape, sizeOf } from '../../nn/graph/shape.js';
import { declareNetwork } from '../../nn/model/declare.js';
import { AVERAGE_SLOT } from '../../nn/optimise/average.js';
import type { Optimiser } from '../../nn/optimise/optimiser.js';
import { buildAdversarialNetworks } from '../../nn/train/adversarial-networks.js';
import type { NetworkDefinition } from '../../nn/train/bound-network.js';
import { initialState } from '../../nn/train/initial-state.js';
import {
  buildSingleNetwork,
  type SingleNetworkGraphs,
  type SingleNetworkSpec,
} from '../../nn/train/single-network.js';
import type { StepGraph } from '../../nn/train/step-graph.js';
import type { TrainerSetup } from '../../nn/train/trainer.js';
import { parseMemory } from '../../plan/memory.js';
import { defaultThreads } from '../../plan/system.node.js';
import { calibrationBatchCount, identityOf, type TrainConfig, trainConfigSchema } from './config.js';
import { dfc30Schema, tilesPerSample } from './dfc30.js';
import { DISCRIMINATOR, type Discriminator, openDiscriminator, requireScores } from './discriminator.js';
import { dataOf, isJspsrConfig, jspsrConfigSchema, translateJspsrConfig } from './jspsr-config.js';
import { buildLoss } from './losses.js';
import { buildMetrics } from './metrics.js';
import { buildNetwork, NETWORK } from './networks.js';
import { openData, type TrainingData } from './open-data.node.js';
import { buildOptimiser } from './optimisers.js';
import { checkDocument, readDocument } from './read-config.js';
import { readStart, readStarts, type StartWeights } from './start-weights.node.js';

/** What a training is going to do. */
export interface TrainJob {
  readonly config: TrainConfig;
  readonly name: string;
  readonly runFolder: string;
  readonly definition: NetworkDefinition;
  readonly data: TrainingData;
  /** Weights to start from; null for random ones. */
  readonly start: StartWeights | null;
  readonly optimiser: Optimiser;
  /** The network that it has to deceive; null trains without. */
  readonly discriminator: Discriminator | null;
  readonly threads: number;
  readonly batchBytes: number;
  readonly prefetchBytes: number;
  /** The training on the CPU: it defines what the others have to compute. */
  readonly graphs: SingleNetworkGraphs & { readonly critic: StepGraph | null };
  /** Everything that decides the numbers. Plain JSON. */
  readonly identity: object;
  /** SHA-256 of the graph and of the identity. */
  readonly training: string;
}

export interface TrainRequest {
  readonly config: string;
  readonly set: readonly string[];
  readonly device?: TrainConfig['device'];
  readonly threads?: number;
  readonly runDir?: string;
}

export const PHASE = 'fit';

/**
 * Reads the configuration, what it starts from and the headers of its data, and builds the graphs; nothing is written. Throws `config`,
 * and what reading throws.
 */
export async function planTrain(request: TrainRequest, signal: AbortSignal): Promise<TrainJob> {
  const text = await readFile(request.config, 'utf8').catch((cause: unknown) => {
    throw ioError(cause, request.config, 'read');
  });
  const file = await readEitherConfig(text, request);
  const threads = request.threads ?? file.threads ?? defaultThreads();
  const config: TrainConfig = { ...file, device: request.device ?? file.device, threads };
  requireScores(config);
  const folder = dirname(request.config);
  const data = await openData(config, folder, signal);
  const network = buildNetwork(config.network);
  const shapes = batchShapes(data, config.batch);
  const definition = {
    network,
    declaration: declareNetwork(network, ...data.inputs.map((field) => shapes[field]!)),
  };
  const optimiser = buildOptimiser(config.optimiser);
  const start = await readStartOf(config, definition, folder);
  const identity = identityOf(config, { start: start?.origin ?? null, data: data.facts });
  const discriminator =
    config.discriminator === null ? null : openDiscriminator(config.discriminator, data, shapes);
  const partial = { config, definition, data, optimiser, discriminator };
  const graphs = buildGraphs(partial, 'cpu');
  const name = basename(request.config, extname(request.config));
  const runFolder = resolve(request.runDir ?? join(cacheFolder(), 'cuesta', 'train', name));
  await requireFolder(runFolder);
  const samples = Object.values(shapes).reduce((sum, shape) => sum + sizeOf(shape), 0);
  return {
    ...partial,
    ...{ name, start, identity, threads, graphs, runFolder },
    batchBytes: 4 * samples,
    prefetchBytes: parsePrefetch(config.prefetch.memory),
    training: createHash('sha256')
      .update(canonicalJson(identity))
      .update(graphs.step.model)
      .update(graphs.critic?.model ?? '')
      .digest('hex'),
  };
}

/** A configuration in this program's keys or in those of the published JSPSR code. */
async function readEitherConfig(text: string, { config: path, set }: TrainRequest): Promise<TrainConfig> {
  const document = readDocument(text, path, set);
  if (!isJspsrConfig(document)) return checkDocument(document, path, trainConfigSchema);
  const published = checkDocument(document, path, jspsrConfigSchema);
  const data = dfc30Schema.parse(dataOf(published));
  const samples = await scanLayout(resolve(dirname(path), data.root), data.training, [data.dem]);
  const translated = translateJspsrConfig(published, samples.length * tilesPerSample(data));
  return checkDocument(translated, path, trainConfigSchema);
}

const batchShapes = ({ shapes }: TrainingData, batch: number): Record<string, Shape> =>
  Object.fromEntries(Object.entries(shapes).map(([field, shape]) => [field, [batch, ...shape]]));

async function readStartOf(
  { start, network, seed }: TrainConfig,
  definition: NetworkDefinition,
  folder: string,
): Promise<StartWeights | null> {
  if (start === undefined) return null;
  if (typeof start === 'string') return readStart(resolve(folder, start), definition, network);
  return readStarts(
    start.map((path) => resolve(folder, path)),
    definition,
    seed,
  );
}

/** Step and evaluation for a device. */
function buildGraphs(
  job: Pick<TrainJob, 'config' | 'definition' | 'data' | 'optimiser' | 'discriminator'>,
  device: TrainerSetup['device'],
): TrainJob['graphs'] {
  const { config, definition, data, optimiser, discriminator } = job;
  const { clip, average } = config.optimiser;
  const target = (batch: Readonly<Record<string, Tensor>>): Tensor => batch[data.target]!;
  const common = {
    ...{ target: device, name: NETWORK, definition, optimiser, inputs: data.inputs },
    batch: batchShapes(data, config.batch),
    metrics: (prediction: Tensor, batch: Readonly<Record<string, Tensor>>) =>
      buildMetrics(config.validation.metrics, prediction, batch, data),
    ...(clip === null ? {} : { clip }),
    ...(average === null ? {} : { average }),
  };
  if (discriminator === null) {
    const loss: SingleNetworkSpec['loss'] = (prediction, batch) =>
      buildLoss(config.loss, prediction, target(batch), null);
    return { ...buildSingleNetwork({ ...common, loss }), critic: null };
  }
  return buildAdversarialNetworks({
    ...{ ...common, truth: data.target, critic: discriminator },
    loss: (prediction, batch, scores) => buildLoss(config.loss, prediction, target(batch), null, scores),
  });
}

/** The trainer of a job on a device, with the weights that it starts from. */
export function setupOf(job: TrainJob, device: TrainerSetup['device']): TrainerSetup {
  const { step, evaluation, statistics, critic } = device === 'cpu' ? job.graphs : buildGraphs(job, device);
  const phases = [
    ...(critic === null ? [] : [{ name: DISCRIMINATOR, graph: critic }]),
    { name: PHASE, graph: step },
  ];
  const networks = {
    [NETWORK]: job.definition,
    ...(job.discriminator === null ? {} : { [DISCRIMINATOR]: job.discriminator.definition }),
  };
  const drawn = initialState(
    phases.map(({ graph }) => graph),
    networks,
    job.config.seed,
  );
  return {
    phases,
    evaluation,
    statistics: calibrationBatchCount(job.config) > 0 ? statistics : null,
    state: { ...drawn, ...startStateOf(job) },
    ...{ device, threads: job.threads },
  };
}

/** What the start weights replace in the initial state. */
function startStateOf({ start, config }: TrainJob): Record<string, Float32Array> {
  if (start === null) return {};
  const { parameters, state } = start;
  return {
    [`${NETWORK}.parameters`]: parameters,
    ...(state.length > 0 ? { [`${NETWORK}.state`]: state } : {}),
    ...(config.optimiser.average === null ? {} : { [`${NETWORK}.${AVERAGE_SLOT}`]: parameters.slice() }),
  };
}

/** Throws `config` where something else than a folder has the run folder's name. */
async function requireFolder(path: string): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found === null || found.isDirectory()) return;
  throw new CuestaError('config', `${path} is a file; the run needs a folder.`, {
    subject: '--run-dir',
    hint: 'Name a folder with --run-dir; it is made when it is missing.',
  });
}

function parsePrefetch(text: string): number {
  try {
    return parseMemory(text);
  } catch (cause) {
    throw new CuestaError('config', `prefetch.memory: "${text}" is not an amount of memory.`, {
      subject: 'prefetch.memory',
      hint: 'Give a number and a unit, for example 256MiB.',
      cause,
    });
  }
}

/** Where this system keeps what can be made again; trainings lie outside of work trees unless they are told otherwise. */
function cacheFolder(): string {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (process.platform === 'win32' && LOCALAPPDATA !== undefined) return LOCALAPPDATA;
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches');
  return XDG_CACHE_HOME !== undefined && XDG_CACHE_HOME !== '' ? XDG_CACHE_HOME : join(homedir(), '.cache');
}
