import { CuestaError } from '../core/errors.js';
import { createRng } from '../core/rng.js';

/** A point with a known height, before it is read in any scene. */
export interface ControlPoint {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly sigma: number;
}

export interface SplitOptions {
  /** Side of the thinning grid's cells, map units; anchored at the origin of the coordinates. */
  readonly cellSize: number;
  /** Points kept out of the adjustment. */
  readonly checkCount: number;
  readonly seed: number;
}

export interface ControlSplit<T extends ControlPoint> {
  readonly control: readonly T[];
  readonly check: readonly T[];
  /** Points that another one of their cell stands for. */
  readonly thinned: readonly T[];
}

/**
 * Thins points on a grid (Hong et al. 2022: 20 pixels), the one of least sigma standing for its cell, and sets some of the
 * rest aside at random as check points. The split is made once per point, before it is read in the scenes, so that a check
 * point is one in every scene. It depends on the seed and the points, not on their order.
 */
export function splitControl<T extends ControlPoint>(
  points: readonly T[],
  { cellSize, checkCount, seed }: SplitOptions,
): ControlSplit<T> {
  const cells = new Map<string, T>();
  const thinned: T[] = [];
  const sorted = points.toSorted((a, b) => a.sigma - b.sigma || (a.id < b.id ? -1 : 1));
  for (const point of sorted) {
    const key = `${Math.floor(point.x / cellSize)},${Math.floor(point.y / cellSize)}`;
    if (cells.has(key)) thinned.push(point);
    else cells.set(key, point);
  }
  const left = [...cells.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  if (left.length <= checkCount) {
    throw new CuestaError(
      'config',
      `${checkCount} check points leave none of the ${left.length} thinned control points to adjust with.`,
      { hint: 'Ask for fewer check points, or thin on a finer grid.' },
    );
  }
  const rng = createRng(seed);
  // Fisher-Yates, as far as it is needed.
  for (let i = 0; i < checkCount; i++) {
    const j = i + rng.int(left.length - i);
    [left[i], left[j]] = [left[j]!, left[i]!];
  }
  return { check: left.slice(0, checkCount), control: left.slice(checkCount), thinned };
}
