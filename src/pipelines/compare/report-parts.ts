import { accuracyTable, percentileTable } from '../../report/accuracy-table.js';
import type { Figure } from '../../report/figure.js';
import { figureHistogram } from '../../report/histogram-figure.js';
import type { Table } from '../../report/html-report.js';
import type { MapLine } from '../../report/map-figure.js';
import { decimalsFor, formatNumber } from '../../report/number-format.js';
import { figureProfiles } from '../../report/profile-figure.js';
import { type Comparison, type PointCounts, shortName, summaryColumns } from './result.js';
import { STRATA_HEADINGS } from './strata-headings.js';

export function differenceHistogram({ accuracy }: Comparison): Figure {
  const { histogram, median, nmad } = accuracy;
  return figureHistogram({
    title: 'Distribution of dh',
    caption:
      'Share of the samples per bin, with a normal distribution of the same median and NMAD to compare with.',
    histogram,
    axis: 'dh = tested − reference (m)',
    median,
    nmad,
  });
}

/** Statistics over all and by slope class, and percentiles. */
export function accuracyTables({ accuracy, slopeOf }: Comparison): Table[] {
  const caption = `Height errors dh = tested − reference, by slope of the ${slopeOf} DEM`;
  return [{ ...accuracyTable(accuracy), caption }, percentileTable(accuracy)];
}

/** The same statistics by mask, aspect and class. */
export function strataTables({ accuracy, strata }: Comparison): Table[] {
  const { columns } = accuracyTable(accuracy);
  return strata.map(({ by, strata: rows }) => {
    const found = rows.filter(({ count }) => count > 0);
    const table = accuracyTable({ ...accuracy, classes: found });
    return {
      caption: `Height errors dh = tested − reference, by ${by}`,
      columns: [{ heading: STRATA_HEADINGS[by], align: 'text' }, ...columns.slice(1)],
      rows: table.rows.map((cells, i) => [i === 0 ? 'All' : found[i - 1].label, ...cells.slice(1)]),
    };
  });
}

/** One line per tested DEM, two when it was aligned. */
export function overviewTable(comparisons: readonly Comparison[]): Table {
  const columns = summaryColumns(comparisons);
  return {
    caption: 'Height errors dh = tested − reference',
    columns: [
      { heading: 'Tested', align: 'text' },
      ...columns.map(({ heading, unit }) => ({
        heading,
        align: 'number' as const,
        ...(unit === undefined ? {} : { unit }),
      })),
    ],
    rows: comparisons.map((comparison) => [
      shortName(comparison, comparisons),
      ...columns.map(({ value, decimals }) =>
        formatNumber(value(comparison), decimals ?? decimalsFor(comparison.accuracy.nmad)),
      ),
    ]),
  };
}

export function pointTable({ read, used, outside, missing, withoutHeight }: PointCounts): Table {
  const headings = [
    'Points read',
    'Used',
    'Outside the DEM',
    'Beside missing heights',
    'Lines without a height',
  ];
  return {
    caption: 'Control points',
    columns: headings.map((heading) => ({ heading, align: 'number' })),
    rows: [[read, used, outside, missing, withoutHeight].map((n) => formatNumber(n, 0))],
  };
}

const LETTERS = ['A', 'B'];

/** The cross sections as lines on a map. */
export function sectionMarks({ sections }: Comparison): MapLine[] {
  return sections.map(({ from, to }, i) => ({ from, to, label: LETTERS[i] }));
}

/** Both heights along each cross section, and their difference. */
export function sectionFigures({ sections }: Comparison): Figure[] {
  return sections.flatMap(({ name, distance, tested, reference, dh }, i) => {
    const ends = `${LETTERS[i]}–${LETTERS[i]}′`;
    return [
      figureProfiles({
        title: `${name} ${ends}`,
        caption: 'Heights of both DEMs.',
        series: [
          { label: 'reference', profile: { distance, height: reference }, reference: true },
          { label: 'tested', profile: { distance, height: tested } },
        ],
        metresPerUnit: 1,
        axis: 'Height (m)',
      }),
      figureProfiles({
        title: `${name} ${ends}, difference`,
        caption: 'dh = tested − reference along the same line.',
        series: [{ label: 'dh', profile: { distance, height: dh } }],
        metresPerUnit: 1,
        axis: 'dh (m)',
      }),
    ];
  });
}
