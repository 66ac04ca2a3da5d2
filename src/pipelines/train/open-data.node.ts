import { resolve } from 'node:path';
import { CuestaError } from '../../core/errors.js';
import { DFC30_LAYERS, guidanceLayer } from '../../networks/jspsr/dfc30/layers.js';
import { scanLayout } from '../../networks/jspsr/dfc30/scan-layout.node.js';
import { type DataSplit, splitSamples } from '../../nn/train/batch-order.js';
import type { SourceReference } from '../../nn/train/sample-source.js';
import { checkSamples } from './check-dfc30.node.js';
import type { TrainConfig } from './config.js';
import { type DataFields, dataFields } from './data.js';
import { type Dfc30Config, type Dfc30Tiles, tilesPerSample } from './dfc30.js';
import type { RastersConfig, RasterTiles } from './rasters.js';
import { scanSites } from './scan-sites.node.js';
import type { MarsTiles, SimulatedMarsConfig } from './simulated-mars.js';
import { splitAreas } from './split-areas.js';

/** The samples of a training, ready to be read by data workers. */
export interface TrainingData extends DataFields {
  readonly source: SourceReference;
  readonly split: DataSplit;
  /** Where the numbers come from besides the configuration: part of the training's identity. Plain JSON; null adds nothing. */
  readonly facts: object | null;
  /** What a user should know about the samples. */
  readonly note: string | null;
}

const moduleOf = (name: string): string => new URL(`./${name}.worker.node.js`, import.meta.url).href;

/**
 * What a configuration's data are. Real rasters are read once to find their tiles; `folder` is what their paths are seen from. Throws
 * `config` for data that leave nothing to train with, and what {@link scanSites} throws.
 */
export async function openData(
  config: TrainConfig,
  folder: string,
  signal: AbortSignal,
): Promise<TrainingData> {
  const { data, batch, seed } = config;
  if (data.type === 'rasters') return openRasters(data, config, folder, signal);
  if (data.type === 'dfc30') return openDfc30(data, config, folder, signal);
  if (data.type === 'simulated-mars') return openMars(data, config, folder, signal);
  const count = data.type === 'simulated-terrain' ? data.count : data.scenes * data.tiles;
  return {
    ...dataFields(data),
    source: { module: moduleOf(data.type), options: data },
    split: splitSamples(count, batch, config.validation.share, seed),
    ...{ facts: null, note: null },
  };
}

async function openMars(
  data: SimulatedMarsConfig,
  { batch, seed, validation: { share } }: TrainConfig,
  folder: string,
  signal: AbortSignal,
): Promise<TrainingData> {
  const { real: sites, note, files } = await openRealMars(data, folder, signal);
  const options: MarsTiles = { config: data, real: sites };
  return {
    ...dataFields(data),
    source: { module: moduleOf(data.type), options },
    split: splitSamples(data.scenes * data.tiles, batch, share, seed),
    ...{ facts: files === null ? null : { files }, note },
  };
}

/** The tiles of the real sites among simulated ones. */
async function openRealMars({ real, size, sun }: SimulatedMarsConfig, folder: string, signal: AbortSignal) {
  if (real === null) return { real: null, note: null, files: null };
  // Heights at half the resolution of their image have cells of 2 x 2 pixels; the samples make their own means.
  const sites = real.sites.map((site) => ({
    ...{ ...site, image: pathFrom(folder, site.image), fine: pathFrom(folder, site.fine) },
    ...{ coarse: { average: 2 }, validation: false },
  }));
  const { tiles, counts, files } = await scanSites(
    { sites, tile: [size, size], area: 1, rejectNoise: false },
    signal,
  );
  return {
    real: { sites, tiles, width: size, height: size, ...({ target: 'pixel', sun, augment: false } as const) },
    note: `${tiles.length} of ${counts.total} real tiles are used; ${counts.missing} lack samples.`,
    files,
  };
}

/** Paths are seen from the configuration's folder. */
function pathFrom(folder: string, path: string): string {
  return /^https?:/i.test(path) ? path : resolve(folder, path);
}

async function openDfc30(
  data: Dfc30Config,
  { batch }: TrainConfig,
  folder: string,
  signal: AbortSignal,
): Promise<TrainingData> {
  const root = resolve(folder, data.root);
  const layers = [data.dem, DFC30_LAYERS.truth, ...data.guidance.map(guidanceLayer)];
  const training = await scanLayout(root, data.training, layers);
  const validation = await scanLayout(root, data.validation, layers);
  await checkSamples([...training, ...validation], data.sample, signal);
  const options: Dfc30Tiles = { config: data, root, samples: [...training, ...validation] };
  const first = training.length * tilesPerSample(data);
  const count = validation.length * tilesPerSample(data);
  const split = {
    training: Array.from({ length: first }, (_, i) => i),
    validation: Array.from({ length: Math.floor(count / batch) * batch }, (_, i) => first + i),
  };
  requireSamples(split, {
    ...{ batch, share: 0, isReserved: data.validation.length > 0, subject: 'data.validation' },
    hint: 'Choose a smaller batch (train_batch_size in a file with the published keys), or more cities.',
  });
  return {
    ...dataFields(data),
    source: { module: moduleOf(data.type), options },
    split,
    facts: { training: training.length, validation: validation.length },
    note: null,
  };
}

async function openRasters(
  data: RastersConfig,
  { batch, seed, validation: { share } }: TrainConfig,
  folder: string,
  signal: AbortSignal,
): Promise<TrainingData> {
  const at = (path: string): string => pathFrom(folder, path);
  const sites = data.sites.map((site) => ({
    ...site,
    image: at(site.image),
    fine: at(site.fine),
    coarse: typeof site.coarse === 'string' ? at(site.coarse) : site.coarse,
  }));
  const { tiles, counts, files } = await scanSites({ ...data, sites }, signal);
  const reserved = new Set(tiles.filter(({ site }) => sites[site]!.validation).map(({ area }) => area));
  const areas = tiles.map(({ area }) => area);
  const split = splitAreas(areas, reserved, { batch, share, seed });
  requireSamples(split, {
    ...{ batch, share, isReserved: reserved.size > 0, subject: 'data.sites' },
    hint: 'Add sites, choose smaller tiles (data.tile), areas (data.area) or batches, or set validation.share to 0.',
  });
  const [width, height] = data.tile;
  const { target, sun, augment } = data;
  const options: RasterTiles = { sites, tiles, width, height, target, sun, augment };
  const { total, missing, noisy } = counts;
  return {
    ...dataFields(data),
    source: { module: moduleOf(data.type), options },
    split,
    facts: { files, tiles: tiles.length },
    note: `${tiles.length} of ${total} tiles are used; ${missing} lack samples, ${noisy} look like matching noise.`,
  };
}

function requireSamples(
  { training, validation }: DataSplit,
  {
    batch,
    share,
    isReserved,
    subject,
    hint,
  }: {
    readonly batch: number;
    readonly share: number;
    readonly isReserved: boolean;
    readonly subject: string;
    readonly hint: string;
  },
): void {
  const missing =
    training.length === 0
      ? 'No tile is left for training'
      : validation.length === 0 && (share > 0 || isReserved)
        ? `The tiles for validation do not fill a batch of ${batch}`
        : null;
  if (missing === null) return;
  throw new CuestaError('config', `${missing}.`, { subject, hint });
}
