import { adjustHeights } from '../../adjust/adjust-heights.js';
import type { PlanAdjustment } from '../../adjust/adjust-plan.js';
import { planTransform } from '../../adjust/apply.js';
import { type CheckResult, checkHeights } from '../../adjust/check-heights.js';
import type { HeightControl } from '../../adjust/observations.js';
import type { AdjustmentResult } from '../../adjust/result.js';
import type { Scene } from '../../adjust/scene.js';
import type { ControlSplit } from '../../adjust/split-control.js';
import { type GeoTransform, pixelSize, toMap } from '../../core/geo-transform.js';
import type { JobContext } from '../../product/job-context.js';
import type {
  ControlHeight,
  ControlTask,
  HeightTie,
  ObservationTask,
  PlacedPoint,
  ReferenceHeight,
} from './adjust-task.js';
import type { ControlSummary } from './adjusted-block.js';
import type { BlockScene } from './block.js';
import type { AdjustConfig } from './config.js';
import type { BlockControlPoint, ControlFile } from './control-points.node.js';
import type { BlockDatum } from './datum-choice.js';
import type { Ground } from './ground.js';
import { heightTie, type Positions, referenceHeight, seenHeight } from './height-observations.js';
import { heightPrior } from './height-prior.js';
import { heightTasks, splitPoints } from './height-tasks.js';
import { type Observer, observe } from './observe.node.js';
import { type SeenPoint, screenScene } from './screen-control.js';

export interface HeightStage {
  readonly height: AdjustmentResult;
  /** Positions after the heights; null when nothing was adjusted in plan. */
  readonly plan: AdjustmentResult | null;
  readonly control: ControlSummary | null;
  readonly seen: readonly SeenPoint[];
  readonly checks: CheckResult | null;
  /** RMSE of the scenes as they are given at the check points, metres; NaN without any. */
  readonly givenRmse: number;
  /** Height differences per overlap. */
  readonly counts: readonly number[];
  readonly places: ReadonlyMap<string, PlacedPoint>;
}

/** Heights are measured again where positions have changed by more than this since, pixels (less is linear); and so often at most. */
const MOST_MOVED = 0.25;
const MOST_PASSES = 3;

/**
 * Measures heights at the corrected positions, splits and screens the control points, and adjusts the heights, and the positions
 * by what the heights say about them; again at the new positions until these stay.
 */
export async function runHeightStage(
  ground: Ground,
  plan: PlanAdjustment | null,
  file: ControlFile | null,
  datum: BlockDatum['height'],
  config: AdjustConfig,
  observer: Observer,
  context: JobContext,
): Promise<HeightStage> {
  const { scenes, overlaps } = ground;
  const block = observer.shared.scenes;
  const split = file === null ? null : splitPoints(file.points, block[0]!, config);
  const planned = movesOf(plan, scenes);
  const adjust = ({ ties, seen, references }: Measured, measured: readonly GeoTransform[]) => {
    // The plan adjustment's knowledge is about the positions that it gave.
    const at = { ground, measured, wanted: planned };
    const tied = ties.flatMap((found, i) => found.map((tie) => heightTie(tie, overlaps[i]!, at)));
    const control = [
      ...seenHeights(seen, 'control', at),
      ...references.flatMap((found, i) => found.map((height) => referenceHeight(height, scenes[i]!.id, at))),
    ];
    const prior = heightPrior(tied, control);
    const input = { scenes, ties: tied, control, datum, model: config.model, prior };
    return adjustHeights(plan === null ? input : { ...input, plan });
  };
  let moves = planned;
  for (let pass = 1; ; pass++) {
    const tasks = heightTasks(overlaps, block, split, moves, config);
    const values = await observe<unknown>('heights', tasks, observer, context);
    const found = sortOut(tasks, values, scenes, split, config.maxSlope);
    const height = adjust(found, moves);
    const wanted = movesOf(height.plan, scenes);
    if (pass === MOST_PASSES || mostMoved(block, moves, wanted) <= MOST_MOVED) {
      const checks = seenHeights(found.seen, 'check', { ground, measured: moves, wanted });
      return {
        ...{ height, plan: height.plan, seen: found.seen, givenRmse: givenRmse(found.seen) },
        control: split === null ? null : summaryOf(file!, split, found.seen),
        checks: checks.length === 0 ? null : checkHeights(height, checks),
        counts: found.ties.map((ties) => ties.length),
        places: new Map(found.ties.flat().map(({ id, x, y }) => [id, { id, x, y }])),
      };
    }
    moves = wanted;
  }
}

/** What the tasks found, by kind; control points screened. */
interface Measured {
  /** Per overlap. */
  readonly ties: readonly (readonly HeightTie[])[];
  readonly seen: readonly SeenPoint[];
  /** Per scene; empty where the reference's heights do not count. */
  readonly references: readonly (readonly ReferenceHeight[])[];
}

function sortOut(
  tasks: readonly ObservationTask[],
  values: readonly unknown[],
  scenes: readonly Scene[],
  split: ControlSplit<BlockControlPoint> | null,
  maxSlope: number,
): Measured {
  const of = <V>(kind: ObservationTask['kind']): V[] =>
    values.filter((_, i) => tasks[i]!.kind === kind) as V[];
  const controlTasks = tasks.filter((task): task is ControlTask => task.kind === 'control');
  const seen = of<readonly ControlHeight[]>('control').flatMap((heights, i) =>
    screenScene(sightings(heights, controlTasks[i]!, scenes[i]!.id, split!), scenes[i]!, maxSlope),
  );
  return { ties: of('height-ties'), seen, references: of('reference-heights') };
}

function sightings(
  heights: readonly ControlHeight[],
  { points }: ControlTask,
  scene: string,
  { control, check }: ControlSplit<BlockControlPoint>,
): Omit<SeenPoint, 'rejected'>[] {
  const byId = new Map<string, Pick<SeenPoint, 'point' | 'role'>>();
  for (const point of control) byId.set(point.id, { point, role: 'control' });
  for (const point of check) byId.set(point.id, { point, role: 'check' });
  return heights.map((seen) => ({ ...byId.get(points[seen.index]!.id)!, scene, seen }));
}

function seenHeights(
  seen: readonly SeenPoint[],
  role: SeenPoint['role'],
  positions: Positions,
): HeightControl[] {
  const points = usable(seen, role);
  const sightings = new Map<string, number>();
  for (const { point } of points) sightings.set(point.id, (sightings.get(point.id) ?? 0) + 1);
  return points.map((point) => seenHeight(point, sightings.get(point.point.id)!, positions));
}

function usable(seen: readonly SeenPoint[], role: SeenPoint['role']): SeenPoint[] {
  return seen.filter((point) => point.role === role && point.rejected === null);
}

/** At the points' own positions, where a scene as it is given shows something else than there is. */
function givenRmse(seen: readonly SeenPoint[]): number {
  const errors = usable(seen, 'check').flatMap(({ seen: { raw }, point }) =>
    raw === null ? [] : [raw - point.h],
  );
  return Math.sqrt(errors.reduce((sum, e) => sum + e * e, 0) / errors.length);
}

/** From raw to corrected map coordinates. */
export function planMove(plan: AdjustmentResult | null, scene: number): GeoTransform {
  return plan === null ? [1, 0, 0, 0, 1, 0] : planTransform(plan.scenes[scene]!);
}

function movesOf(plan: AdjustmentResult | null, scenes: readonly Scene[]): GeoTransform[] {
  return scenes.map((_, i) => planMove(plan, i));
}

/** Largest distance between two positions of a scene's corners, in pixels of the scene. */
function mostMoved(
  block: readonly BlockScene[],
  from: readonly GeoTransform[],
  to: readonly GeoTransform[],
): number {
  const distances = block.flatMap(({ grid: { width, height, transform } }, i) =>
    [0, width].flatMap((col) =>
      [0, height].map((row) => {
        const [x, y] = toMap(transform, col, row);
        const [[x0, y0], [x1, y1]] = [toMap(from[i]!, x, y), toMap(to[i]!, x, y)];
        return Math.hypot(x1 - x0, y1 - y0) / pixelSize(transform)[0];
      }),
    ),
  );
  return Math.max(...distances);
}

function summaryOf(
  { read, outside, imprecise }: ControlFile,
  { thinned }: ControlSplit<BlockControlPoint>,
  seen: readonly SeenPoint[],
): ControlSummary {
  const used = (role: SeenPoint['role']): number =>
    new Set(usable(seen, role).map(({ point }) => point.id)).size;
  const count = (why: SeenPoint['rejected']): number => seen.filter((s) => s.rejected === why).length;
  return {
    ...{ read, outside, imprecise, thinned: thinned.length },
    control: used('control'),
    check: used('check'),
    rejected: { missing: count('missing'), slope: count('slope'), residual: count('residual') },
  };
}
