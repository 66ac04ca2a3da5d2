import { adjustHeights } from '../../adjust/adjust-heights.js';
import { planTransform } from '../../adjust/apply.js';
import { type CheckResult, checkHeights } from '../../adjust/check-heights.js';
import type { HeightControl, TieObservation } from '../../adjust/observations.js';
import type { AdjustmentResult } from '../../adjust/result.js';
import type { Scene } from '../../adjust/scene.js';
import { splitControl } from '../../adjust/split-control.js';
import { type GeoTransform, invert, pixelSize, toMap } from '../../core/geo-transform.js';
import { fullWindow } from '../../core/window.js';
import type { Overlap } from '../../match/overlap-graph.js';
import type { JobContext } from '../../product/job-context.js';
import { windowBounds } from '../../resample/bounds.js';
import type {
  ControlHeight,
  ControlTask,
  HeightTie,
  HeightTieTask,
  ObservationTask,
  PlacedPoint,
  ReferenceHeight,
} from './adjust-task.js';
import type { ControlSummary } from './adjusted-block.js';
import type { BlockScene } from './block.js';
import type { AdjustConfig } from './config.js';
import type { BlockControlPoint, ControlFile } from './control-points.node.js';
import type { BlockDatum } from './datum-choice.js';
import { heightPrior } from './height-prior.js';
import { type Observer, observe } from './observe.node.js';
import { controlObservation, type SeenPoint, screenScene } from './screen-control.js';
import { tiePoints } from './tie-points.js';

export interface HeightStage {
  readonly height: AdjustmentResult;
  readonly control: ControlSummary | null;
  readonly seen: readonly SeenPoint[];
  readonly checks: CheckResult | null;
  /** RMSE of the scenes as they are given at the check points, metres; NaN without any. */
  readonly givenRmse: number;
  /** Height differences per overlap. */
  readonly counts: readonly number[];
  readonly places: ReadonlyMap<string, PlacedPoint>;
}

/**
 * Chips of height differences need no texture, and cubics need many of them, out to the overlap's edges: sides in pixels, part
 * of the width that they span, most columns and rows.
 */
const HEIGHT_CHIP = 15;
const SPREAD = 0.9;
const MOST_COLUMNS = 15;
const MOST_ROWS = 80;

/** Measures heights at the corrected positions, splits and screens the control points, and adjusts the heights. */
export async function runHeightStage(
  overlaps: readonly Overlap[],
  scenes: readonly Scene[],
  plan: AdjustmentResult | null,
  file: ControlFile | null,
  datum: BlockDatum['height'],
  config: AdjustConfig,
  observer: Observer,
  context: JobContext,
): Promise<HeightStage> {
  const block = observer.shared.scenes;
  const moves = scenes.map((_, i) => planMove(plan, i));
  const split = file === null ? null : splitPoints(file, block[0]!, config);
  const tasks: ObservationTask[] = [
    ...overlaps.map((overlap) => heightTieTask(overlap, block, moves, config)),
    ...(split === null
      ? []
      : block.map((scene, i) => controlTask(i, scene, moves[i]!, [...split.roles.keys()]))),
    ...(datum.kind === 'reference'
      ? block.map((_, scene) => ({ kind: 'reference-heights', scene, plan: moves[scene]! }) as const)
      : []),
  ];
  const values = await observe<unknown>('heights', tasks, observer, context);
  const of = <V>(kind: ObservationTask['kind']): V[] =>
    values.filter((_, i) => tasks[i]!.kind === kind) as V[];
  const differences = of<readonly HeightTie[]>('height-ties');
  const ties = differences.flatMap((found, i) =>
    found.map((tie) => heightTie(tie, overlaps[i]!, block, moves)),
  );
  const tasksOfControl = tasks.filter((task): task is ControlTask => task.kind === 'control');
  const seen = of<readonly ControlHeight[]>('control').flatMap((heights, i) =>
    screenScene(
      sightings(heights, tasksOfControl[i]!, block[i]!.id, split!.roles),
      scenes[i]!,
      config.maxSlope,
    ),
  );
  const rawOf = (scene: string, at: PlacedPoint | BlockControlPoint): [number, number] =>
    toMap(invert(moves[block.findIndex(({ id }) => id === scene)]!), at.x, at.y);
  const observed = (role: SeenPoint['role']): HeightControl[] =>
    seen
      .filter((s) => s.role === role && s.rejected === null)
      .map((s) => controlObservation(s, rawOf(s.scene, s.point)));
  const references = of<readonly ReferenceHeight[]>('reference-heights').flatMap((heights, i) =>
    heights.map(({ id, x, y, h, known, sigma }): HeightControl => {
      const [rawX, rawY] = rawOf(block[i]!.id, { id, x, y });
      return { id, kind: 'reference', scene: block[i]!.id, x: rawX, y: rawY, h, known, sigma };
    }),
  );
  const control = [...observed('control'), ...references];
  const prior = heightPrior(ties, control);
  const height = adjustHeights({ scenes, ties, control, datum, model: config.model, prior });
  const checked = observed('check');
  return {
    height,
    seen,
    control: split === null ? null : summaryOf(file!, split, seen),
    checks: checked.length === 0 ? null : checkHeights(height, checked),
    givenRmse: givenRmse(seen),
    counts: differences.map((found) => found.length),
    places: new Map(differences.flat().map(({ id, x, y }) => [id, { id, x, y }])),
  };
}

/** At the points' own positions, where a scene as it is given shows something else than there is. */
function givenRmse(seen: readonly SeenPoint[]): number {
  const errors = seen.flatMap(({ role, rejected, seen: { raw }, point }) =>
    role === 'check' && rejected === null && raw !== null ? [raw - point.h] : [],
  );
  return Math.sqrt(errors.reduce((sum, e) => sum + e * e, 0) / errors.length);
}

/** From raw to corrected map coordinates. */
export function planMove(plan: AdjustmentResult | null, scene: number): GeoTransform {
  return plan === null ? [1, 0, 0, 0, 1, 0] : planTransform(plan.scenes[scene]!);
}

interface Split {
  readonly roles: ReadonlyMap<BlockControlPoint, SeenPoint['role']>;
  readonly thinned: number;
}

function splitPoints(
  { points }: ControlFile,
  first: BlockScene,
  { thin, checkPoints, seed }: AdjustConfig,
): Split {
  const [pixel] = pixelSize(first.grid.transform);
  // Without thinning every point has a cell of its own.
  const cellSize = thin === 0 ? pixel * Number.EPSILON : thin * pixel;
  const { control, check, thinned } = splitControl(points, { cellSize, checkCount: checkPoints, seed });
  const roles = new Map<BlockControlPoint, SeenPoint['role']>();
  for (const point of control) roles.set(point, 'control');
  for (const point of check) roles.set(point, 'check');
  return { roles, thinned: thinned.length };
}

function heightTieTask(
  overlap: Overlap,
  block: readonly BlockScene[],
  moves: readonly GeoTransform[],
  config: AdjustConfig,
): HeightTieTask {
  const [a, b] = [overlap.a, overlap.b].map((id) => block.findIndex((scene) => scene.id === id)) as [
    number,
    number,
  ];
  const pixel = Math.max(...[a, b].map((i) => pixelSize(block[i]!.grid.transform)[0]));
  const { covered } = overlap;
  const length = (Math.max(covered.window.width, covered.window.height) * covered.lattice.cell) / pixel;
  const chip = Math.min(HEIGHT_CHIP, config.chip);
  const spacing = Math.max(chip, length / MOST_ROWS);
  // The overlap is known in raw coordinates of both scenes: their corrections are small against it.
  const points = tiePoints(overlap, pixel, { chip, columns: MOST_COLUMNS, spacing, spread: SPREAD });
  return { kind: 'height-ties', a, b, points, chip, planA: moves[a]!, planB: moves[b]! };
}

function controlTask(
  scene: number,
  { grid }: BlockScene,
  plan: GeoTransform,
  points: readonly BlockControlPoint[],
): ControlTask {
  const { xmin, xmax, ymin, ymax } = windowBounds(grid.transform, fullWindow(grid));
  const inside = points.filter(({ x, y }) => x >= xmin && x <= xmax && y >= ymin && y <= ymax);
  return { kind: 'control', scene, points: inside.map(({ id, x, y }) => ({ id, x, y })), plan };
}

function sightings(
  heights: readonly ControlHeight[],
  { points }: ControlTask,
  scene: string,
  roles: Split['roles'],
): Omit<SeenPoint, 'rejected'>[] {
  const byId = new Map([...roles].map(([point, role]) => [point.id, { point, role }]));
  return heights.map((seen) => ({ ...byId.get(points[seen.index]!.id)!, scene, seen }));
}

function heightTie(
  { id, x, y, dh, sigma }: HeightTie,
  { a, b }: Overlap,
  block: readonly BlockScene[],
  moves: readonly GeoTransform[],
): TieObservation {
  const raw = (name: string): [number, number] =>
    toMap(invert(moves[block.findIndex((scene) => scene.id === name)]!), x, y);
  const [[xA, yA], [xB, yB]] = [raw(a), raw(b)];
  return { id, sceneA: a, sceneB: b, xA, yA, xB, yB, sigmaX: null, sigmaY: null, dh, sigmaH: sigma };
}

function summaryOf(
  { read, outside, imprecise }: ControlFile,
  { thinned }: Split,
  seen: readonly SeenPoint[],
): ControlSummary {
  const used = (role: SeenPoint['role']): number =>
    new Set(seen.filter((s) => s.role === role && s.rejected === null).map((s) => s.point.id)).size;
  const count = (why: SeenPoint['rejected']): number => seen.filter((s) => s.rejected === why).length;
  return {
    ...{ read, outside, imprecise, thinned },
    control: used('control'),
    check: used('check'),
    rejected: { missing: count('missing'), slope: count('slope'), residual: count('residual') },
  };
}
