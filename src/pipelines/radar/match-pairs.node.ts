import { CuestaError } from '../../core/errors.js';
import { runJob } from '../../jobs/run-job.node.js';
import { taskId } from '../../jobs/task-id.node.js';
import { removeWorkFolder } from '../../jobs/work-folder.node.js';
import type { JobContext } from '../../product/job-context.js';
import { workFolderOf } from '../../product/run-settings.js';
import { VERSION } from '../../product/version.node.js';
import { greyRange } from './grey-range.node.js';
import type { RadarJob } from './plan-radar.node.js';
import type { MatchedPart, MatchShared, MatchTask, MatchValue, PairTask } from './radar-task.js';

export interface PairMatches {
  readonly parts: readonly MatchedPart[];
  /** Sums of what the parts say, for every pair. */
  readonly values: readonly MatchValue[];
}

/** Matches all parts on workers, or takes them over from a run that was killed. Throws what rules out a pair, see {@link requireMatches}. */
export async function matchPairs(job: RadarJob, context: JobContext): Promise<PairMatches> {
  const { settings, signal, progress, log } = context;
  const pairs: PairTask[] = [];
  for (const [index, { images, tasks, grid, least, greatest, start }] of job.pairs.entries()) {
    progress({ stage: 'looking at images', done: index, total: job.pairs.length });
    const [left, right] = [
      await greyRange(images[0].product, tasks[0].filter, signal),
      await greyRange(images[1].product, tasks[1].filter, signal),
    ];
    pairs.push({
      left: { ...tasks[0], grey: left },
      right: { ...tasks[1], grey: right },
      grid,
      least,
      greatest,
      start,
    });
  }
  const { surface, matching, matchTasks } = job;
  const shared: MatchShared = { backend: settings.backend, surface: surface.task, pairs, matching };
  const files = [
    ...job.images.flatMap((image) => image.files),
    ...surface.geoids,
    ...(surface.dem === null ? [] : [surface.dem]),
  ];
  const id = taskId({
    op: 'radar matching',
    version: VERSION,
    inputs: files.map((f) => f.sha256),
    ...shared,
  });
  const { results, reused } = await runJob<MatchTask, MatchValue>({
    name: 'radar matching',
    module: new URL('./match.worker.node.js', import.meta.url),
    shared,
    tasks: matchTasks.map((params) => ({
      id: taskId({ job: id, params }),
      params,
      label: `part (${params.window.col}, ${params.window.row}) of pair ${params.pair + 1}`,
    })),
    executor: settings.executor,
    threads: job.matchThreads,
    workFolder: folderOf(job, context),
    signal,
    onProgress: (update) => progress({ ...update, stage: 'matching' }),
  });
  if (reused > 0) log('info', `Reused ${reused} of ${results.length} matched parts of an interrupted run.`);
  const parts = matchTasks.map(
    (task, i): MatchedPart => ({ ...task, path: results[i].artifact?.path ?? null }),
  );
  const values = job.pairs.map((_, index) =>
    results.flatMap(({ value }, i) => (matchTasks[i].pair === index ? [value] : [])).reduce(added),
  );
  values.forEach((value, index) => {
    requireMatches(job, index, value);
  });
  return { parts, values };
}

/** Forgets the matched parts. */
export async function forgetMatches(job: RadarJob, context: JobContext): Promise<void> {
  await removeWorkFolder(folderOf(job, context));
}

function folderOf({ config }: RadarJob, { settings }: JobContext): string {
  return workFolderOf(`${config.output}.matching`, settings);
}

function added(a: MatchValue, b: MatchValue): MatchValue {
  return {
    seen: [a.seen[0] + b.seen[0], a.seen[1] + b.seen[1]],
    lit: [a.lit[0] + b.lit[0], a.lit[1] + b.lit[1]],
    overlap: a.overlap + b.overlap,
    matched: a.matched + b.matched,
    residualSquares: a.residualSquares + b.residualSquares,
    sigmas: a.sigmas + b.sigmas,
    points: a.points + b.points,
    positionError: Math.max(a.positionError, b.positionError),
  };
}

/** Share of the overlap below which matches are taken for chance. */
const LEAST_MATCHED = 0.02;

function requireMatches({ pairs }: RadarJob, index: number, value: MatchValue): void {
  const { images } = pairs[index];
  const names = images.map(({ path }) => path).join(' and ');
  if (value.seen.includes(0)) {
    throw new CuestaError('no-overlap', `${names} do not cover the same ground of the a-priori DEM.`, {
      subject: images[1].path,
      hint: 'Check that the images show one place, and that the DEM reaches over it.',
    });
  }
  const dark = value.lit.indexOf(0);
  if (dark >= 0 || value.overlap === 0) {
    const name = images[Math.max(dark, 0)].path;
    throw new CuestaError(
      'input',
      `${name} has no signal where the other image has one: all shadow, or no data.`,
      {
        subject: name,
        hint: 'Choose a pair that sees this ground.',
      },
    );
  }
  if (value.points >= LEAST_MATCHED * value.overlap) return;
  throw new CuestaError('input', `Only ${value.points} of ${value.overlap} cells of ${names} match.`, {
    subject: images[1].path,
    hint: 'Check that the pair has texture, that --height-error covers the errors of the DEM, and the DEM itself.',
  });
}
