import { CuestaError } from '../../core/errors.js';
import { isFinal } from '../../product/final-error.js';
import type { JobContext } from '../../product/job-context.js';
import { finishProduct, runProduct } from '../../product/run-product.node.js';
import { writeProductSidecar } from '../../product/sidecar.node.js';
import { coarseConfig, onCoarse } from './bootstrap.node.js';
import { BOOTSTRAP } from './config.js';
import { epipolarFiles, writeEpipolar } from './epipolar-images.node.js';
import { evaluateDsm } from './evaluate.node.js';
import { forgetMatches, matchPairs } from './match-pairs.node.js';
import { planOnSurface, type RadarJob } from './plan-radar.node.js';
import type { RadarMetrics, RadarResult } from './radar-result.js';
import type { GridTask, GridValue, MatchValue } from './radar-task.js';
import { writeRadarReport } from './report.node.js';
import { demSurface } from './surface.node.js';

/** Makes the DSM with its siblings and sidecars; for `bootstrap` a coarse one first. Finished parts of a killed run are found again. */
export async function runRadar(job: RadarJob, context: JobContext): Promise<RadarResult> {
  if (job.config.dem !== BOOTSTRAP) return runOnSurface(job, null, context);
  const coarse = coarseConfig(job.config);
  const first = await planOnSurface(coarse, job.images, job.surface, null, context);
  await runOnSurface(first, null, context);
  const config = onCoarse(job.config, coarse.output);
  const surface = await demSurface(config, job.images[0].product, context.signal);
  return runOnSurface(
    await planOnSurface(config, job.images, surface, job.truth, context),
    coarse.output,
    context,
  );
}

async function runOnSurface(job: RadarJob, coarse: string | null, context: JobContext): Promise<RadarResult> {
  try {
    return await makeDsm(job, coarse, context);
  } catch (error) {
    if (isFinal(error)) await forgetMatches(job, context);
    throw error;
  }
}

async function makeDsm(job: RadarJob, coarse: string | null, context: JobContext): Promise<RadarResult> {
  const [started, before] = [performance.now(), process.cpuUsage()];
  const matches = await matchPairs(job, context);
  const [matched, used] = [performance.now(), process.cpuUsage(before)];
  const definition = { ...job.definition, config: { ...job.definition.config, parts: matches.parts } };
  const product = await runProduct<GridTask, GridValue>(definition, job.plan, context, (values) => {
    if (values.some(({ classes: [, matched] }) => matched > 0)) return;
    throw new CuestaError('numeric', `No cell of ${job.config.output} lies between matched points.`, {
      subject: job.config.output,
      hint: 'Use a larger --resolution: the matches are too thin for this one.',
    });
  });
  const metrics: RadarMetrics = {
    pairs: job.pairs.map((_, index) => pairMetrics(job, index, matches.values[index])),
    cells: cellsOf(product.values),
    coarse,
    areas: await evaluateDsm(job, context),
  };
  const warnings = warningsOf(metrics);
  for (const warning of warnings) context.log('warn', warning);
  const stageSeconds = {
    matching: (matched - started) / 1000,
    matchingCpu: (used.user + used.system) / 1e6,
    gridding: product.seconds,
  };
  const result: RadarResult = { ...product, metrics, stageSeconds, warnings };
  await writeProductSidecar({ ...job, definition, result, context, metrics, warnings });
  const { report, epipolar } = job.config;
  if (epipolar !== undefined) {
    for (const [index, files] of epipolarFiles(epipolar, job.pairs.length).entries()) {
      const parts = matches.parts.filter(({ pair }) => pair === index);
      await writeEpipolar(files, job.pairs[index].grid, parts, context.signal);
    }
  }
  if (report !== undefined) await writeRadarReport(report, job, matches, result, context);
  await forgetMatches(job, context);
  await finishProduct(job.plan);
  return result;
}

function pairMetrics({ pairs }: RadarJob, index: number, value: MatchValue): RadarMetrics['pairs'][number] {
  const { images, tasks, angle, parallaxPerMetre, crossParallax, least, greatest } = pairs[index];
  return {
    left: images[0].path,
    right: images[1].path,
    ...{ angle, parallaxPerMetre, crossParallax },
    searched: [least, greatest],
    looks: tasks.map(({ filter: { looks } }) => [looks.x, looks.y]),
    positionError: value.positionError,
    overlap: value.overlap,
    completeness: (100 * value.matched) / value.overlap,
    residual: Math.sqrt(value.residualSquares / value.points),
    sigma: value.sigmas / value.points,
  };
}

function cellsOf(values: readonly GridValue[]): RadarMetrics['cells'] {
  const total = (k: 0 | 1 | 2 | 3): number => values.reduce((sum, { classes }) => sum + classes[k], 0);
  return { matched: total(1), gap: total(2), void: total(3), none: total(0) };
}

function warningsOf({ pairs }: RadarMetrics): string[] {
  return pairs.flatMap(({ left, right, completeness, crossParallax }) => [
    ...(completeness < 50
      ? [`Only ${completeness.toFixed(0)} % of ${left} and ${right} match: most of the DSM is interpolated.`]
      : []),
    ...(crossParallax > 1
      ? [
          `The tracks of ${left} and ${right} leave up to ${crossParallax.toFixed(1)} rows of parallax across the epipolar lines.`,
        ]
      : []),
  ]);
}
