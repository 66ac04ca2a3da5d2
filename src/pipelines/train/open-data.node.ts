import { resolve } from 'node:path';
import { CuestaError } from '../../core/errors.js';
import { type DataSplit, splitSamples } from '../../nn/train/batch-order.js';
import type { SourceReference } from '../../nn/train/sample-source.js';
import type { TrainConfig } from './config.js';
import { type DataFields, dataFields } from './data.js';
import type { RastersConfig, RasterTiles } from './rasters.js';
import { scanSites } from './scan-sites.node.js';
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
  const count = data.type === 'simulated-terrain' ? data.count : data.scenes * data.tiles;
  return {
    ...dataFields(data),
    source: { module: moduleOf(data.type), options: data },
    split: splitSamples(count, batch, config.validation.share, seed),
    ...{ facts: null, note: null },
  };
}

async function openRasters(
  data: RastersConfig,
  { batch, seed, validation: { share } }: TrainConfig,
  folder: string,
  signal: AbortSignal,
): Promise<TrainingData> {
  const at = (path: string): string => (/^https?:/i.test(path) ? path : resolve(folder, path));
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
  requireSamples(split, { batch, share, isReserved: reserved.size > 0 });
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
  }: { readonly batch: number; readonly share: number; readonly isReserved: boolean },
): void {
  const missing =
    training.length === 0
      ? 'No tile is left for training'
      : validation.length === 0 && (share > 0 || isReserved)
        ? `The tiles for validation do not fill a batch of ${batch}`
        : null;
  if (missing === null) return;
  throw new CuestaError('config', `${missing}.`, {
    subject: 'data.sites',
    hint: 'Add sites, choose smaller tiles (data.tile), areas (data.area) or batches, or set validation.share to 0.',
  });
}
