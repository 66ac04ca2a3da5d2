import { decimalsFor } from '../../report/number-format.js';
import type { Accuracy } from '../../terrain/accuracy.js';
import { SLOPE_CLASSES } from '../../terrain/slope-classes.js';
import type { CompareResult, Comparison } from './result.js';
import { SUMMARY_COLUMNS } from './result.js';

/** The result for a terminal: one line per tested DEM, slope classes for each, what was left out, and the files written. */
export function formatText({ reference, comparisons, outputs }: CompareResult): string {
  const blocks = [
    `dh = tested - ${reference}, metres`,
    alignColumns([
      ['Tested', ...SUMMARY_COLUMNS.map(({ heading, unit }) => (unit === '%' ? `${heading} %` : heading))],
      ...comparisons.map(({ tested, accuracy }) => [tested, ...summaryCells(accuracy)]),
    ]),
    ...comparisons.map(slopeTable),
    ...comparisons.flatMap(pointLine),
    ...(outputs.length === 0 ? [] : [outputs.join('\n')]),
  ];
  return blocks.join('\n\n');
}

function summaryCells(accuracy: Accuracy): string[] {
  const decimals = decimalsFor(accuracy.nmad);
  return SUMMARY_COLUMNS.map((column) => fixed(column.value(accuracy), column.decimals ?? decimals));
}

function slopeTable({ tested, accuracy, slopeOf }: Comparison): string {
  const decimals = decimalsFor(accuracy.nmad);
  const rows = accuracy.classes.flatMap((s, i) => {
    if (s.count === 0) return [];
    const share = ((100 * s.count) / accuracy.count).toFixed(1);
    const numbers = [s.mean, s.median, s.std, s.nmad, s.rmse, s.le90].map((v) => fixed(v, decimals));
    return [[SLOPE_CLASSES[i].label, share, ...numbers]];
  });
  const heading = [`Slope of the ${slopeOf}`, 'Share %', 'Mean', 'Median', 'Std', 'NMAD', 'RMSE', 'LE90'];
  return `${tested}\n${alignColumns([heading, ...rows])}`;
}

function pointLine({ tested, points }: Comparison): string[] {
  if (points === null) return [];
  const { read, used, outside, missing, withoutHeight } = points;
  const blank = withoutHeight === 0 ? '' : `, ${withoutHeight} lines without a height`;
  return [
    `${tested}: ${used} of ${read} points used, ${outside} outside, ${missing} beside missing heights${blank}`,
  ];
}

/** Without a sign before zero. */
function fixed(value: number, decimals: number): string {
  return value.toFixed(decimals).replace(/^-(?=[0.]+$)/, '');
}

/** The first column is text, the others are numbers. */
function alignColumns(rows: readonly (readonly string[])[]): string {
  const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => row[i].length)));
  return rows
    .map((row) =>
      row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  '),
    )
    .join('\n');
}
