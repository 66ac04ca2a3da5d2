import type { Compute } from '../core/kernel.js';
import { censusMatch } from '../kernels/census-match/index.js';
import { median } from '../kernels/median/index.js';
import type { StereoImage } from './image.js';
import { CENSUS_WINDOWS, type MatchOptions } from './options.js';
import { createPenalty } from './penalty.js';
import { type CoarserRows, cellRanges, type DisparityRange, type PixelRanges } from './ranges.js';
import { removeSmallSegments } from './segments.js';

/** Everything that the matching of some rows needs: plain data, so that it can be sent to a worker. */
export interface StripJob {
  /** The rows of both views, halo included. */
  readonly left: StereoImage;
  readonly right: StereoImage;
  /** One range for all pixels, or the disparities of the coarser level and the columns to search around them. */
  readonly range: DisparityRange | { readonly coarser: CoarserRows; readonly search: number };
  readonly options: MatchOptions;
  /** Rows [first, end) are wanted, the others are halo. */
  readonly first: number;
  readonly end: number;
}

/** What the matching knows about a pixel; rows first. */
export interface Match {
  /** The left pixel (x, y) is the right pixel (x + d, y); NaN where nothing was found. */
  readonly disparity: Float32Array;
  /** {@link MATCH_CLASS}. */
  readonly classes: Uint8Array;
  /** Peak ratio: `1 - S1 / S2` of the winner's sum and the least one that is not beside it; near 0 is ambiguous. */
  readonly distinctness: Float32Array;
  /** Difference of the left and right disparities, columns; 255 where there is no partner. */
  readonly difference: Uint8Array;
  /** Number of disparities, not beside the winner, whose sum exceeds the winner's by at most an eighth; up to 255. */
  readonly ambiguity: Uint8Array;
}

/** Matches the rows of a job: census, semi-global winners, left-right check, small segments, median. */
export async function matchStrip(job: StripJob, compute: Compute): Promise<Match> {
  const { left, right, options, first, end } = job;
  const { width, height } = left;
  const [windowWidth, windowHeight] = CENSUS_WINDOWS[options.window];
  const { guide, table, contrast } = createPenalty(options.penalty, options.p1, left);
  const none = new Uint8Array(0);
  const views = await compute.run(
    censusMatch,
    {
      ...{ left: left.samples, right: right.samples, guide, penalty: table },
      ...{ leftValid: left.valid ?? none, rightValid: right.valid ?? none },
      ...rangesOf(job),
    },
    {
      ...{ width, height, cellOffset: 'least' in job.range ? 0 : job.range.coarser.offset & 1 },
      ...{ windowWidth, windowHeight, contrast, tolerance: options.tolerance },
      ...{ paths: options.paths, factor: options.factor, p1: options.p1 },
    },
  );
  const { disparity: plane, classes } = views;
  removeSmallSegments(plane, classes, width, options.smallestSegment);
  const disparity = options.median ? (await compute.run(median, { plane }, { width, height })).median : plane;
  const wanted = <A extends Float32Array | Uint8Array>(plane: A): A =>
    end - first === height ? plane : (plane.slice(first * width, end * width) as A);
  return {
    disparity: wanted(disparity),
    classes: wanted(classes),
    distinctness: wanted(views.distinctness),
    difference: wanted(views.difference),
    ambiguity: wanted(views.ambiguity),
  };
}

/** The range of all pixels, or those of the cells of 2 x 2. */
function rangesOf({ range, left: { height } }: StripJob): PixelRanges {
  if (!('least' in range)) return cellRanges(range.coarser, range.search, height);
  const { least, greatest } = range;
  return { low: Int32Array.of(least), count: Int32Array.of(greatest - least + 1) };
}
