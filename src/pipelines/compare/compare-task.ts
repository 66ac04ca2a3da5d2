import type { Grid } from '../../core/georef.js';
import type { ResampleMethod } from '../../kernels/resample/index.js';
import type { HeightShift } from '../../product/height-shift.js';

/** One of the two DEMs as a worker sees it. */
export interface ComparedDem {
  readonly path: string;
  readonly grid: Grid;
  /** Conversion of its heights to the common vertical datum; null when there is nothing to convert. */
  readonly shift: HeightShift | null;
}

/** What decides the difference of two DEMs. */
export interface CompareTask {
  /** The common area on the pixels of one of the two. */
  readonly grid: Grid;
  readonly tested: ComparedDem;
  readonly reference: ComparedDem;
  readonly resampling: ResampleMethod;
}

/** What a tile reports besides its samples. */
export interface CompareTileValue {
  /** Pixels with a height. */
  readonly tested: number;
  readonly reference: number;
  readonly both: number;
  /** Sums over the pixels with both, of column and row in the compared grid. */
  readonly colSum: number;
  readonly rowSum: number;
}

export function mergeTileValues(values: readonly CompareTileValue[]): CompareTileValue {
  return values.reduce((sum, value) => ({
    tested: sum.tested + value.tested,
    reference: sum.reference + value.reference,
    both: sum.both + value.both,
    colSum: sum.colSum + value.colSum,
    rowSum: sum.rowSum + value.rowSum,
  }));
}
