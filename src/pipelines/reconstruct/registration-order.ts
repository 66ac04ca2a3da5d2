import { intersect, type Window } from '../../core/window.js';
import type { Pair } from './pairs.js';

/** One step of a registration: an image onto the shaded reference (`onto` null) or onto an image registered before. */
export interface RegistrationStep {
  readonly image: number;
  readonly onto: number | null;
}

/** Least part of the smaller image that two images must share, and least side of what they share in pixels, to be registered to each other. */
const LEAST_SHARE = 0.1;
const LEAST_SIDE = 128;

/**
 * The order of Chen et al. (2022): the image in the middle onto the simulated one, then outwards every image onto the registered one it
 * shares most with, or onto the simulated image where that is too little. Images of one observation follow each other, however little they
 * share; others only where they look alike. `extents` are the images' pixels on one grid.
 */
export function registrationOrder(
  extents: readonly Window[],
  pairs: readonly Pair[] = [],
  lookAlike: (a: number, b: number) => boolean = () => true,
): RegistrationStep[] {
  const middle = centralOf(extents);
  const steps: RegistrationStep[] = [{ image: middle, onto: null }];
  const left = new Set(extents.keys());
  left.delete(middle);
  while (left.size > 0) {
    const candidates = [...left].flatMap((image) =>
      steps.map((step) => ({
        image,
        onto: step.image,
        shared: arePair(image, step.image, pairs)
          ? Number.POSITIVE_INFINITY
          : lookAlike(image, step.image)
            ? sharedOf(extents[image]!, extents[step.image]!)
            : 0,
      })),
    );
    const best = candidates.reduce((a, b) => (b.shared > a.shared ? b : a));
    steps.push({ image: best.image, onto: best.shared > 0 ? best.onto : null });
    left.delete(best.image);
  }
  return steps;
}

/** Whether two images belong to one observation. */
export function arePair(a: number, b: number, pairs: readonly Pair[]): boolean {
  return pairs.some(({ left, right }) => (left === a && right === b) || (left === b && right === a));
}

/** The image whose middle is nearest to that of all. */
function centralOf(extents: readonly Window[]): number {
  const middles = extents.map(({ col, row, width, height }) => [col + width / 2, row + height / 2] as const);
  const mean = (axis: 0 | 1): number => middles.reduce((sum, m) => sum + m[axis], 0) / middles.length;
  const [x, y] = [mean(0), mean(1)];
  const distances = middles.map((m) => Math.hypot(m[0] - x, m[1] - y));
  return distances.indexOf(Math.min(...distances));
}

/** Shared part of the smaller image; 0 when it is too little. */
function sharedOf(a: Window, b: Window): number {
  const common = intersect(a, b);
  if (common === null || Math.min(common.width, common.height) < LEAST_SIDE) return 0;
  const share = (common.width * common.height) / Math.min(a.width * a.height, b.width * b.height);
  return share >= LEAST_SHARE ? share : 0;
}
