import { CuestaError } from '../../core/errors.js';
import { uniformMargin } from '../../core/window.js';
import { cogSpec } from '../../io/cog/cog-spec.js';
import type { JobPlan } from '../../plan/plan.js';
import { cogOptionsOf } from '../../product/cog-options.js';
import { inspectDem, nothingValid, requireAlignedRows } from '../../product/dem-input.node.js';
import type { JobContext } from '../../product/job-context.js';
import { filesOfJob } from '../../product/outputs.node.js';
import { type ProductDefinition, planProduct } from '../../product/product-plan.node.js';
import { finishProduct, type ProductResult, runProduct } from '../../product/run-product.node.js';
import { writeProductSidecar } from '../../product/sidecar.node.js';
import { hasKernel } from '../../terrain/terrain-window.js';
import type { TerrainConfig, TerrainTask, TerrainTileValue } from './config.js';

export interface TerrainJob {
  readonly definition: ProductDefinition<TerrainTask>;
  readonly plan: JobPlan;
  readonly config: TerrainConfig;
}

/** Reads the input's header and fixes grid, tiles and memory. Throws what the input or the memory rules out. */
export async function planTerrain(
  config: TerrainConfig,
  product: TerrainTask['product'],
  context: JobContext,
): Promise<TerrainJob> {
  requireBackend(product, context);
  const input = await inspectDem(config.input, filesOfJob([config.output]), context);
  const { grid } = input;
  requireAlignedRows(config.input, grid);
  const isShade = product.kind === 'hillshade';
  const spec = cogSpec({
    ...cogOptionsOf(config, isShade ? 0 : -9999),
    width: grid.width,
    height: grid.height,
    dtype: isShade ? 'uint8' : 'float32',
    georef: grid,
    unit: unitOf(product),
    descriptions: [product.kind === 'curvature' ? `${product.curvature} curvature` : product.kind],
  });
  const definition: ProductDefinition<TerrainTask> = {
    op: product.kind,
    grid,
    inputs: [input],
    outputs: [{ name: product.kind, path: config.output, spec }],
    stages: [{ name: product.kind, halo: uniformMargin(1) }],
    bytesPerPixel: 12,
    bytesPerTilePixel: isShade ? 3 : 12,
    module: new URL('./terrain.worker.node.js', import.meta.url),
    config: {
      input: config.input,
      zFactor: 'zFactor' in config ? config.zFactor : 1,
      edges: config.edges ? 'compute' : 'nodata',
      product,
    },
  };
  return { definition, plan: planProduct(definition, context.settings), config };
}

/** Unit of the samples; null for grey levels, and where it is that of the DEM. */
function unitOf(product: TerrainTask['product']): string | null {
  if (product.kind === 'slope') return product.unit;
  if (product.kind === 'aspect') return 'degree';
  return product.kind === 'curvature' ? '1/metre' : null;
}

/** Computes, writes the COG and its sidecar. Throws `input` when the DEM has no valid sample. */
export async function runTerrain(
  job: TerrainJob,
  given: JobContext,
): Promise<ProductResult<TerrainTileValue>> {
  const context = contextOf(job, given);
  const result = await runProduct<TerrainTask, TerrainTileValue>(
    job.definition,
    job.plan,
    context,
    (values) => {
      if (!values.some(({ hasSamples }) => hasSamples)) throw nothingValid(job.config.input);
    },
  );
  await writeProductSidecar({ ...job, result, context, metrics: {}, warnings: [] });
  await finishProduct(job.plan);
  return result;
}

/** Products without a kernel run in plain TypeScript, and their sidecar says so. */
function contextOf({ definition }: TerrainJob, context: JobContext): JobContext {
  if (hasKernel(definition.config.product)) return context;
  return { ...context, settings: { ...context.settings, backend: 'reference' } };
}

function requireBackend(product: TerrainTask['product'], { settings }: JobContext): void {
  if (hasKernel(product) || settings.backend !== 'webgpu') return;
  throw new CuestaError('backend', `The ${nameOf(product)} has no WebGPU version.`, {
    hint: 'Leave out --backend.',
  });
}

function nameOf(product: TerrainTask['product']): string {
  if (product.kind !== 'hillshade' && product.kind !== 'slope') return `product ${product.kind}`;
  if (product.basis === 'zevenbergen-thorne') return `${product.kind} after Zevenbergen & Thorne`;
  return product.kind === 'hillshade' ? `${product.variant} hillshade` : product.kind;
}
