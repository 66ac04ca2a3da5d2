import { DENSE_SIDE } from './tin-grid.js';

/** Where the height of a grid cell comes from. */
export const FILLING = {
  none: 0,
  /** Between matched points of neighbouring cells. */
  matched: 1,
  /** Across a gap of up to {@link SMALL_SIDE} cells. */
  gap: 2,
  /** Across a larger one: layover, shadow, water. */
  void: 3,
} as const;

/** Longest side of a triangle across a gap that is still a small one, cells. */
const SMALL_SIDE = 12;

/** Class of a height from the longest side of its triangle (cells); NaN is no height. */
export function fillingClass(side: number): number {
  if (Number.isNaN(side)) return FILLING.none;
  if (side <= DENSE_SIDE) return FILLING.matched;
  return side <= SMALL_SIDE ? FILLING.gap : FILLING.void;
}
