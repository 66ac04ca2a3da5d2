import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ioError } from '../../core/atomic-file.node.js';
import { CuestaError, throwIfAborted } from '../../core/errors.js';
import type { Grid } from '../../core/georef.js';
import type { Compute } from '../../core/kernel.js';
import type { CogSamples } from '../../io/cog/cog-samples.js';
import { cogSpec } from '../../io/cog/cog-spec.js';
import { CogWriter } from '../../io/cog/cog-writer.node.js';
import { createNodeCompute } from '../../kernels/select.node.js';
import { DFC30_LAYERS, type Dfc30Layer, type Dfc30Pixel } from '../../networks/jspsr/dfc30/layers.js';
import { gridOf } from '../../product/inputs.node.js';
import type { JobContext } from '../../product/job-context.js';
import { createSourcePool, type SourcePool } from '../../product/source-pool.node.js';
import type { DatasetConfig } from './config.js';
import { checkLayer } from './layer-rules.js';
import { readLayer } from './read-layer.node.js';
import { sampleGrids } from './sample-grids.js';
import { type DatasetSite, findSites } from './sites.node.js';

/** A sample that is to be made. */
interface SampleJob {
  readonly site: DatasetSite;
  readonly id: string;
  readonly grid: Grid;
}

export interface DatasetJob {
  readonly root: string;
  readonly pixel: Dfc30Pixel;
  readonly samples: readonly SampleJob[];
}

export interface DatasetResult {
  readonly root: string;
  readonly written: number;
  /** From an earlier run. */
  readonly reused: number;
  /** Left out because image, heights or a model lack samples there. */
  readonly incomplete: number;
  /** How many of them because of which layer, the first of each. */
  readonly lacking: Readonly<Partial<Record<Dfc30Layer, number>>>;
  readonly layers: readonly Dfc30Layer[];
}

/** Finds all rasters, checks them by their headers and lays the samples out. Throws what {@link findSites} and the checks throw. */
export async function planDataset(config: DatasetConfig, { signal }: JobContext): Promise<DatasetJob> {
  const pixel = Number(config.resolution) as Dfc30Pixel;
  const sources = createSourcePool();
  try {
    const samples: SampleJob[] = [];
    for (const site of await findSites(config)) {
      throwIfAborted(signal);
      for (const [layer, path] of Object.entries(site.files)) {
        const { info } = await sources.get(path);
        checkLayer(layer as Dfc30Layer, info, gridOf(info), pixel);
      }
      const truth = site.files[DFC30_LAYERS.truth]!;
      const grids = sampleGrids(gridOf((await sources.get(truth)).info), pixel, truth);
      for (const [k, grid] of grids.entries())
        samples.push({ site, id: grids.length === 1 ? site.id : `${site.id}-${k + 1}`, grid });
    }
    return { root: join(config.output, `DFC30_${pixel}m`), pixel, samples };
  } finally {
    await sources.close();
  }
}

/**
 * Writes the samples as CITY/LAYER/ID_LAYER.tif. Those that are there already are kept unless the settings say overwrite. Throws `input` when
 * none is complete.
 */
export async function runDataset({ root, samples }: DatasetJob, context: JobContext): Promise<DatasetResult> {
  const { signal, settings } = context;
  const sources = createSourcePool();
  const compute = await createNodeCompute('wasm');
  const counts = { written: 0, reused: 0, incomplete: 0 };
  const lacking: Partial<Record<Dfc30Layer, number>> = {};
  const layers = new Set<Dfc30Layer>();
  try {
    for (const [done, sample] of samples.entries()) {
      throwIfAborted(signal);
      context.progress({ stage: 'samples', done, total: samples.length, reused: counts.reused });
      for (const layer of layersOf(sample.site)) layers.add(layer);
      const tools = { sources, compute, signal, overwrite: settings.overwrite };
      const { outcome, layer } = await makeSample(root, sample, tools);
      counts[outcome]++;
      if (layer !== undefined) lacking[layer] = (lacking[layer] ?? 0) + 1;
    }
  } finally {
    await sources.close();
    await compute.close();
  }
  if (counts.written + counts.reused === 0) throw nothingComplete(samples, lacking);
  return { root, ...counts, lacking, layers: [...layers] };
}

interface Tools {
  readonly sources: SourcePool;
  readonly compute: Compute;
  readonly signal: AbortSignal;
  readonly overwrite: boolean;
}

interface SampleOutcome {
  readonly outcome: 'written' | 'reused' | 'incomplete';
  /** The first that has not all samples. */
  readonly layer?: Dfc30Layer;
}

const layersOf = ({ files }: DatasetSite): Dfc30Layer[] => Object.keys(files) as Dfc30Layer[];

async function makeSample(
  root: string,
  { site, id, grid }: SampleJob,
  { sources, compute, signal, overwrite }: Tools,
): Promise<SampleOutcome> {
  const path = (layer: Dfc30Layer): string => join(root, site.city, layer, `${id}_${layer}.tif`);
  if (!overwrite && layersOf(site).every((layer) => existsSync(path(layer)))) return { outcome: 'reused' };
  const made: [Dfc30Layer, readonly CogSamples[]][] = [];
  for (const layer of layersOf(site)) {
    const bands = await readLayer(layer, await sources.get(site.files[layer]!), grid, compute, signal);
    if (bands === null) return { outcome: 'incomplete', layer };
    made.push([layer, bands]);
  }
  for (const [layer, bands] of made) await writeLayer(path(layer), grid, bands);
  return { outcome: 'written' };
}

async function writeLayer(path: string, grid: Grid, bands: readonly CogSamples[]): Promise<void> {
  await mkdir(dirname(path), { recursive: true }).catch((cause: unknown) => {
    throw ioError(cause, dirname(path), 'create');
  });
  const { width, height, transform, crs } = grid;
  const dtype = bands[0] instanceof Uint8Array ? 'uint8' : 'float32';
  const spec = cogSpec({
    ...{ width, height, bands: bands.length, dtype, georef: { transform, crs }, overviews: 'none' },
  });
  const writer = await CogWriter.create(path, spec);
  await writer.writeTile({ col: 0, row: 0, depth: 0 }, bands);
  await writer.finish();
}

function nothingComplete(samples: readonly SampleJob[], lacking: DatasetResult['lacking']): CuestaError {
  const reasons = Object.entries(lacking).map(([layer, count]) => `${layer} (${count})`);
  const [layer] = Object.keys(lacking) as Dfc30Layer[];
  const subject = samples[0]!.site.files[layer!]!;
  return new CuestaError(
    'input',
    `None of ${samples.length} samples has image, heights and models everywhere: ${reasons.join(', ')} lack parts.`,
    { subject, hint: `Does ${subject} overlap the heights? Compare their bounds with cuesta info.` },
  );
}
