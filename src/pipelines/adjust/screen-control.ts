import type { HeightControl } from '../../adjust/observations.js';
import { median } from '../../math/order-statistics.js';
import { robustSpread } from '../../math/robust.js';
import type { ControlHeight } from './adjust-task.js';
import type { BlockControlPoint } from './control-points.node.js';

/** A control point as one scene sees it. */
export interface SeenPoint {
  readonly point: BlockControlPoint;
  readonly scene: string;
  readonly role: 'control' | 'check';
  readonly seen: ControlHeight;
  /** Why it does not count; null when it does. */
  readonly rejected: 'missing' | 'slope' | 'residual' | null;
}

/** Neighbours that a point is compared with, and robust standard deviations that it may differ from their median. */
const NEIGHBOURS = 9;
const MOST = 5;
/** Metres: a difference from the neighbours that is never too much. */
const TOLERANCE = 1;

/**
 * Screens points of one scene by slope, and by the difference between known height and scene against the median of the nearest
 * points: systematic errors of a scene vary slowly, so that a point unlike all around it is wrong. Control and check points
 * are judged alike, before any adjustment.
 */
export function screenScene(points: readonly Omit<SeenPoint, 'rejected'>[], maxSlope: number): SeenPoint[] {
  const usable = points.filter(({ seen }) => seen.h !== null && seen.slopeDeg <= maxSlope);
  const offsets = neighbourOffsets(usable);
  const limit = Math.max(TOLERANCE, MOST * robustSpread(offsets).nmad);
  const wrong = new Set(usable.filter((_, i) => Math.abs(offsets[i]!) > limit));
  return points.map((point) => ({ ...point, rejected: reasonOf(point, maxSlope, wrong.has(point)) }));
}

function reasonOf(
  { seen }: Omit<SeenPoint, 'rejected'>,
  maxSlope: number,
  wrong: boolean,
): SeenPoint['rejected'] {
  if (seen.h === null) return 'missing';
  if (seen.slopeDeg > maxSlope) return 'slope';
  return wrong ? 'residual' : null;
}

/** Known minus scene at every point, against the median of the same at its nearest neighbours. */
function neighbourOffsets(points: readonly Omit<SeenPoint, 'rejected'>[]): Float64Array {
  const differences = points.map(({ point, seen }) => point.h - seen.h!);
  const nearest = neighbourSearch(points.map(({ point }) => point));
  return Float64Array.from(points, ({ point }, i) => {
    const near = nearest(point.x, point.y, NEIGHBOURS + 1).filter((k) => k !== i);
    return near.length < 3 ? 0 : differences[i]! - median(Float64Array.from(near, (k) => differences[k]!));
  });
}

/** Indices of the `count` points nearest to a position. Points are sorted into square cells of a few points each. */
function neighbourSearch(
  points: readonly { readonly x: number; readonly y: number }[],
): (x: number, y: number, count: number) => number[] {
  const extent = Math.max(spanOf(points.map((p) => p.x)), spanOf(points.map((p) => p.y)), Number.MIN_VALUE);
  const side = Math.max(1, Math.ceil(Math.sqrt(points.length / 4)));
  const size = extent / side;
  const cells = new Map<string, number[]>();
  const keyOf = (col: number, row: number): string => `${col} ${row}`;
  for (const [i, { x, y }] of points.entries()) {
    const key = keyOf(Math.floor(x / size), Math.floor(y / size));
    cells.set(key, [...(cells.get(key) ?? []), i]);
  }
  return (x, y, count) => {
    const [col, row] = [Math.floor(x / size), Math.floor(y / size)];
    const found: number[] = [];
    // Twice as many as wanted: a point beyond the cells so far may be nearer than one in their corners.
    for (let ring = 0; ring <= side + 1 && found.length < 2 * count; ring++) {
      for (let r = row - ring; r <= row + ring; r++) {
        const step = Math.abs(r - row) === ring ? 1 : Math.max(1, 2 * ring);
        for (let c = col - ring; c <= col + ring; c += step) found.push(...(cells.get(keyOf(c, r)) ?? []));
      }
    }
    const distance = (i: number): number => Math.hypot(points[i]!.x - x, points[i]!.y - y);
    return found.sort((a, b) => distance(a) - distance(b) || a - b).slice(0, count);
  };
}

function spanOf(values: readonly number[]): number {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const v of values) {
    low = Math.min(low, v);
    high = Math.max(high, v);
  }
  return high > low ? high - low : 0;
}

/** As an observation of the adjustment, at the raw position of the scene. */
export function controlObservation(
  { point, scene, seen }: SeenPoint,
  [x, y]: readonly [x: number, y: number],
): HeightControl {
  const sigma = Math.hypot(point.sigma, seen.sigma);
  return { id: point.id, kind: 'control', scene, x, y, h: seen.h!, known: point.h, sigma };
}
