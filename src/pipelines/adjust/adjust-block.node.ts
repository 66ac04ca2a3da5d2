import { pixelSize } from '../../core/geo-transform.js';
import { overlapGraph } from '../../match/overlap-graph.js';
import type { JobContext } from '../../product/job-context.js';
import type { AdjustedBlock, MatchedOverlap } from './adjusted-block.js';
import { adjustmentScenes } from './block.js';
import { readControl } from './control-points.node.js';
import { requireLinks } from './datum-choice.js';
import { readFootprints } from './footprints.node.js';
import { runHeightStage } from './height-stage.node.js';
import type { Observer } from './observe.node.js';
import type { AdjustJob } from './plan-adjust.node.js';
import { runPlanStage } from './plan-stage.node.js';

/** Chips that an overlap has to hold at least. */
const FEWEST_CHIPS = 2;

/** Finds the overlaps, makes all observations and adjusts positions, then heights. */
export async function adjustWholeBlock(job: AdjustJob, context: JobContext): Promise<AdjustedBlock> {
  const { config, scenes: block, datum, plan: jobPlan } = job;
  const footprints = await readFootprints(block, context.signal, (done) =>
    context.progress({ stage: 'reading footprints', done, total: block.length }),
  );
  const pixel = Math.max(...block.map(({ grid }) => pixelSize(grid.transform)[0]));
  const minArea = FEWEST_CHIPS * (config.chip * pixel) ** 2;
  const { overlaps, orbits } = overlapGraph(footprints, minArea, config.orbits ?? null);
  requireLinks(block, overlaps, config);
  const scenes = adjustmentScenes(block, orbits);
  const control =
    config.control === undefined
      ? null
      : await readControl(config.control, job.grid, footprints, config, context.signal);
  const observer: Observer = {
    output: config.output,
    shared: {
      scenes: block,
      reference: job.references.map(({ path, grid }, i) => ({ path, grid, shift: job.referenceShifts[i]! })),
      backend: context.settings.backend,
      chip: config.chip,
      search: config.search,
      noise: config.noise,
      seed: config.seed,
      footprint: config.footprint,
      referenceSigma: config.referenceSigma,
    },
    inputs: job.inputs,
    references: job.references,
    threads: jobPlan.threads,
  };
  const ground = { scenes, overlaps, footprints };
  const planned = await runPlanStage(ground, datum.plan, config, observer, context);
  const measured = await runHeightStage(
    ground,
    planned.plan,
    control,
    datum.height,
    config,
    observer,
    context,
  );
  const { height, checks, givenRmse, seen, places, counts } = measured;
  return {
    ...{ orbits, height, checks, givenRmse, seen, places },
    ties: planned.ties,
    plan: measured.plan,
    control: measured.control,
    overlaps: overlaps.map(({ a, b, direction }, i): MatchedOverlap => {
      const ties = planned.ties.filter((tie) => tie.sceneA === a && tie.sceneB === b);
      return {
        ...{ a, b, direction },
        planned: ties.length,
        matched: ties.filter(({ status }) => status === 'matched' || status === 'outlier').length,
        kept: planned.screened[i]?.kept ?? 0,
        rmse: planned.screened[i]?.rmse ?? Number.NaN,
        heights: counts[i]!,
      };
    }),
    warnings: [
      ...job.warnings,
      ...(block.length > 1 && overlaps.length === 0 ? ['No two scenes overlap.'] : []),
      ...planned.warnings,
      ...height.warnings.map((w) => `Height: ${w}`),
    ],
  };
}
