import { rowsOf, type StereoImage } from './image.js';
import type { Match, StripJob } from './match-strip.js';
import type { MatchOptions } from './options.js';
import type { DisparityRange } from './ranges.js';

/** Rows beyond a strip that take part, where there are any: path costs forget what lies further away. */
export const STRIP_HALO = 64;

/** Rows of the coarser level beyond those of a strip, from which its holes are filled. */
const COARSER_HALO = 32;

/** The level that is matched: its views and the disparities one level up, or the range of all pixels at the coarsest. */
export interface Level {
  readonly left: StereoImage;
  readonly right: StereoImage;
  readonly range:
    | DisparityRange
    | { readonly width: number; readonly disparity: Float32Array; readonly search: number };
  readonly options: MatchOptions;
}

/** Matches strips; `matchStrip` here, or a worker that runs it. */
export type StripRunner = (job: StripJob) => Promise<Match>;

/** Rows that a strip sees: [from, to) of its level, [coarseFrom, coarseTo) of the coarser one. */
export interface StripRows {
  readonly from: number;
  readonly to: number;
  readonly coarseFrom: number;
  readonly coarseTo: number;
}

/** What the strip of rows [first, end) has to see of a level of `height` rows. */
export function stripRows(first: number, end: number, height: number): StripRows {
  const from = Math.max(0, first - STRIP_HALO);
  const to = Math.min(height, end + STRIP_HALO);
  const coarseFrom = Math.max(0, (from >> 1) - COARSER_HALO);
  return { from, to, coarseFrom, coarseTo: Math.min((height + 1) >> 1, ((to + 1) >> 1) + COARSER_HALO) };
}

/**
 * Matches a level in strips of `rows` rows, `atOnce` of them under way at a time. Every strip sees {@link STRIP_HALO} rows more on either
 * side. Memory is that of the results plus `atOnce` strips; the width does not matter.
 */
export async function matchLevel(
  level: Level,
  run: StripRunner,
  rows: number,
  atOnce: number,
): Promise<Match> {
  const { width, height } = level.left;
  if (rows >= height) return run(stripJob(level, 0, height));
  const length = width * height;
  const result: Match = {
    disparity: new Float32Array(length),
    classes: new Uint8Array(length),
    distinctness: new Float32Array(length),
    difference: new Uint8Array(length),
    ambiguity: new Uint8Array(length),
  };
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < height) {
      const from = next;
      const to = Math.min(height, from + rows);
      next = to;
      const match = await run(stripJob(level, from, to));
      result.disparity.set(match.disparity, from * width);
      result.classes.set(match.classes, from * width);
      result.distinctness.set(match.distinctness, from * width);
      result.difference.set(match.difference, from * width);
      result.ambiguity.set(match.ambiguity, from * width);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return result;
}

function stripJob({ left, right, range, options }: Level, first: number, end: number): StripJob {
  const { from, to, coarseFrom, coarseTo } = stripRows(first, end, left.height);
  const common = {
    left: rowsOf(left, from, to),
    right: rowsOf(right, from, to),
    options,
    first: first - from,
    end: end - from,
  };
  if ('least' in range) return { ...common, range };
  const { width, search } = range;
  const disparity = range.disparity.slice(coarseFrom * width, coarseTo * width);
  return { ...common, range: { coarser: { width, disparity, offset: from - 2 * coarseFrom }, search } };
}
