import { expect } from 'vitest';

export interface Statistics {
  readonly count: number;
  readonly total: number;
  readonly validPercent: number;
  readonly mean: number;
  readonly median: number;
  readonly std: number;
  readonly mae: number;
  readonly rmse: number;
  readonly nmad: number;
  readonly le90: number;
  readonly le95: number;
  readonly min: number;
  readonly max: number;
}

/** What `compare --json` prints, as far as tests read it. */
export interface Result {
  readonly comparisons: readonly {
    readonly name: string;
    readonly tested: string;
    readonly alignment: {
      readonly method: string;
      readonly moved: { readonly east: number; readonly north: number; readonly up: number };
      readonly sigma: { readonly eastMetres: number } | null;
      readonly points: number;
      readonly transform: object;
    } | null;
    readonly dh: string | null;
    readonly statistics: Statistics;
    readonly percentiles: readonly { readonly percent: number; readonly value: number }[];
    readonly slopeClasses: readonly (Statistics & { readonly minDeg: number; readonly maxDeg: number })[];
    readonly histogram: {
      readonly edges: readonly number[];
      readonly counts: readonly number[];
      below: number;
      above: number;
    };
    readonly profiles: readonly {
      readonly name: string;
      readonly distance: readonly number[];
      readonly tested: readonly (number | null)[];
      readonly reference: readonly (number | null)[];
      readonly dh: readonly (number | null)[];
    }[];
    readonly points: {
      readonly read: number;
      readonly used: number;
      readonly outside: number;
      readonly missing: number;
      readonly withoutHeight: number;
    } | null;
    readonly warnings: readonly string[];
  }[];
  readonly outputs: readonly string[];
}

/** All statistics of a difference by numpy, in float64. */
export const NUMPY = `
def read(path):
    d = gdal.Open(path); b = d.GetRasterBand(1); z = b.ReadAsArray().astype('f8'); n = b.GetNoDataValue()
    if n is not None: z[z == n] = np.nan
    return d.GetGeoTransform(), z
def statistics(dh):
    a = np.abs(dh); m = float(np.median(dh))
    return {'count': int(dh.size), 'mean': dh.mean(), 'median': m, 'std': dh.std(), 'mae': a.mean(),
      'rmse': float(np.sqrt((dh ** 2).mean())), 'nmad': 1.4826 * float(np.median(np.abs(dh - m))),
      'le90': float(np.percentile(a, 90)), 'le95': float(np.percentile(a, 95)), 'min': dh.min(), 'max': dh.max()}
`;

/** To the float32 of the samples: quantiles of |dh - median| round once more. */
export function expectStatistics(
  actual: Statistics,
  expected: Omit<Statistics, 'total' | 'validPercent'>,
  digits = 4,
): void {
  expect(actual.count).toBe(expected.count);
  for (const [key, value] of Object.entries(expected)) {
    expect(actual[key as keyof Statistics], key).toBeCloseTo(value as number, digits);
  }
}
