import { basename, join } from 'node:path';
import { CuestaError } from '../../core/errors.js';
import { pixelSize } from '../../core/geo-transform.js';
import type { Grid } from '../../core/georef.js';
import { groundPixelSize } from '../../geo/ground-size.js';
import type { InputFile } from '../../product/inputs.node.js';
import type { JobContext } from '../../product/job-context.js';
import { type RunSettings, workFolderOf } from '../../product/run-settings.js';
import { cascadeLevels, pyramidPixels } from './cascade-levels.js';
import { pixelsPerCell } from './check-inputs.js';
import type { ReconstructConfig } from './config.js';
import { type Pair, pairsOf } from './pairs.js';
import {
  planSources,
  type ReconstructJob,
  type ReconstructSources,
  readSources,
} from './plan-reconstruct.node.js';
import { sunsOf } from './suns.js';

/** One DTM of a cascade; what it is made from, with an earlier DTM as its reference where there is one. */
export interface CascadeStep {
  readonly name: string;
  readonly config: ReconstructConfig;
  readonly sources: ReconstructSources;
  /** By headers alone: the reference of a later step is not there yet. */
  readonly planned: ReconstructJob;
}

export interface CascadeJob {
  /** From coarse to fine; the last one makes what was asked for. */
  readonly steps: readonly CascadeStep[];
  /** Where the DTMs of the earlier steps lie. */
  readonly folder: string;
  /** Whether the user wants to have them. */
  readonly keeps: boolean;
  readonly config: ReconstructConfig;
}

/**
 * Plans the DTM and, with `--cascade` or `--pyramid`, those on the way to it. Throws what {@link planReconstruct} throws for any of them, and
 * `config` for images that do not go from coarse to fine.
 */
export async function planCascade(config: ReconstructConfig, context: JobContext): Promise<CascadeJob> {
  const { settings } = context;
  sunsOf(config);
  const sources = await readSources(config, context);
  const { ratio } = sources.model.task;
  const folder = config.steps ?? stepsFolder(config.output, settings);
  const levels = config.cascade ? cascadeLevels(sources.images.map(sizeOf)) : [[...config.image.keys()]];
  const steps: CascadeStep[] = [];
  let { reference } = sources;
  for (const [i, level] of levels.entries()) {
    const isLast = i === levels.length - 1;
    const images = level.map((k) => sources.images[k]!);
    const own = levelConfig(config, level);
    const finest = isLast && config.resolution !== undefined ? config.resolution / ratio : undefined;
    const sides = pixelsOf(images, reference, config, finest);
    for (const [k, side] of sides.entries()) {
      const isFinal = isLast && k === sides.length - 1;
      const made = join(folder, `${steps.length + 1}.tif`);
      // A low pass that was chosen for the reference means nothing for the DTM of an earlier step.
      const lowPass = steps.length === 0 ? own.lowPass : undefined;
      const shared = { ...own, reference: reference.path, lowPass };
      const stepConfig = isFinal ? shared : { ...shared, ...PLAIN, output: made, resolution: ratio * side };
      const of = { ...sources, images, reference };
      const planned = await planSources(stepConfig, of, settings);
      steps.push({ name: nameOf(images, steps.length), config: stepConfig, sources: of, planned });
      reference = expected(made, planned.definition.grid, reference);
    }
  }
  return { steps, folder, keeps: config.steps !== undefined, config };
}

/** What nobody looks at in an earlier step. */
const PLAIN = {
  residual: false,
  source: false,
  sigma: false,
  maxSeam: undefined,
  report: undefined,
  compress: 'deflate',
  nodata: undefined,
} as const;

/** Beside the tiles of the last step. */
function stepsFolder(output: string, settings: RunSettings): string {
  return workFolderOf(output, settings).replace(/-work$/, '-steps');
}

const sizeOf = ({ path, grid }: InputFile) => {
  const { x, y } = groundPixelSize(grid);
  return { path, pixel: Math.sqrt(x * y) };
};

/** Pixels of the steps of a level in map units of its first image. */
function pixelsOf(
  images: readonly InputFile[],
  reference: InputFile,
  { pyramid }: ReconstructConfig,
  finest: number | undefined,
): number[] {
  const [first] = images as [InputFile];
  const own = Math.max(...pixelSize(first.grid.transform));
  if (pyramid === 1) return [own];
  const { x, y } = pixelsPerCell(first.grid, images.map(({ path }) => path).join(', '), reference);
  return pyramidPixels(finest ?? own, own * Math.sqrt(x * y), pyramid);
}

function nameOf(images: readonly InputFile[], before: number): string {
  return `step ${before + 1} (${images.map(({ path }) => basename(path)).join(', ')})`;
}

/** The options as those of a level alone: its images, with their angles and pairs. */
function levelConfig(config: ReconstructConfig, level: readonly number[]): ReconstructConfig {
  const pick = <T>(values: readonly T[]): T[] =>
    values.length === config.image.length ? level.map((i) => values[i]!) : [...values];
  const { sunAzimuth, sunElevation, image } = config;
  return {
    ...config,
    image: level.map((i) => image[i]!),
    ...(sunAzimuth === undefined ? {} : { sunAzimuth: pick(sunAzimuth) }),
    ...(sunElevation === undefined ? {} : { sunElevation: pick(sunElevation) }),
    ...(config.pairs === undefined ? {} : { pairs: levelPairs(pairsOf(config), level) }),
  };
}

/** Throws `config` for a pair whose images are not used together. */
function levelPairs(pairs: readonly Pair[], level: readonly number[]): string[] {
  const found = pairs.flatMap(({ left, right }) => {
    const [a, b] = [level.indexOf(left), level.indexOf(right)];
    if (a < 0 && b < 0) return [];
    if (a >= 0 && b >= 0) return [`${a + 1},${b + 1}`];
    throw new CuestaError('config', `Images ${left + 1} and ${right + 1} are no pair in a cascade.`, {
      subject: '--pairs',
      hint: 'The two images of an observation have one resolution and follow each other in the list.',
    });
  });
  return found.length === 0 ? ['none'] : found;
}

/** What a DTM will be that is not there yet. */
function expected(path: string, grid: Grid, reference: InputFile): InputFile {
  const { width, height, transform, crs } = grid;
  return {
    ...{ path, grid, sha256: '', bytes: null },
    info: {
      ...reference.info,
      ...{ name: path, format: 'GeoTIFF', width, height, bands: 1, dtype: 'float32' },
      ...{ georef: { transform, crs }, overviews: [], files: [], metadata: {} },
    },
  };
}
