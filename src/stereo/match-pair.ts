import { CuestaError } from '../core/errors.js';
import type { StereoImage } from './image.js';
import type { Match } from './match-strip.js';
import type { MatchOptions } from './options.js';
import { createPenalty } from './penalty.js';
import { createPyramid } from './pyramid.js';
import { rangesFrom, type SearchRange } from './ranges.js';
import { matchLevel, type StripRunner } from './strips.js';

export interface PairOptions extends MatchOptions {
  /** Least and greatest disparity of the full image, columns. */
  readonly least: number;
  readonly greatest: number;
  /** Levels of the pyramid; 1 searches the whole range at full size. */
  readonly levels: number;
  /** Columns searched around the disparity of the coarser level. */
  readonly search: number;
  /** Bytes that the volumes of all strips under way may take. */
  readonly volumeBytes: number;
  /** Strips under way at a time. */
  readonly atOnce: number;
}

/**
 * Matches a rectified pair, from coarse to fine. Throws `config` for an empty range and `input` for images of different sizes, or when
 * nothing matches at some level (no overlap, no texture).
 */
export async function matchPair(
  left: StereoImage,
  right: StereoImage,
  options: PairOptions,
  run: StripRunner,
): Promise<Match> {
  check(left, right, options);
  const lefts = createPyramid(left, options.levels);
  const rights = createPyramid(right, options.levels);
  const top = 2 ** (lefts.length - 1);
  let range: SearchRange = {
    kind: 'all',
    low: Math.floor(options.least / top),
    high: Math.ceil(options.greatest / top),
  };
  for (let k = lefts.length - 1; ; k--) {
    const view = lefts[k];
    const penalty = createPenalty(options.penalty, options.p1, view);
    const level = { left: view, right: rights[k], range, penalty, options };
    const match = await matchLevel(level, run, rowsOf(range, view.width, options), options.atOnce);
    if (!match.disparity.some((d) => !Number.isNaN(d))) throw nothingMatches(view);
    if (k === 0) return match;
    range = rangesFrom(match.disparity, view.width, options.search);
  }
}

/** Rows of a strip: three bytes per disparity; holes of the coarser level may double what is searched. */
function rowsOf(range: SearchRange, width: number, { search, volumeBytes, atOnce }: PairOptions): number {
  const lanes = range.kind === 'all' ? range.high - range.low + 32 : 2 * (2 * search + 8);
  return Math.max(128, Math.floor(volumeBytes / atOnce / (3 * lanes * width)) - 128);
}

function check(left: StereoImage, right: StereoImage, { least, greatest }: PairOptions): void {
  if (left.width !== right.width || left.height !== right.height) {
    throw new CuestaError(
      'input',
      `The images have ${left.width} x ${left.height} and ${right.width} x ${right.height} pixels.`,
      { hint: 'Both images of a rectified pair have the same size.' },
    );
  }
  if (least > greatest || !Number.isInteger(least) || !Number.isInteger(greatest)) {
    throw new CuestaError(
      'config',
      `Disparities from ${least} to ${greatest} are not a range of whole columns.`,
      {
        hint: 'Give the least disparity first; the left pixel (x, y) is the right pixel (x + d, y).',
      },
    );
  }
}

function nothingMatches({ width, height }: StereoImage): CuestaError {
  return new CuestaError('input', `Nothing matches between the images at ${width} x ${height} pixels.`, {
    hint: 'Check that they overlap, the sign and range of the disparities, and that the images have texture.',
  });
}
