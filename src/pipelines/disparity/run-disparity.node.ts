import { access } from 'node:fs/promises';
import { writeAtomically } from '../../core/atomic-file.node.js';
import { CuestaError } from '../../core/errors.js';
import { type CogResult, CogWriter } from '../../io/cog/cog-writer.node.js';
import type { JsonValue } from '../../io/sidecar.js';
import { writeSidecar } from '../../io/sidecar.node.js';
import { artifactPath } from '../../jobs/artifact.node.js';
import type { TaskResult } from '../../jobs/task.js';
import { taskId } from '../../jobs/task-id.node.js';
import { removeWorkFolder } from '../../jobs/work-folder.node.js';
import type { JobContext } from '../../product/job-context.js';
import { checkOutputs } from '../../product/outputs.node.js';
import { VERSION } from '../../product/version.node.js';
import { type DisparityPart, type MatchValue, PRODUCTS, type ProductName } from './disparity-task.js';
import { type DisparityJob, filesOf } from './plan-disparity.node.js';
import { writeDisparityReport } from './report.node.js';
import { type DisparityResult, statisticsOf } from './result.js';
import { stageFolders } from './run-stage.node.js';
import { correlate, makePyramids, matchOneLevel } from './stages.node.js';
import { tune } from './tune.node.js';

/** Errors that the same command meets again: there is nothing to resume. */
const FINAL = new Set(['input', 'format', 'unsupported', 'backend']);

/** Matches the pair level by level, writes the products with their sidecars and the report. A killed run resumes. */
export async function runDisparity(job: DisparityJob, context: JobContext): Promise<DisparityResult> {
  const started = new Date();
  const claim = await claimOutputs(job, context);
  try {
    const { parts: grey, samples } = await makePyramids(job, context);
    const tuned = await tune(job, context, grey);
    let coarser: readonly DisparityPart[] | null = null;
    for (let level = job.levels - 1; level > 0; level--) {
      coarser = (await matchOneLevel(job, context, grey, tuned.options, level, coarser)).parts;
    }
    const writers = await createWriters(job, context.signal);
    try {
      const take = async ({ value, artifact }: TaskResult<MatchValue>): Promise<void> => {
        for (const { product, offset, length } of value.trees) {
          await writers.get(product)!.addTree({ path: artifact!.path, offset, length });
        }
      };
      const { results } =
        job.config.method === 'ncc'
          ? await correlate(job, context, grey, tuned.threshold, take)
          : await matchOneLevel(job, context, grey, tuned.options, 0, coarser, take);
      await claim();
      const written = await finishWriters(job, writers, context);
      const classes = [0, 1, 2, 3, 4].map((c) =>
        results.reduce((sum, { value }) => sum + value.classes[c], 0),
      );
      const statistics = statisticsOf(written[0].statistics[0], classes, samples);
      const outputs = written.map(({ name, path, bytes, sha256 }) => ({ name, path, bytes, sha256 }));
      const seconds = (Date.now() - started.getTime()) / 1000;
      const { levels } = job;
      const result = { outputs, statistics, levels, search: tuned.search, seconds };
      await writeSidecars(job, result, started, context);
      if (job.config.report !== undefined)
        await writeDisparityReport(job.config.report, job, result, context);
      await removeFolders(job);
      return result;
    } finally {
      for (const writer of writers.values()) await writer.abort();
    }
  } catch (error) {
    if (error instanceof CuestaError && FINAL.has(error.code)) await removeFolders(job);
    throw error;
  }
}

/** Checks the outputs; what it returns marks them as this job's own before any is written, so that a resumed run may replace them. */
async function claimOutputs(job: DisparityJob, { settings }: JobContext): Promise<() => Promise<void>> {
  const files = filesOf(job.config, job.paths);
  const inputs = job.views.map((view) => view.path);
  const hashes = job.views.map((view) => view.sha256);
  const mark = artifactPath(job.workFolder, taskId({ files, hashes, config: job.config }));
  const isOwn = await access(mark).then(
    () => true,
    () => false,
  );
  await checkOutputs(files, inputs, settings.overwrite || isOwn);
  return () => writeAtomically(mark, (file) => file.writeFile(JSON.stringify(files)));
}

async function createWriters({ specs, paths }: DisparityJob, signal: AbortSignal) {
  const writers = new Map<ProductName, CogWriter>();
  for (const name of PRODUCTS) {
    const spec = specs[name];
    if (spec !== null) writers.set(name, await CogWriter.create(paths[name], spec, { signal }));
  }
  return writers;
}

async function finishWriters(
  { paths }: DisparityJob,
  writers: Map<ProductName, CogWriter>,
  { progress }: JobContext,
): Promise<(CogResult & { name: ProductName })[]> {
  const written: (CogResult & { name: ProductName })[] = [];
  const total = writers.size;
  for (const [name, writer] of writers) {
    progress({ stage: 'writing', done: written.length, total });
    written.push({ ...(await writer.finish()), name, path: paths[name] });
    writers.delete(name);
  }
  progress({ stage: 'writing', done: total, total });
  return written;
}

async function writeSidecars(
  job: DisparityJob,
  { outputs, statistics, levels, search }: DisparityResult,
  started: Date,
  { command, settings }: JobContext,
): Promise<void> {
  for (const { name, path, bytes, sha256 } of outputs) {
    const { bands, dtype, nodata, unit } = job.specs[name]!;
    await writeSidecar(
      {
        ...{ tool: { name: 'cuesta', version: VERSION }, command, config: plain(job.config) as JsonValue },
        ...{ product: { path, sha256, bytes }, grid: job.grid, bands, dtype, nodata, unit },
        inputs: job.views.map((view) => ({ path: view.path, sha256: view.sha256, bytes: view.bytes })),
        metrics:
          name === 'disparity'
            ? { ...plain(statistics), levels, best: search === null ? null : plain(search.best) }
            : {},
        ...{ seed: null, backend: settings.backend, threads: job.strips.threads, warnings: [] },
      },
      started,
    );
  }
}

function plain(value: object): { readonly [key: string]: JsonValue } {
  return JSON.parse(JSON.stringify(value)) as { readonly [key: string]: JsonValue };
}

async function removeFolders(job: DisparityJob): Promise<void> {
  for (const folder of [...stageFolders(job), job.workFolder]) await removeWorkFolder(folder);
}
