import { join } from 'node:path';
import { NO_MARGIN } from '../../core/window.js';
import { cogSpec } from '../../io/cog/cog-spec.js';
import type { JobPlan } from '../../plan/plan.js';
import type { JobContext } from '../../product/job-context.js';
import { type ProductDefinition, planProduct } from '../../product/product-plan.node.js';
import type { RunSettings } from '../../product/run-settings.js';
import { referenceGrid } from '../../simulate/stripe-reference.js';
import type { Stripes } from '../../simulate/stripe-scene.js';
import { createStripes } from '../../simulate/stripes.js';
import { blockOf } from './block-of.js';
import type { SimulateConfig } from './config.js';
import { FILES } from './files.js';
import { gridOfRaster, type SimulatedRaster, type SimulateTask } from './simulate-task.js';

export interface RasterJob {
  readonly definition: ProductDefinition<SimulateTask>;
  readonly plan: JobPlan;
}

export interface SimulateJob {
  readonly config: SimulateConfig;
  readonly stripes: Stripes;
  /** In the order in which they are made. */
  readonly rasters: readonly RasterJob[];
}

/** Lays out the block and plans its rasters. Throws what the options or the memory rule out. */
export function planSimulate(config: SimulateConfig, { settings }: JobContext): SimulateJob {
  const stripes = createStripes(blockOf(config));
  const planned = (file: string, raster: SimulatedRaster): RasterJob => {
    const terrain = stripes.terrain.options;
    const definition = defineRaster(join(config.output, file), { terrain, raster });
    return { definition, plan: planProduct(definition, smallTiles(settings)) };
  };
  const rasters = stripes.scenes.map((scene) => planned(FILES.scene(scene.name), { kind: 'scene', scene }));
  const grid = referenceGrid(stripes, config.referencePixel);
  rasters.push(planned(FILES.reference, { kind: 'reference', grid }));
  if (config.truth) rasters.push(planned(FILES.truth, { kind: 'truth', grid: stripes.grid }));
  return { config, stripes, rasters };
}

/** A block takes long enough to compute that larger tiles gain nothing, and small scenes need some for every worker. */
function smallTiles(settings: RunSettings): RunSettings {
  return { ...settings, tileSize: settings.tileSize ?? 512 };
}

function defineRaster(path: string, task: SimulateTask): ProductDefinition<SimulateTask> {
  const grid = gridOfRaster(task.raster);
  const { kind } = task.raster;
  const spec = cogSpec({
    width: grid.width,
    height: grid.height,
    dtype: 'float32',
    nodata: -9999,
    georef: grid,
    unit: 'metre',
    descriptions: ['height'],
  });
  return {
    op: `simulate ${kind === 'scene' ? task.raster.scene.name : kind}`,
    grid,
    inputs: [],
    outputs: [{ name: 'dem', path, spec }],
    stages: [{ name: kind, halo: NO_MARGIN }],
    bytesPerPixel: 4,
    bytesPerTilePixel: 12,
    module: new URL('./simulate.worker.node.js', import.meta.url),
    config: task,
  };
}
