import type { StereoImage } from './image.js';
import { padRows } from './image.js';
import type { Match, StripJob } from './match-strip.js';
import { CENSUS_WINDOWS, type MatchOptions } from './options.js';
import type { PenaltyTable } from './penalty.js';
import { rowRanges, type SearchRange } from './ranges.js';

/** Rows beyond a strip that take part, where there are any: path costs forget what lies further away. */
const STRIP_HALO = 64;

export interface Level {
  readonly left: StereoImage;
  readonly right: StereoImage;
  readonly range: SearchRange;
  readonly penalty: PenaltyTable;
  readonly options: MatchOptions;
}

/** Matches strips; `matchStrip` here, or a worker that runs it. */
export type StripRunner = (job: StripJob) => Promise<Match>;

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
  const length = width * height;
  const result: Match = {
    disparity: new Float32Array(length),
    classes: new Uint8Array(length),
    distinctness: new Float32Array(length),
    difference: new Uint8Array(length),
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
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return result;
}

function stripJob({ left, right, range, penalty, options }: Level, first: number, end: number): StripJob {
  const { width, height } = left;
  const from = Math.max(0, first - STRIP_HALO);
  const to = Math.min(height, end + STRIP_HALO);
  const [windowWidth, windowHeight] = CENSUS_WINDOWS[options.window];
  const [marginX, marginY] = [windowWidth >> 1, windowHeight >> 1];
  const rowsOf = (plane: Uint8Array | null | undefined): Uint8Array | null =>
    plane?.slice(from * width, to * width) ?? null;
  return {
    width,
    height: to - from,
    left: padRows(left, from, to, marginX, marginY),
    right: padRows(right, from, to, marginX, marginY),
    rightValid: rowsOf(right.valid),
    ...rowRanges(range, width, from, to, left.valid ?? null),
    guide: rowsOf(penalty.guide) ?? new Uint8Array(0),
    table: penalty.table,
    contrast: penalty.contrast,
    options,
    first: first - from,
    end: end - from,
  };
}
