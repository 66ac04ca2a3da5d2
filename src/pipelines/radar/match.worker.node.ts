import type { Grid } from '../../core/georef.js';
import type { Compute } from '../../core/kernel.js';
import type { Raster } from '../../core/raster.js';
import { fullWindow } from '../../core/window.js';
import type { TaskRunner } from '../../jobs/task.js';
import { createNodeCompute } from '../../kernels/select.node.js';
import { createHeightShifter } from '../../product/height-shift.node.js';
import { createSourcePool, type SourcePool } from '../../product/source-pool.node.js';
import { createWarp } from '../../resample/create-warp.js';
import { resampleWindow } from '../../resample/resample-window.js';
import { lookedGeometry } from '../../sar/image/looked-geometry.js';
import { readAmplitude } from '../../sar/image/read-amplitude.js';
import { readSarProduct } from '../../sar/read-product.node.js';
import { matchPart, type PartImage, type PartPair, partGrid } from './match-part.js';
import { packPlanes } from './matched-planes.js';
import type { ImageTask, MatchShared, MatchTask, MatchValue, SurfaceTask } from './radar-task.js';

/** Worker module of the matching of radar pairs. */
export async function createTaskRunner(shared: MatchShared): Promise<TaskRunner<MatchTask, MatchValue>> {
  const { pairs, surface, matching } = shared;
  const sources = createSourcePool();
  const compute = await createNodeCompute(shared.backend);
  // Speckle filters have no GPU version.
  const filters = shared.backend === 'webgpu' ? await createNodeCompute('wasm') : compute;
  return {
    async run({ pair: index, window }, signal) {
      const { left, right, ...rest } = pairs[index];
      const pair: PartPair = {
        ...rest,
        left: await openImage(left, sources, filters, signal),
        right: await openImage(right, sources, filters, signal),
      };
      const heights = await readSurface(surface, partGrid(pair, window), sources, compute, signal);
      const { planes, value } = await matchPart(pair, window, heights, matching, compute);
      return value.points === 0 && value.overlap === 0 ? { value } : { value, artifact: packPlanes(planes) };
    },
    async close() {
      await sources.close();
      if (filters !== compute) await filters.close();
      await compute.close();
    },
  };
}

async function openImage(
  task: ImageTask,
  sources: SourcePool,
  compute: Compute,
  signal: AbortSignal,
): Promise<PartImage> {
  const product = await readSarProduct(task.path, task.polarisation ?? undefined);
  return {
    ...task,
    geometry: lookedGeometry(product.geometry, task.filter.looks),
    read: async (window) =>
      readAmplitude(await sources.get(product.raster), product, task.filter, window, compute, signal),
  };
}

/** Heights above the ellipsoid at the cells of a grid. */
async function readSurface(
  surface: SurfaceTask,
  grid: Grid,
  sources: SourcePool,
  compute: Compute,
  signal: AbortSignal,
): Promise<Raster> {
  const { width, height } = grid;
  if (surface.kind === 'level') {
    return { width, height, data: new Float32Array(width * height).fill(surface.height), georef: grid };
  }
  const window = fullWindow(grid);
  const warp = createWarp(surface.grid, grid);
  const source = await sources.get(surface.path);
  const { data } = await resampleWindow(source, warp, window, 'cubic', compute, signal);
  if (surface.shift !== null) (await createHeightShifter(surface.shift, grid))(window, data);
  return { width, height, data, georef: grid };
}
