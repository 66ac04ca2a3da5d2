import { edgeOf } from '../../math/histogram.js';
import type { Accuracy, ErrorStatistics } from '../../terrain/accuracy.js';
import { SLOPE_CLASSES } from '../../terrain/slope-classes.js';
import type { CrossSection } from './cross-sections.js';

/** What became of the points of a file. */
export interface PointCounts {
  /** Points with a height. */
  readonly read: number;
  /** Points compared. */
  readonly used: number;
  /** Outside the tested DEM. */
  readonly outside: number;
  /** Inside, but with a missing neighbour. */
  readonly missing: number;
  /** Lines without a height. */
  readonly withoutHeight: number;
}

/** One tested DEM against the reference; heights in metres, dh = tested - reference. */
export interface Comparison {
  /** Path or URL. */
  readonly tested: string;
  /** The dh raster; null when none is kept. */
  readonly dh: string | null;
  /** What the heights of both are measured from. */
  readonly heights: string;
  readonly crs: string;
  /** Size of the compared grid in pixels and of a pixel in metres; null for points. */
  readonly grid: {
    readonly width: number;
    readonly height: number;
    readonly pixelX: number;
    readonly pixelY: number;
  } | null;
  readonly accuracy: Accuracy;
  /** Slope classes are those of the reference DEM, or with points those of the tested DEM. */
  readonly slopeOf: 'reference' | 'tested';
  readonly sections: readonly CrossSection[];
  /** Null for a reference DEM. */
  readonly points: PointCounts | null;
  readonly warnings: readonly string[];
}

export interface CompareResult {
  readonly reference: string;
  readonly comparisons: readonly Comparison[];
  /** Files written, in the order of their making. */
  readonly outputs: readonly string[];
}

/** The whole result as plain JSON: `compare.json` and `--json`. Numbers that do not exist are null. */
export function compareJson({ reference, comparisons, outputs }: CompareResult): object {
  return {
    sign: 'dh = tested - reference, metres',
    reference,
    comparisons: comparisons.map(({ accuracy, sections, ...facts }) => {
      const { classes, histogram, percentiles, ...statistics } = accuracy;
      return {
        ...facts,
        statistics,
        percentiles,
        slopeClasses: classes.map((s, i) => ({ ...slopeRange(i), ...s })),
        histogram: {
          edges: Array.from({ length: histogram.bins.count + 1 }, (_, i) => edgeOf(histogram.bins, i)),
          counts: Array.from(histogram.counts),
          below: histogram.below,
          above: histogram.above,
        },
        profiles: sections.map(({ name, from, to, ...series }) => ({
          name,
          from,
          to,
          distance: Array.from(series.distance),
          tested: Array.from(series.tested),
          reference: Array.from(series.reference),
          dh: Array.from(series.dh),
        })),
      };
    }),
    outputs,
  };
}

function slopeRange(index: number): { readonly minDeg: number; readonly maxDeg: number } {
  const { minDeg, maxDeg } = SLOPE_CLASSES[index];
  return { minDeg, maxDeg };
}

/** What a table of several tested DEMs shows of each, with its unit. */
export const SUMMARY_COLUMNS: readonly {
  readonly heading: string;
  readonly unit?: string;
  value(accuracy: Accuracy): number;
  /** Decimals; null for as many as the spread of the differences deserves. */
  readonly decimals: number | null;
}[] = [
  { heading: 'Valid', unit: '%', value: (a) => a.validPercent, decimals: 1 },
  { heading: 'Samples', value: (a) => a.count, decimals: 0 },
  ...(
    [
      ['Mean', 'mean'],
      ['Median', 'median'],
      ['Std', 'std'],
      ['NMAD', 'nmad'],
      ['MAE', 'mae'],
      ['RMSE', 'rmse'],
      ['LE90', 'le90'],
      ['LE95', 'le95'],
    ] as readonly (readonly [string, keyof ErrorStatistics])[]
  ).map(([heading, key]) => ({
    heading,
    unit: 'm',
    value: (a: Accuracy) => a[key],
    decimals: null,
  })),
];
