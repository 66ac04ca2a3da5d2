import { LAND_USE_CLASSES } from '../../networks/jspsr/config.js';
import type { Table } from '../../report/html-report.js';
import { formatMeasure, formatNumber } from '../../report/number-format.js';
import type { EnhanceMetrics, MeasuredModel } from './enhance-result.js';
import type { Product } from './enhance-task.js';

/** What the products are called in reports. */
export const LABELS: Readonly<Record<Product | 'truth', string>> = {
  bicubic: 'DEM (bicubic)',
  baseline: 'baseline',
  dtm: 'DTM',
  truth: 'truth',
};

const number = (heading: string, unit?: string) => ({
  ...{ heading, align: 'number' as const },
  ...(unit === undefined ? {} : { unit }),
});

/** Errors of every model, and how many times those of the interpolated DEM they are. */
export function errorTable(measured: readonly MeasuredModel[]): Table {
  const [reference] = measured as [MeasuredModel];
  return {
    caption: 'Height errors dh = model − truth, and slope errors',
    columns: [
      { heading: 'Model', align: 'text' },
      ...['Mean', 'Median', 'MAE', 'NMAD', 'RMSE', 'LE90'].map((heading) => number(heading, 'm')),
      number('PSNR', 'dB'),
      number('RMSE / DEM’s'),
      number('Slope RMSE', '°'),
      number('Slope / DEM’s'),
    ],
    rows: measured.map(({ product, accuracy: a, slopeRmse, psnr }) => [
      LABELS[product],
      ...[a.mean, a.median, a.mae, a.nmad, a.rmse, a.le90].map(formatMeasure),
      formatNumber(psnr, 2),
      formatNumber(a.rmse / reference.accuracy.rmse, 3),
      formatNumber(slopeRmse, 2),
      formatNumber(slopeRmse / reference.slopeRmse, 3),
    ]),
  };
}

/** Mean error and RMSE by class of land use: what stands on the ground lifts the DEM. Null without land use. */
export function landUseTable(measured: readonly MeasuredModel[]): Table | null {
  const present = LAND_USE_CLASSES.map((label, i) => ({ label, i })).filter(
    ({ i }) => (measured[0]?.accuracy.classes[i]?.count ?? 0) > 0,
  );
  if (present.length === 0) return null;
  const total = measured[0]!.accuracy.count;
  return {
    caption: 'By land use',
    columns: [
      { heading: 'Land use', align: 'text' },
      number('Share', '%'),
      ...measured.flatMap(({ product }) => [
        number(`${LABELS[product]}: mean`, 'm'),
        number(`${LABELS[product]}: RMSE`, 'm'),
      ]),
    ],
    rows: present.map(({ label, i }) => [
      label,
      formatNumber((100 * measured[0]!.accuracy.classes[i]!.count) / total, 1),
      ...measured.flatMap(({ accuracy }) => {
        const { mean, rmse } = accuracy.classes[i]!;
        return [formatMeasure(mean), formatMeasure(rmse)];
      }),
    ]),
  };
}

/** What the networks had to do. */
export function runTable({ runs }: EnhanceMetrics, names: Readonly<Record<string, string>>): Table {
  return {
    caption: 'Networks, one thread per worker',
    columns: [
      { heading: 'Network', align: 'text' },
      number('Tiles'),
      number('Time', 's'),
      number('Per tile', 's'),
    ],
    rows: Object.entries(runs).map(([product, { tiles, seconds }]) => [
      names[product]!,
      String(tiles),
      formatNumber(seconds, 1),
      formatNumber(seconds / Math.max(1, tiles), 3),
    ]),
  };
}
