import { CuestaError } from '../core/errors.js';
import type { StereoImage } from './image.js';
import type { Match } from './match-strip.js';
import type { MatchOptions } from './options.js';
import { createPyramid } from './pyramid.js';
import { coarsestRange, type DisparityRange } from './ranges.js';
import { rowsPerStrip } from './strip-memory.js';
import { type Level, matchLevel, type StripRunner } from './strips.js';

export interface PairOptions extends MatchOptions, DisparityRange {
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
 * Matches a rectified pair in memory, from coarse to fine. Throws `config` for an empty range and `input` for images of different sizes,
 * or when nothing matches at some level (no overlap, no texture).
 */
export async function matchPair(
  left: StereoImage,
  right: StereoImage,
  options: PairOptions,
  run: StripRunner,
): Promise<Match> {
  checkSizes(left, right);
  checkRange(options);
  const { search, volumeBytes, atOnce } = options;
  const lefts = createPyramid(left, options.levels);
  const rights = createPyramid(right, options.levels);
  let range: Level['range'] = coarsestRange(options, lefts.length);
  for (let k = lefts.length - 1; ; k--) {
    const { width } = lefts[k];
    const rows = rowsPerStrip(range, width, volumeBytes / atOnce);
    const level = { left: lefts[k], right: rights[k], range, options };
    const match = await matchLevel(level, run, rows, atOnce);
    if (match.disparity.every(Number.isNaN)) throw nothingMatches(lefts[k]);
    if (k === 0) return match;
    range = { width, disparity: match.disparity, search };
  }
}

/** Throws `input` unless both views have the same size. */
export function checkSizes(
  left: Pick<StereoImage, 'width' | 'height'>,
  right: Pick<StereoImage, 'width' | 'height'>,
): void {
  if (left.width === right.width && left.height === right.height) return;
  throw new CuestaError(
    'input',
    `The images have ${left.width} x ${left.height} and ${right.width} x ${right.height} pixels.`,
    { hint: 'Both images of a rectified pair have the same size.' },
  );
}

/** Throws `config` unless there are whole disparities from `least` to `greatest`. */
export function checkRange({ least, greatest }: DisparityRange): void {
  if (least <= greatest && Number.isInteger(least) && Number.isInteger(greatest)) return;
  throw new CuestaError(
    'config',
    `Disparities from ${least} to ${greatest} are not a range of whole columns.`,
    {
      hint: 'Give the least disparity first; the left pixel (x, y) is the right pixel (x + d, y).',
    },
  );
}

/** The error for a level of which no pixel has a disparity. */
export function nothingMatches({ width, height }: Pick<StereoImage, 'width' | 'height'>): CuestaError {
  return new CuestaError('input', `Nothing matches between the images at ${width} x ${height} pixels.`, {
    hint: 'Check that they overlap, the sign and range of the disparities, and that the images have texture.',
  });
}
