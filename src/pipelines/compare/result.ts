import type { AlignMethod } from '../../align/alignment.js';
import type { Sigmas } from '../../align/alignment-facts.js';
import { edgeOf } from '../../math/histogram.js';
import type { Accuracy, ErrorStatistics } from '../../terrain/accuracy.js';
import type { DirectionProfiles } from '../../terrain/direction-profiles.js';
import type { SlopeAgreement } from '../../terrain/effective-resolution.js';
import { SLOPE_CLASSES } from '../../terrain/slope-classes.js';
import type { CrossSection } from './cross-sections.js';
import type { Uncertainty } from './uncertainty.js';

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

/** What brought a tested DEM onto the reference, at the centroid of the points that tell. */
export interface AppliedAlignment {
  readonly method: AlignMethod | 'none';
  /** Metres. */
  readonly moved: { readonly east: number; readonly north: number; readonly up: number };
  readonly rotationDeg: number;
  /** Standard deviations; null for a method without a rigid motion. */
  readonly sigma: Sigmas | null;
  /** Points of the fit. */
  readonly points: number;
  /** As `cuesta align --transform-out` writes it. */
  readonly transform: Readonly<Record<string, unknown>>;
}

/** How alike the relief is. */
export interface Similarity {
  /** Highest less lowest height of the reference where both have one, metres. */
  readonly heightRange: number;
  /** Peak signal-to-noise ratio in dB, with `heightRange` as peak. */
  readonly psnr: number;
  /** Mean structural similarity, 1 for equal; null when not asked for or no window is complete. */
  readonly ssim: number | null;
  /** Slopes of both by wavelength; null when not asked for or no piece of 256 x 256 pixels is complete. */
  readonly resolution: SlopeAgreement | null;
}

/** Means of dh in strips along and across a direction. */
export interface DirectionErrors extends DirectionProfiles {
  /** Degrees clockwise from the north of the grid. */
  readonly azimuth: number;
}

/** Statistics split by something else than slope. */
export interface Stratification {
  readonly by: 'aspect' | 'mask' | 'class';
  readonly strata: readonly (ErrorStatistics & { readonly label: string })[];
}

/** One tested DEM against the reference; heights in metres, dh = tested - reference. */
export interface Comparison {
  /** Short, unlike that of any other. */
  readonly name: string;
  /** Path or URL. */
  readonly tested: string;
  /** Null for a DEM that was compared as it is. */
  readonly alignment: AppliedAlignment | null;
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
  /** Null for points. */
  readonly similarity: Similarity | null;
  readonly strata: readonly Stratification[];
  /** Null when not asked for. */
  readonly uncertainty: Uncertainty | null;
  /** Null when not asked for. */
  readonly directions: DirectionErrors | null;
  readonly sections: readonly CrossSection[];
  /** Null for a reference DEM. */
  readonly points: PointCounts | null;
  readonly warnings: readonly string[];
}

/** Which tested DEM, and in which state. */
export function testedLabel({ tested, alignment }: Pick<Comparison, 'tested' | 'alignment'>): string {
  return alignment === null ? tested : `${tested}, aligned`;
}

export interface CompareResult {
  readonly reference: string;
  readonly comparisons: readonly Comparison[];
  /** Files written, in the order of their making. */
  readonly outputs: readonly string[];
}

/** How many DEMs were tested, each once. */
export function countTested(comparisons: readonly Comparison[]): number {
  return comparisons.filter(({ alignment }) => alignment === null).length;
}

/** What tells the comparisons of a result apart: the states of one DEM, or the names of several. */
export function shortName({ name, alignment }: Comparison, all: readonly Comparison[]): string {
  if (countTested(all) > 1) return name;
  return alignment === null ? 'Before alignment' : 'After alignment';
}

/** Once each: what holds for all tested DEMs, or before and after an alignment, is not said again. */
export function allWarnings({ comparisons }: CompareResult): string[] {
  return [...new Set(comparisons.flatMap(({ warnings }) => warnings))];
}

/** The whole result as plain JSON: `compare.json` and `--json`. Numbers that do not exist are null. */
export function compareJson({ reference, comparisons, outputs }: CompareResult): object {
  return {
    sign: 'dh = tested - reference, metres',
    reference,
    comparisons: comparisons.map(({ accuracy, sections, directions, ...facts }) => {
      const { classes, histogram, percentiles, ...statistics } = accuracy;
      return {
        ...facts,
        statistics,
        percentiles,
        directions: directions === null ? null : directionsJson(directions),
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

function directionsJson({ azimuth, along, across }: DirectionErrors): object {
  const axis = ({ distance, mean, std }: DirectionErrors['along']): object => ({
    std,
    distance: Array.from(distance),
    mean: Array.from(mean),
  });
  return { azimuth, along: axis(along), across: axis(across) };
}

function slopeRange(index: number): { readonly minDeg: number; readonly maxDeg: number } {
  const { minDeg, maxDeg } = SLOPE_CLASSES[index];
  return { minDeg, maxDeg };
}

/** What a table of several tested DEMs shows of each, with its unit. */
export interface SummaryColumn {
  readonly heading: string;
  readonly unit?: string;
  value(comparison: Comparison): number;
  /** Decimals; null for as many as the spread of the differences deserves. */
  readonly decimals: number | null;
}

const HEIGHT_COLUMNS: readonly (readonly [string, keyof ErrorStatistics])[] = [
  ['Mean', 'mean'],
  ['Median', 'median'],
  ['Std', 'std'],
  ['NMAD', 'nmad'],
  ['MAE', 'mae'],
  ['RMSE', 'rmse'],
  ['LE90', 'le90'],
  ['LE95', 'le95'],
];

const SUMMARY_COLUMNS: readonly SummaryColumn[] = [
  { heading: 'Valid', unit: '%', value: ({ accuracy }) => accuracy.validPercent, decimals: 1 },
  { heading: 'Samples', value: ({ accuracy }) => accuracy.count, decimals: 0 },
  ...HEIGHT_COLUMNS.map(([heading, key]) => ({
    heading,
    unit: 'm',
    value: ({ accuracy }: Comparison) => accuracy[key],
    decimals: null,
  })),
];

const SIMILARITY_COLUMNS: readonly SummaryColumn[] = [
  { heading: 'PSNR', unit: 'dB', value: ({ similarity }) => similarity?.psnr ?? Number.NaN, decimals: 1 },
  { heading: 'SSIM', value: ({ similarity }) => similarity?.ssim ?? Number.NaN, decimals: 4 },
  {
    heading: 'Resolution',
    unit: 'px',
    value: ({ similarity }) => similarity?.resolution?.wavelength ?? Number.NaN,
    decimals: 1,
  },
];

/** The columns that have a value for one of the tested DEMs. */
export function summaryColumns(comparisons: readonly Comparison[]): SummaryColumn[] {
  const extra = SIMILARITY_COLUMNS.filter(({ value }) => comparisons.some((c) => !Number.isNaN(value(c))));
  return [...SUMMARY_COLUMNS, ...extra];
}
