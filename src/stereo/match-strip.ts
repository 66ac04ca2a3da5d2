import type { Compute } from '../core/kernel.js';
import { census } from '../kernels/census/index.js';
import { semiGlobal } from '../kernels/semi-global/index.js';
import { checkConsistency } from './consistency.js';
import { median3 } from './median.js';
import { CENSUS_WINDOWS, type MatchOptions } from './options.js';
import { removeSmallSegments } from './segments.js';

/** Everything that the matching of some rows needs: plain data, so that it can be sent to a worker. */
export interface StripJob {
  readonly width: number;
  readonly height: number;
  /** 8-bit samples of both views, padded by half the census window. */
  readonly left: Uint8Array;
  readonly right: Uint8Array;
  /** 0 where the right view has no sample; null: it has them everywhere. */
  readonly rightValid: Uint8Array | null;
  /** Ranges, guide and penalties as the kernel semi-global takes them. */
  readonly low: Int32Array;
  readonly count: Int32Array;
  readonly guide: Uint8Array;
  readonly table: Int32Array;
  readonly contrast: boolean;
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
}

/** Matches the rows of a job: census, semi-global winners, left-right check, small segments, median. */
export async function matchStrip(job: StripJob, compute: Compute): Promise<Match> {
  const { width, height, low, count, guide, table, contrast, options, first, end } = job;
  const [windowWidth, windowHeight] = CENSUS_WINDOWS[options.window];
  const padded = {
    width: width + windowWidth - 1,
    height: height + windowHeight - 1,
    windowWidth,
    windowHeight,
  };
  const left = (await compute.run(census, { plane: job.left }, padded)).strings;
  const right = (await compute.run(census, { plane: job.right }, padded)).strings;
  const views = await compute.run(
    semiGlobal,
    { left, right, low, count, guide, penalty: table },
    {
      width,
      height,
      bits: windowWidth * windowHeight - 1,
      paths: options.paths,
      factor: options.factor,
      p1: options.p1,
      contrast,
    },
  );
  const { disparity, distinctness } = views;
  const { rightValid } = job;
  const shape = { width, height, disparity, right: views.right, rightValid, low, count };
  const { classes, difference } = checkConsistency(shape, options.tolerance);
  removeSmallSegments(disparity, classes, width, options.smallestSegment);
  const smooth = options.median ? median3(disparity, width, height) : disparity;
  const wanted = <A extends Float32Array | Uint8Array>(plane: A): A =>
    end - first === height ? plane : (plane.slice(first * width, end * width) as A);
  return {
    disparity: wanted(smooth),
    classes: wanted(classes),
    distinctness: wanted(distinctness),
    difference: wanted(difference),
  };
}
