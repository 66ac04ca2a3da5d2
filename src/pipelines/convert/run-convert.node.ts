import type { DType } from '../../core/band.js';
import { CuestaError } from '../../core/errors.js';
import type { Grid } from '../../core/georef.js';
import { gridWindow } from '../../core/raster.js';
import { contains, fullWindow, NO_MARGIN, type Window } from '../../core/window.js';
import { isCogDType, isFloat } from '../../io/cog/cog-samples.js';
import { type CogSpec, cogSpec } from '../../io/cog/cog-spec.js';
import type { JobPlan } from '../../plan/plan.js';
import { cogOptionsOf } from '../../product/cog-options.js';
import { requireOneSurface } from '../../product/height-shift.js';
import { prepareHeights } from '../../product/height-shift.node.js';
import { type InputFile, inspectInputs, requireReal } from '../../product/inputs.node.js';
import type { JobContext } from '../../product/job-context.js';
import { keptMetadata } from '../../product/kept-metadata.js';
import { checkOutputsEarly, filesOfJob } from '../../product/outputs.node.js';
import { type ProductDefinition, planProduct } from '../../product/product-plan.node.js';
import { finishProduct, type ProductResult, runProduct } from '../../product/run-product.node.js';
import { writeProductSidecar } from '../../product/sidecar.node.js';
import { targetOptionsOf } from '../../product/target-options.js';
import { createWarp } from '../../resample/create-warp.js';
import { unionGrid } from '../../resample/target-grid.js';
import type { ConvertConfig } from './config.js';
import type { ConvertTask } from './convert-task.js';

export interface ConvertJob {
  readonly definition: ProductDefinition<ConvertTask>;
  readonly plan: JobPlan;
  readonly config: ConvertConfig;
}

/** Reads the input's header and fixes grid, sample type, tiles and memory. */
export async function planConvert(config: ConvertConfig, context: JobContext): Promise<ConvertJob> {
  await checkOutputsEarly(filesOfJob([config.output]), [config.input], context.settings);
  const [input] = (await inspectInputs([config.input], context.signal)) as [InputFile];
  requireReal(input);
  const heights = await prepareHeights([input], config, context.signal);
  const part =
    config.window === undefined ? input.grid : gridWindow(input.grid, partOf(input, config.window));
  const isPlain =
    config.crs === undefined && config.tr === undefined && config.bbox === undefined && !config.tap;
  const target = isPlain ? part : unionGrid([part], targetOptionsOf(config));
  const grid: Grid = { ...target, crs: { ...target.crs, vertical: heights.vertical } };
  // A raster that does not say it holds heights may be an image, which has no surface to be above.
  if (heights.vertical.kind !== 'unknown') {
    const crs = { ...input.grid.crs, vertical: heights.vertical };
    requireOneSurface([
      { name: input.path, crs },
      { name: 'the output', crs: grid.crs },
    ]);
  }
  const shift = heights.shifts[0] ?? null;
  const onLattice = createWarp(input.grid, grid).shift !== null && config.resampling !== 'cubicspline';
  const path = onLattice && shift === null && !input.info.hasMask ? 'copy' : 'heights';
  const definition: ProductDefinition<ConvertTask> = {
    op: 'convert',
    grid,
    inputs: [input],
    auxiliary: heights.geoids,
    outputs: [{ name: 'raster', path: config.output, spec: specOf(config, input, grid, path) }],
    stages: [{ name: path === 'copy' ? 'copy' : config.resampling, halo: NO_MARGIN }],
    bytesPerPixel: 8,
    bytesPerTilePixel: 24 * input.info.bands,
    module: new URL('./convert.worker.node.js', import.meta.url),
    config: {
      input: config.input,
      source: input.grid,
      target: grid,
      bands: input.info.bands,
      path,
      resampling: config.resampling,
      shift,
      sourceDtype: input.info.dtype,
    },
  };
  return { definition, plan: planProduct(definition, context.settings), config };
}

function partOf(
  { path, info }: InputFile,
  [col, row, width, height]: readonly [number, number, number, number],
): Window {
  const window = { col, row, width, height };
  if (contains(fullWindow(info), window)) return window;
  throw new CuestaError('config', `The window ${col} ${row} ${width} ${height} reaches outside ${path}.`, {
    subject: '--window',
    hint: `The raster has ${info.width} x ${info.height} pixels.`,
  });
}

function specOf(
  config: ConvertConfig,
  { path, info }: InputFile,
  grid: Grid,
  way: ConvertTask['path'],
): CogSpec {
  const dtype = config.dtype ?? defaultDtype(info.dtype, way);
  if (!isCogDType(dtype)) {
    throw new CuestaError(
      'unsupported',
      `A COG cannot be written with samples of type ${dtype}, as ${path} has.`,
      {
        subject: path,
        hint: 'Choose a type with --dtype.',
      },
    );
  }
  const base = {
    ...cogOptionsOf(config, null),
    width: grid.width,
    height: grid.height,
    bands: info.bands,
    dtype,
    georef: grid,
    ...keptMetadata(info, grid.crs.vertical),
    ...(way === 'copy' ? { scale: info.scale, offset: info.offset } : {}),
  };
  if (config.nodata !== undefined) return cogSpec(base);
  const spec = cogSpec({ ...base, nodata: null });
  const canMiss = way === 'heights' || info.nodata !== null || isFloat(spec.dtype);
  if (!canMiss) return spec;
  const isKept = info.nodata !== null && (way === 'copy' || isNoHeight(info.nodata) || !isFloat(spec.dtype));
  if (isKept && !(Number.isNaN(info.nodata) && !isFloat(spec.dtype))) {
    return cogSpec({ ...base, nodata: info.nodata });
  }
  if (isFloat(spec.dtype)) return cogSpec({ ...base, nodata: Number.NaN });
  throw new CuestaError('config', `${path} has no nodata value that ${dtype} can hold.`, {
    subject: '--nodata',
    hint: 'Say with --nodata which value missing samples get.',
  });
}

/** Whether no interpolated height can have the value by chance. */
function isNoHeight(nodata: number): boolean {
  return !(Math.abs(nodata) < 9999);
}

/** The input's type where nothing is computed, float32 for heights; float16 has no writer and is widened. */
function defaultDtype(dtype: DType, way: ConvertTask['path']): DType {
  if (way === 'heights' && dtype !== 'float64') return 'float32';
  return dtype === 'float16' ? 'float32' : dtype;
}

/** Converts and writes the COG with its sidecar. */
export async function runConvert(job: ConvertJob, context: JobContext): Promise<ProductResult<null>> {
  const result = await runProduct<ConvertTask, null>(job.definition, job.plan, context);
  await writeProductSidecar({ ...job, result, context, metrics: {}, warnings: [] });
  await finishProduct(job.plan);
  return result;
}
