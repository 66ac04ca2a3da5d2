import type { TaskRunner } from '../../jobs/task.js';
import { createNodeCompute } from '../../kernels/select.node.js';
import { createSourcePool } from '../../product/source-pool.node.js';
import type { WindowSource } from '../../resample/resample-window.js';
import type { ObservationShared, ObservationTask } from './adjust-task.js';
import { measureControl } from './control-heights.js';
import { measureHeightTies } from './height-ties.js';
import { matchOverlap } from './match-overlap.js';
import { matchReference } from './match-reference.js';
import type { ReferenceTile } from './reference-grids.js';
import { measureReferenceHeights } from './reference-heights.js';
import { createBlockSources } from './scene-source.node.js';

/** Worker module of the jobs that make observations; every task reads its own windows of the scenes. */
export async function createTaskRunner(
  shared: ObservationShared,
): Promise<TaskRunner<ObservationTask, unknown>> {
  const compute = await createNodeCompute(shared.backend);
  const sources = createSourcePool();
  const block = createBlockSources(sources, compute);
  const scene = (number: number): Promise<WindowSource> => block.scene(shared.scenes[number]!);
  const tiles = (): Promise<ReferenceTile[]> =>
    Promise.all(
      shared.reference.map(async (tile) => ({ source: await block.heights(tile), grid: tile.grid })),
    );

  const observe = async (task: ObservationTask, signal: AbortSignal): Promise<unknown> => {
    switch (task.kind) {
      case 'reference-matches':
        return matchReference(task, await scene(task.scene), await tiles(), shared, compute, signal);
      case 'ties':
        return matchOverlap(task, [await scene(task.a), await scene(task.b)], shared, compute, signal);
      case 'height-ties':
        return measureHeightTies(task, [await scene(task.a), await scene(task.b)], shared, compute, signal);
      case 'control':
        return measureControl(task, await scene(task.scene), shared, signal);
      case 'reference-heights':
        return measureReferenceHeights(task, await scene(task.scene), await tiles(), shared, compute, signal);
    }
  };

  return {
    run: async (task, signal) => ({ value: await observe(task, signal) }),
    async close() {
      await sources.close();
      await compute.close();
    },
  };
}
