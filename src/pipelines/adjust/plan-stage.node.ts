import { adjustPlan, type PlanAdjustment } from '../../adjust/adjust-plan.js';
import type { PlanControl, TieObservation } from '../../adjust/observations.js';
import { pixelSize } from '../../core/geo-transform.js';
import type { Overlap } from '../../match/overlap-graph.js';
import { SCREENING } from '../../match/screen-pair.js';
import { TIE_GRID_SPREAD } from '../../match/tie-grid.js';
import { type TieRecord, tieRecord } from '../../match/tie-record.js';
import { median } from '../../math/order-statistics.js';
import type { JobContext } from '../../product/job-context.js';
import type { OverlapTies, ReferenceMatches, TieTask } from './adjust-task.js';
import type { BlockScene } from './block.js';
import type { AdjustConfig } from './config.js';
import type { BlockDatum } from './datum-choice.js';
import { depthAt, type Ground } from './ground.js';
import { type Observer, observe } from './observe.node.js';
import { tiePoints } from './tie-points.js';

export interface PlanStage {
  readonly ties: readonly TieRecord[];
  /** Per overlap. */
  readonly screened: readonly { readonly kept: number; readonly rmse: number }[];
  readonly plan: PlanAdjustment | null;
  readonly warnings: readonly string[];
}

/** Standard error of a match that noise alone does not explain, pixels: added to what matching states. */
const MATCH_FLOOR = 0.03;

/** Matches all overlaps and the reference, and adjusts the positions. */
export async function runPlanStage(
  ground: Ground,
  datum: BlockDatum['plan'],
  config: AdjustConfig,
  observer: Observer,
  context: JobContext,
): Promise<PlanStage> {
  if (config.planModel === 'none') return { ties: [], screened: [], plan: null, warnings: [] };
  const { scenes, overlaps } = ground;
  const block = observer.shared.scenes;
  const placed = await placeOnReference(block, observer, context);
  const tasks = overlaps.map((overlap) => tieTask(overlap, block, placed, config));
  const matched = await observe<OverlapTies>('ties', tasks, observer, context);
  const ties = matched.flatMap(({ ties }) => ties.map((tie) => tieRecord(tie)!));
  const warnings = [
    ...block.flatMap(({ id }, i) =>
      placed[i]?.found === false ? [`${id} was not found on the reference; its ties alone place it.`] : [],
    ),
    ...overlaps.flatMap(({ a, b }, i) =>
      matched[i]!.kept > 0
        ? []
        : [
            `${a} and ${b} share too little ${matched[i]!.ties.length < SCREENING.minKept ? 'ground' : 'texture'} to be tied in plan; they are tied in height only.`,
          ],
    ),
  ];
  const screened = matched.map(({ kept, rmse }) => ({ kept, rmse: rmse ?? Number.NaN }));
  const control = placed.flatMap((found, i) => planControl(found, block[i]!.id, ground));
  const observations = matched.flatMap(({ pixel }, i) =>
    ties.filter((tie) => isOf(tie, overlaps[i]!)).flatMap((tie) => planTie(tie, pixel, ground)),
  );
  if (control.length + observations.length === 0) {
    return {
      ties,
      screened,
      plan: null,
      warnings: [...warnings, 'No position was adjusted: there is no match at all.'],
    };
  }
  const unplaced = datum.kind === 'reference' && control.length === 0;
  if (unplaced)
    warnings.push('No scene was found on the reference: positions are adjusted among the scenes only.');
  const model = config.planModel;
  const plan = adjustPlan({
    scenes,
    ties: observations,
    control,
    datum: unplaced ? { kind: 'free' } : datum,
    model,
  });
  return { ties, screened, plan, warnings: [...warnings, ...plan.warnings.map((w) => `Position: ${w}`)] };
}

async function placeOnReference(
  scenes: readonly BlockScene[],
  observer: Observer,
  context: JobContext,
): Promise<ReferenceMatches[]> {
  if (observer.references.length === 0) return [];
  const tasks = scenes.map((_, scene) => ({ kind: 'reference-matches', scene }) as const);
  return observe<ReferenceMatches>('reference', tasks, observer, context);
}

function tieTask(
  overlap: Overlap,
  scenes: readonly BlockScene[],
  placed: readonly ReferenceMatches[],
  config: AdjustConfig,
): TieTask {
  const [a, b] = [overlap.a, overlap.b].map((id) => scenes.findIndex((scene) => scene.id === id)) as [
    number,
    number,
  ];
  const both = placed[a]?.found === true && placed[b]?.found === true;
  const [inA, inB] = [placed[a]?.shift ?? [0, 0], placed[b]?.shift ?? [0, 0]];
  const shift = both ? ([inB[0] - inA[0], inB[1] - inA[1]] as const) : ([0, 0] as const);
  const pixel = Math.max(...[a, b].map((i) => pixelSize(scenes[i]!.grid.transform)[0]));
  const { chip, columns, spacing = 2 * chip } = config;
  const points = tiePoints(overlap, pixel, { chip, columns, spacing, spread: TIE_GRID_SPREAD });
  return { kind: 'ties', a, b, points, shift };
}

function isOf({ sceneA, sceneB }: TieRecord, { a, b }: Overlap): boolean {
  return sceneA === a && sceneB === b;
}

function planTie(tie: TieRecord, pixel: number, ground: Ground): TieObservation[] {
  if (tie.status !== 'matched') return [];
  const { id, sceneA, sceneB, xA, yA, xB, yB } = tie;
  const floor = MATCH_FLOOR * pixel;
  const sigma = { sigmaX: Math.hypot(tie.sigmaX, floor), sigmaY: Math.hypot(tie.sigmaY, floor) };
  const share = 2 / Math.max(2, depthAt(ground, xB, yB));
  return [{ id, sceneA, sceneB, xA, yA, xB, yB, ...sigma, dh: null, sigmaH: null, share }];
}

/** Part of the matches' typical standard error that none of them undercuts: a single surface of differences may be too kind. */
const LEAST_SHARE = 0.5;

function planControl({ found, matches }: ReferenceMatches, scene: string, ground: Ground): PlanControl[] {
  if (!found) return [];
  const least =
    LEAST_SHARE * median(Float64Array.from(matches, (m) => Math.hypot(m.sigmaX, m.sigmaY) / Math.SQRT2));
  return matches.map((match) => {
    const sigma = { sigmaX: Math.max(match.sigmaX, least), sigmaY: Math.max(match.sigmaY, least) };
    return { ...match, ...sigma, share: 1 / depthAt(ground, match.x, match.y), kind: 'reference', scene };
  });
}
