import { decimalsFor } from '../../report/number-format.js';
import type { ErrorStatistics } from '../../terrain/accuracy.js';
import { SLOPE_CLASSES } from '../../terrain/slope-classes.js';
import { alignText } from './align-tables.js';
import { type CompareResult, type Comparison, type SummaryColumn, summaryColumns } from './result.js';
import { STRATA_HEADINGS } from './strata-headings.js';
import { meanLines, modelText } from './uncertainty-text.js';

/** The result for a terminal: one line per tested DEM, slope classes for each, what was left out, and the files written. */
export function formatText({ reference, comparisons, outputs }: CompareResult): string {
  const columns = summaryColumns(comparisons);
  const blocks = [
    `dh = tested - ${reference}, metres`,
    alignColumns([
      ['Tested', ...columns.map(headingOf)],
      ...comparisons.map((comparison) => [comparison.name, ...summaryCells(comparison, columns)]),
    ]),
    ...comparisons.flatMap(alignmentLine),
    ...comparisons.flatMap((comparison) => [slopeTable(comparison), ...strataTables(comparison)]),
    ...comparisons.flatMap(uncertaintyLines),
    ...comparisons.flatMap(directionLine),
    ...comparisons.flatMap(pointLine),
    ...(outputs.length === 0 ? [] : [outputs.join('\n')]),
  ];
  return blocks.join('\n\n');
}

function headingOf({ heading, unit }: SummaryColumn): string {
  return unit === undefined || unit === 'm' ? heading : `${heading} ${unit}`;
}

function summaryCells(comparison: Comparison, columns: readonly SummaryColumn[]): string[] {
  const decimals = decimalsFor(comparison.accuracy.nmad);
  return columns.map((column) => fixed(column.value(comparison), column.decimals ?? decimals));
}

function slopeTable(comparison: Comparison): string {
  const { accuracy, slopeOf } = comparison;
  const classes = accuracy.classes.map((s, i) => ({ ...s, label: SLOPE_CLASSES[i].label }));
  return `${comparison.name}\n${classTable(`Slope of the ${slopeOf}`, classes, comparison)}`;
}

function strataTables(comparison: Comparison): string[] {
  return comparison.strata.map(
    ({ by, strata: classes }) =>
      `${comparison.name}\n${classTable(STRATA_HEADINGS[by], classes, comparison)}`,
  );
}

function classTable(
  heading: string,
  classes: readonly (ErrorStatistics & { readonly label: string })[],
  { accuracy }: Comparison,
): string {
  const decimals = decimalsFor(accuracy.nmad);
  const rows = classes.flatMap((s) => {
    if (s.count === 0) return [];
    const share = ((100 * s.count) / accuracy.count).toFixed(1);
    const numbers = [s.mean, s.median, s.std, s.nmad, s.rmse, s.le90].map((v) => fixed(v, decimals));
    return [[s.label, share, ...numbers]];
  });
  return alignColumns([[heading, 'Share %', 'Mean', 'Median', 'Std', 'NMAD', 'RMSE', 'LE90'], ...rows]);
}

function alignmentLine(comparison: Comparison): string[] {
  const { alignment } = comparison;
  return alignment === null ? [] : [`${comparison.name}: ${alignText(alignment)}`];
}

function uncertaintyLines(comparison: Comparison): string[] {
  const { uncertainty } = comparison;
  if (uncertainty === null) return [];
  const rows = meanLines(uncertainty.mean);
  const means =
    rows.length === 0 ? [] : [alignColumns([['Mean over', 'Sigma m', 'Effective samples'], ...rows])];
  return [[...modelText(uncertainty).map((line) => `${comparison.name}: ${line}`), ...means].join('\n')];
}

function directionLine(comparison: Comparison): string[] {
  const { directions } = comparison;
  if (directions === null) return [];
  const { azimuth, along, across } = directions;
  const [alongStd, acrossStd] = [along.std, across.std].map((std) => std.toPrecision(3));
  return [
    `${comparison.name}: means of strips vary by ${alongStd} m along azimuth ${azimuth}, ${acrossStd} m across (standard deviations)`,
  ];
}

function pointLine({ name, points }: Comparison): string[] {
  if (points === null) return [];
  const { read, used, outside, missing, withoutHeight } = points;
  const blank = withoutHeight === 0 ? '' : `, ${withoutHeight} lines without a height`;
  return [
    `${name}: ${used} of ${read} points used, ${outside} outside, ${missing} beside missing heights${blank}`,
  ];
}

/** Without a sign before zero. */
function fixed(value: number, decimals: number): string {
  if (Number.isNaN(value)) return '-';
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
