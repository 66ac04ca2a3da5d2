import type { ProductResult } from '../../product/run-product.node.js';
import type { Accuracy, ErrorStatistics } from '../../terrain/accuracy.js';
import type { EnhanceTileValue, NetworkRuns, Product } from './enhance-task.js';

/** A model held against the truth, over the pixels where the DTM and the truth have heights. */
export interface MeasuredModel {
  readonly product: Product;
  /** Of the differences to the truth; by class of land use where that is given. */
  readonly accuracy: Accuracy;
  /** Root mean square difference of slopes (Horn), degrees. */
  readonly slopeRmse: number;
  /** 20 log10(peak / RMSE), dB, as published. */
  readonly psnr: number;
}

/** What was measured about a DTM. */
export interface EnhanceMetrics {
  /** Pixels with a height. */
  readonly heights: number;
  /** DTM minus interpolated DEM, metres. */
  readonly difference: { readonly mean: number; readonly meanAbs: number; readonly rmse: number };
  /** Tiles that the networks have seen and their time in them, summed over all workers. */
  readonly runs: Readonly<Record<string, NetworkRuns>>;
  /** The same against the truth; empty without one. */
  readonly accuracy: readonly ModelErrors[];
}

/** The numbers of a {@link MeasuredModel} that a sidecar keeps. */
export interface ModelErrors
  extends Pick<MeasuredModel, 'product' | 'slopeRmse' | 'psnr'>,
    Pick<ErrorStatistics, 'count' | 'mean' | 'median' | 'mae' | 'rmse' | 'nmad' | 'le90'> {}

export interface EnhanceResult extends ProductResult<EnhanceTileValue> {
  readonly metrics: EnhanceMetrics;
  readonly warnings: readonly string[];
}

export function errorsOf({ product, accuracy, slopeRmse, psnr }: MeasuredModel): ModelErrors {
  const { count, mean, median, mae, rmse, nmad, le90 } = accuracy;
  return { product, count, mean, median, mae, rmse, nmad, le90, slopeRmse, psnr };
}

/** Sums over all parts of the DTM. */
export function summariseTiles(values: readonly EnhanceTileValue[]): Omit<EnhanceMetrics, 'accuracy'> {
  const total = (pick: (value: EnhanceTileValue) => number): number =>
    values.reduce((sum, value) => sum + pick(value), 0);
  const heights = total((value) => value.heights);
  const mean = (pick: (value: EnhanceTileValue) => number): number => total(pick) / Math.max(1, heights);
  const names = (['dtm', 'baseline'] as const).filter((name) => name in (values[0]?.runs ?? {}));
  return {
    heights,
    difference: {
      mean: mean(({ difference }) => difference.sum),
      meanAbs: mean(({ difference }) => difference.sumAbs),
      rmse: Math.sqrt(mean(({ difference }) => difference.sumSquares)),
    },
    runs: Object.fromEntries(
      names.map((name) => [
        name,
        { tiles: total(({ runs }) => runs[name]!.tiles), seconds: total(({ runs }) => runs[name]!.seconds) },
      ]),
    ),
  };
}
