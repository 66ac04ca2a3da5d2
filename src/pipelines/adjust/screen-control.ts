import { adjustHeights } from '../../adjust/adjust-heights.js';
import type { HeightControl } from '../../adjust/observations.js';
import type { Scene } from '../../adjust/scene.js';
import type { ControlHeight } from './adjust-task.js';
import type { BlockControlPoint } from './control-points.node.js';
import { heightPrior } from './height-prior.js';

/** A control point as one scene sees it. */
export interface SeenPoint {
  readonly point: BlockControlPoint;
  readonly scene: string;
  readonly role: 'control' | 'check';
  readonly seen: ControlHeight;
  /** Why it does not count; null when it does. */
  readonly rejected: 'missing' | 'slope' | 'residual' | null;
}

/** Points without which nothing can be said about the others. */
const FEWEST = 8;
/** Standard deviations, and metres, by which a point may differ: only gross errors go, so that check points stay honest. */
const MOST = 6;
const TOLERANCE = 1;

/**
 * Screens the points of one scene: by slope, and by a robust cubic through the differences between known heights and the scene.
 * Its systematic errors vary slowly, so that a point which such a surface does not meet is wrong. Control and check points are
 * judged alike, before the block is adjusted.
 */
export function screenScene(
  points: readonly Omit<SeenPoint, 'rejected'>[],
  scene: Scene,
  maxSlope: number,
): SeenPoint[] {
  const usable = points.filter(({ seen }) => seen.h !== null && seen.slopeDeg <= maxSlope);
  const wrong = new Set(usable.length < FEWEST ? [] : outliers(usable, scene));
  return points.map((point) => ({ ...point, rejected: reasonOf(point, maxSlope, wrong.has(point)) }));
}

type Candidate = Omit<SeenPoint, 'rejected'>;

function reasonOf({ seen }: Candidate, maxSlope: number, wrong: boolean): SeenPoint['rejected'] {
  if (seen.h === null) return 'missing';
  if (seen.slopeDeg > maxSlope) return 'slope';
  return wrong ? 'residual' : null;
}

/** Adjusts the scene to all of its points by itself: what that rejects. */
function outliers(points: readonly Candidate[], scene: Scene): Candidate[] {
  const control = points.map((point) => controlObservation(point, [point.point.x, point.point.y]));
  const prior = heightPrior([], control);
  const { observations } = adjustHeights({
    scenes: [scene],
    ties: [],
    control,
    datum: { kind: 'control' },
    prior,
  });
  return points.filter((_, i) => {
    const { weight, after, sigma } = observations[i]!;
    return weight === 0 && Math.abs(after) > Math.max(TOLERANCE, MOST * sigma);
  });
}

/** As an observation of the adjustment, at the raw position of the scene. */
export function controlObservation(
  { point, scene, seen }: Candidate,
  [x, y]: readonly [x: number, y: number],
): HeightControl {
  const sigma = Math.hypot(point.sigma, seen.sigma);
  const { slope } = seen;
  return { id: point.id, kind: 'control', scene, x, y, h: seen.h!, known: point.h, sigma, slope };
}
