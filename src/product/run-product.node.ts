import { access } from 'node:fs/promises';
import { removeStaleTemporaries, writeAtomically } from '../core/atomic-file.node.js';
import { artifactPath } from '../jobs/artifact.node.js';
import { runJob } from '../jobs/run-job.node.js';
import type { Task, TaskResult } from '../jobs/task.js';
import { taskId } from '../jobs/task-id.node.js';
import { removeWorkFolder } from '../jobs/work-folder.node.js';
import type { JobPlan } from '../plan/plan.js';
import { listTiles } from '../plan/tile-grid.js';
import { createAssembly, type WrittenProduct } from './assembly.node.js';
import { isFinal } from './final-error.js';
import type { JobContext } from './job-context.js';
import { checkOutputs, filesOfJob } from './outputs.node.js';
import { type ProductDefinition, tileDepth } from './product-plan.node.js';
import type { ProductShared, TileTask, TileValue } from './product-task.js';
import { VERSION } from './version.node.js';

export interface ProductResult<V> {
  readonly outputs: readonly WrittenProduct[];
  /** What the stage returned for each tile, row-major. */
  readonly values: readonly V[];
  readonly tiles: number;
  /** Tiles taken over from an interrupted run. */
  readonly reused: number;
  readonly seconds: number;
}

/**
 * Computes all tiles on workers, then assembles the outputs, each under a temporary name until it is complete. The
 * caller removes the work folder with {@link finishProduct} once sidecars and reports stand too, so that a
 * run killed at any moment before that resumes without computing a finished tile again.
 *
 * `accept` sees the values of all tiles before anything is assembled; what it throws ends the job without outputs.
 */
export async function runProduct<C, V>(
  definition: ProductDefinition<C>,
  plan: JobPlan,
  context: JobContext,
  accept: (values: readonly V[]) => void = () => {},
): Promise<ProductResult<V>> {
  const started = performance.now();
  const { outputs, op } = definition;
  const { signal, progress, settings } = context;
  const shared = shareOf(definition, plan, settings.backend);
  const tasks = tasksOf(definition, plan, shared);
  const claim = await claimOutputs(definition, plan, tasks, settings.overwrite);

  const assembly = createAssembly(outputs, context);
  const valuesOf = (results: readonly TaskResult<TileValue<V>>[]) => results.map(({ value }) => value.value);
  const { results, reused } = await runJob<TileTask, TileValue<V>>({
    name: op,
    module: definition.module,
    shared,
    tasks,
    executor: plan.executor,
    threads: plan.threads,
    workFolder: plan.workFolder,
    signal,
    onProgress: (update) => progress({ ...update, stage: `${op} tiles` }),
    onResult: (result) => assembly.add(result),
    onDone: async (done) => {
      accept(valuesOf(done));
      await claim();
      await assembly.finish();
    },
  }).catch(async (error: unknown) => {
    await assembly.abort();
    if (isFinal(error)) await finishProduct(plan);
    throw error;
  });
  if (reused > 0) context.log('info', `Reused ${reused} of ${results.length} tiles of an interrupted run.`);

  return {
    outputs: assembly.written,
    values: valuesOf(results),
    tiles: results.length,
    reused,
    seconds: (performance.now() - started) / 1000,
  };
}

/**
 * Checks the outputs, and returns what marks them as this job's own. A run that is killed while it gives its outputs
 * their names may replace them when it goes on, without the user's permission to overwrite: the mark, an artifact of
 * the job like a tile, says so.
 */
async function claimOutputs<C>(
  { outputs, inputs, documents }: ProductDefinition<C>,
  { workFolder }: JobPlan,
  tasks: readonly Task<TileTask>[],
  overwrite: boolean,
): Promise<() => Promise<void>> {
  const files = filesOfJob(
    outputs.map((output) => output.path),
    documents,
  );
  const mark = artifactPath(workFolder, taskId({ tasks: tasks.map((task) => task.id), files }));
  const isOwn = await access(mark).then(
    () => true,
    () => false,
  );
  await checkOutputs(
    files,
    inputs.map((input) => input.path),
    overwrite || isOwn,
  );
  for (const file of files) await removeStaleTemporaries(file);
  return () => writeAtomically(mark, (file) => file.writeFile(JSON.stringify(files)));
}

/** Removes the finished tiles; products, sidecars and reports stand. */
export async function finishProduct(plan: JobPlan): Promise<void> {
  await removeWorkFolder(plan.workFolder);
}

function shareOf<C>(
  definition: ProductDefinition<C>,
  plan: JobPlan,
  backend: ProductShared<C>['backend'],
): ProductShared<C> {
  const specs = Object.fromEntries(definition.outputs.map(({ name, spec }) => [name, spec]));
  const depth = tileDepth(plan.tiles.tileSize, definition.outputs[0].spec.blockSize);
  return { specs, depth, backend, config: definition.config };
}

/** Ids name everything a tile's bytes depend on; NaN, which JSON lacks, stands in a spec's nodata only. */
function tasksOf<C>(
  definition: ProductDefinition<C>,
  plan: JobPlan,
  shared: ProductShared<C>,
): Task<TileTask>[] {
  const specs = definition.outputs.map(({ name, spec }) => ({ name, ...spec, nodata: String(spec.nodata) }));
  const job = taskId({
    op: definition.op,
    version: VERSION,
    inputs: [...definition.inputs, ...(definition.auxiliary ?? [])].map((file) => file.sha256),
    config: definition.config,
    backend: shared.backend,
    depth: shared.depth,
    specs,
  });
  return listTiles(plan.tiles).map(({ col, row, window }) => ({
    id: taskId({ job, col, row }),
    params: { col, row, window },
    label: `tile (${col}, ${row})`,
  }));
}
