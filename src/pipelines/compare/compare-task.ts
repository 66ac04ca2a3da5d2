import type { Alignment } from '../../align/alignment.js';
import type { Grid } from '../../core/georef.js';
import type { ResampleMethod } from '../../kernels/resample/index.js';
import type { HeightShift } from '../../product/height-shift.js';

/** One of the two DEMs as a worker sees it. */
export interface ComparedDem {
  readonly path: string;
  readonly grid: Grid;
  /** Conversion of its heights to the common vertical datum; null when there is nothing to convert. */
  readonly shift: HeightShift | null;
  /** How it moves before it is compared; null where it stays. */
  readonly motion: DemMotion | null;
}

/** A motion that was estimated, and a height of the terrain, metres. */
export interface DemMotion {
  readonly alignment: Alignment;
  readonly nearHeight: number;
}

/** What decides the difference of two DEMs. */
export interface CompareTask {
  /** The common area on the pixels of one of the two. */
  readonly grid: Grid;
  readonly tested: ComparedDem;
  readonly reference: ComparedDem;
  readonly resampling: ResampleMethod;
  readonly strata: StrataTask;
}

/** By what else than slope the differences are split; each is a band beside them. */
export interface StrataTask {
  /** Rasters of any grid, read by nearest neighbour. */
  readonly mask: ComparedDem | null;
  readonly classes: ComparedDem | null;
  readonly byAspect: boolean;
}

/** Values of the band `mask`. */
export const MASK_CLASSES = ['stable', 'not stable'] as const;

/** In the band `values`: no class. */
export const NO_VALUE = 65535;

/** What a tile reports besides its samples. */
export interface CompareTileValue {
  /** Pixels with a height. */
  readonly tested: number;
  readonly reference: number;
  readonly both: number;
  /** Of those with both, how many the mask calls stable; all without a mask. */
  readonly stable: number;
  /** Sums over the pixels with both, of column and row in the compared grid. */
  readonly colSum: number;
  readonly rowSum: number;
  /** Lowest and highest reference height at the pixels with both; null when there is none. */
  readonly range: readonly [lowest: number, highest: number] | null;
}

export function mergeTileValues(values: readonly CompareTileValue[]): CompareTileValue {
  return values.reduce((sum, value) => ({
    tested: sum.tested + value.tested,
    reference: sum.reference + value.reference,
    both: sum.both + value.both,
    stable: sum.stable + value.stable,
    colSum: sum.colSum + value.colSum,
    rowSum: sum.rowSum + value.rowSum,
    range: mergeRanges(sum.range, value.range),
  }));
}

function mergeRanges(a: CompareTileValue['range'], b: CompareTileValue['range']): CompareTileValue['range'] {
  if (a === null || b === null) return a ?? b;
  return [Math.min(a[0], b[0]), Math.max(a[1], b[1])];
}
