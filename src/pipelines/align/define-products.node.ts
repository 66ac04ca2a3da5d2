import { basename, dirname, join } from 'node:path';
import type { Alignment } from '../../align/alignment.js';
import type { AlignInput } from '../../align/estimate-job.js';
import { movedGrid } from '../../align/moved-grid.js';
import type { Grid } from '../../core/georef.js';
import type { RasterInfo } from '../../core/raster-source.js';
import { NO_MARGIN } from '../../core/window.js';
import { withVertical } from '../../geo/crs.js';
import { holds, isFloat } from '../../io/cog/cog-samples.js';
import { type CogSpec, cogSpec } from '../../io/cog/cog-spec.js';
import { cogOptionsOf } from '../../product/cog-options.js';
import type { InputFile } from '../../product/inputs.node.js';
import { keptMetadata } from '../../product/kept-metadata.js';
import type { ProductDefinition } from '../../product/product-plan.node.js';
import type { AlignJob } from './align-job.js';
import type { AlignTask } from './align-task.js';
import type { AlignConfig } from './config.js';

type Job = Omit<AlignJob, 'plan'>;

/** The product of one DEM that is moved. */
export function defineDem(
  job: Job,
  input: AlignInput,
  output: string,
  alignment: Alignment,
  nearHeight: number,
): ProductDefinition<AlignTask> {
  const { config, reference, vertical } = job;
  const base =
    config.grid === 'reference' && reference !== null
      ? reference.grid
      : movedGrid(input.grid, alignment, nearHeight);
  const grid: Grid = { ...base, crs: withVertical(base.crs, vertical) };
  const spec = cogSpec({
    ...cogOptionsOf(config, -9999),
    width: grid.width,
    height: grid.height,
    dtype: 'float32',
    georef: grid,
    ...keptMetadata(input.info, vertical),
    unit: 'metre',
  });
  const { path, shift, grid: own } = input;
  return {
    ...commonParts(job, input),
    grid,
    outputs: [{ name: 'dem', path: output, spec }],
    documents: output === config.output ? documentsOf(config) : [],
    stages: [{ name: config.resampling, halo: NO_MARGIN }],
    bytesPerTilePixel: 160,
    config: {
      dem: { path, shift, grid: own },
      image: null,
      target: grid,
      alignment,
      nearHeight,
      resampling: config.resampling,
    },
  };
}

/** The product of a raster that is moved in plan alone: on its own lattice, with its own sample type. */
export function defineImage(
  job: Job,
  input: InputFile,
  alignment: Alignment,
  nearHeight: number,
): ProductDefinition<AlignTask> {
  const { config, source } = job;
  const { path, info } = input;
  const grid = movedGrid(input.grid, alignment, nearHeight);
  const resampling = config.imageResampling ?? config.resampling;
  const spec = cogSpec({
    ...cogOptionsOf(config, null),
    nodata: null,
    width: grid.width,
    height: grid.height,
    bands: info.bands,
    dtype: info.dtype,
    georef: grid,
    ...keptMetadata(info, grid.crs.vertical),
    scale: info.scale,
    offset: info.offset,
    overviews: resampling === 'nearest' ? 'nearest' : 'average',
  });
  return {
    ...commonParts(job, input),
    grid,
    outputs: [{ name: 'image', path: appliedPath(config, path), spec: withNodata(spec, info, config) }],
    stages: [{ name: resampling, halo: NO_MARGIN }],
    bytesPerTilePixel: 160 + 12 * info.bands,
    config: {
      dem: { path: source.path, grid: source.grid, shift: source.shift },
      image: { path, grid: input.grid, bands: info.bands },
      target: grid,
      alignment,
      nearHeight,
      resampling,
    },
  };
}

/** The image's own nodata value; where it has none, that of `--nodata` if the type can hold it, or NaN. */
function withNodata(spec: CogSpec, { nodata }: RasterInfo, config: AlignConfig): CogSpec {
  const wanted = config.nodata === 'nan' ? Number.NaN : config.nodata;
  const candidates = [nodata, wanted ?? null, isFloat(spec.dtype) ? Number.NaN : null];
  return { ...spec, nodata: candidates.find((v) => v !== null && holds(spec.dtype, v)) ?? null };
}

function commonParts(job: Job, input: InputFile) {
  const { source, reference, mask, auxiliary } = job;
  const rasters = [
    input,
    source,
    ...(reference === null ? [] : [reference]),
    ...(mask === null ? [] : [mask]),
  ];
  return {
    op: 'align',
    inputs: [...new Map(rasters.map((raster) => [raster.path, raster])).values()],
    auxiliary,
    bytesPerPixel: 8,
    module: new URL('./align.worker.node.js', import.meta.url),
  };
}

/** What a reader of a moved image has to know; null for nothing. */
export function imageWarning({ outputs, config }: ProductDefinition<AlignTask>): string | null {
  const { spec } = outputs[0]!;
  if (config.image === null || spec.nodata !== null || isFloat(spec.dtype)) return null;
  return `${config.image.path} has no nodata value: what it does not cover any more is 0 (choose a value with --nodata).`;
}

/** `NAME_aligned.tif` beside the main output. */
export function appliedPath({ output }: AlignConfig, path: string): string {
  const name = basename(path.replace(/[?#].*$/, '')).replace(/\.[^.]*$/, '');
  return join(dirname(output), `${name}_aligned.tif`);
}

/** Files besides the rasters. */
export function documentsOf({ report, transformOut }: AlignConfig): string[] {
  return [report, transformOut].filter((path) => path !== undefined);
}
