import type { MatchOptions } from '../../stereo/options.js';
import type { DisparityConfig } from './config.js';

/** What the matching needs of the command's options. */
export function matchOptionsOf(config: DisparityConfig): MatchOptions {
  const {
    window,
    paths,
    factor,
    p1,
    p2,
    penalty,
    p2Edge = p1,
    canny,
    lrTolerance,
    segments,
    median,
  } = config;
  const [low, high] = canny;
  return {
    window,
    paths: paths === '4' ? 4 : paths === '8' ? 8 : 16,
    factor,
    p1,
    penalty:
      penalty === 'canny' ? { kind: penalty, p2, p2Edge, edges: { low, high } } : { kind: penalty, p2 },
    tolerance: lrTolerance,
    smallestSegment: segments,
    median,
  };
}
