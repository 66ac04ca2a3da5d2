import type { Accuracy, ErrorStatistics } from '../terrain/accuracy.js';
import { SLOPE_CLASSES } from '../terrain/slope-classes.js';
import type { Fact, Table } from './html-report.js';
import { decimalsFor, formatMeasure, formatNumber } from './number-format.js';

/** The numbers of an accuracy assessment that a reader wants first. */
export function accuracyFacts(accuracy: Accuracy): Fact[] {
  return [
    { label: 'Median of dh', value: formatMeasure(accuracy.median), unit: 'm' },
    { label: 'NMAD', value: formatMeasure(accuracy.nmad), unit: 'm' },
    { label: 'RMSE', value: formatMeasure(accuracy.rmse), unit: 'm' },
    { label: 'LE90', value: formatMeasure(accuracy.le90), unit: 'm' },
    { label: 'Samples compared', value: formatNumber(accuracy.count, 0) },
    { label: 'Valid', value: formatNumber(accuracy.validPercent, 1), unit: '%' },
  ];
}

/** Error statistics of everything and by slope class of the reference. */
export function accuracyTable(accuracy: Accuracy): Table {
  const decimals = decimalsFor(accuracy.nmad);
  const share = (s: ErrorStatistics): string =>
    accuracy.count === 0 ? '–' : formatNumber((100 * s.count) / accuracy.count, 1);
  const row = (label: string, s: ErrorStatistics): string[] => [
    label,
    share(s),
    ...[s.mean, s.median, s.std, s.nmad, s.mae, s.rmse, s.le90, s.le95].map((v) => formatNumber(v, decimals)),
  ];
  const number = (heading: string, unit: string) => ({ heading, unit, align: 'number' }) as const;
  return {
    caption: 'Height errors dh = tested − reference, by slope of the reference',
    columns: [
      { heading: 'Slope', align: 'text' },
      number('Share', '%'),
      ...['Mean', 'Median', 'Std', 'NMAD', 'MAE', 'RMSE', 'LE90', 'LE95'].map((h) => number(h, 'm')),
    ],
    rows: [
      row('All', accuracy),
      ...accuracy.classes.map((s, i) => row(SLOPE_CLASSES[i]?.label ?? `class ${i}`, s)),
    ],
  };
}

/** Percentiles of dh with its extremes. */
export function percentileTable(accuracy: Accuracy): Table {
  const decimals = decimalsFor(accuracy.nmad);
  return {
    caption: 'Percentiles of dh (m)',
    columns: ['Minimum', ...accuracy.percentiles.map(({ percent }) => `${percent} %`), 'Maximum'].map(
      (heading) => ({ heading, align: 'number' }),
    ),
    rows: [
      [accuracy.min, ...accuracy.percentiles.map(({ value }) => value), accuracy.max].map((v) =>
        formatNumber(v, decimals),
      ),
    ],
  };
}
