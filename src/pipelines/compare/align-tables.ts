import type { Table } from '../../report/html-report.js';
import { formatMeasure, formatNumber } from '../../report/number-format.js';
import { type AppliedAlignment, type Comparison, shortName } from './result.js';

const AXES = [
  ['east', 'eastMetres'],
  ['north', 'northMetres'],
  ['up', 'upMetres'],
] as const;

/** What a reader of numbers before and after an alignment has to know. */
export function alignedText([first]: readonly Comparison[]): string {
  return first?.points === null ? ON_PIXELS : AT_POINTS;
}

const AT_POINTS =
  'Aligned DEMs were moved onto the points; heights are interpolated once, at the place before the motion. The errors after it are those of ' +
  'the points that the motion was estimated from: the fewer, the more it follows their errors; cuesta align measures at points held back, too.';

const ON_PIXELS =
  'Aligned DEMs were moved onto the reference and interpolated once. Before and after are compared on the same pixels. Interpolation ' +
  'smooths noise from pixel to pixel, too: a little of a smaller spread may be that.';

/** How the tested DEMs were moved, one line each; none where none was. */
export function alignTables(comparisons: readonly Comparison[]): Table[] {
  const rows = comparisons.flatMap((comparison) => {
    const { alignment } = comparison;
    if (alignment === null) return [];
    const { method, moved, sigma, rotationDeg, points } = alignment;
    const shift = AXES.map(([axis, key]) => {
      const known = sigma === null ? '' : ` ± ${formatNumber(sigma[key], 3)}`;
      return `${formatNumber(moved[axis], 3)}${known}`;
    });
    const turned = isTurned(sigma) ? formatMeasure(rotationDeg) : '–';
    return [[shortName(comparison, comparisons), method, ...shift, turned, formatNumber(points, 0)]];
  });
  if (rows.length === 0) return [];
  const shifts = ['East', 'North', 'Up'].map((heading) => ({ heading, unit: 'm', align: 'number' as const }));
  return [
    {
      caption: 'Shift by the alignment at the centroid of its points, ± its standard deviation',
      columns: [
        { heading: 'Tested', align: 'text' },
        { heading: 'Method', align: 'text' },
        ...shifts,
        { heading: 'Turn', unit: '°', align: 'number' },
        { heading: 'Points', align: 'number' },
      ],
      rows,
    },
  ];
}

/** A shift on the map is a turn about the body's centre, too: only a rotation that was free is worth a word. */
function isTurned(sigma: AppliedAlignment['sigma']): boolean {
  return sigma !== null && sigma.rotationDeg !== null;
}

/** The same in a line for a terminal. */
export function alignText({ method, moved, rotationDeg, sigma, points }: AppliedAlignment): string {
  const shift = AXES.map(([axis, key]) => {
    const known = sigma === null ? '' : ` ± ${sigma[key].toFixed(3)}`;
    return `${axis} ${moved[axis].toFixed(3)}${known}`;
  });
  const turned = isTurned(sigma) ? `, turned by ${rotationDeg.toPrecision(3)} deg` : '';
  return `moved by ${method}, ${points} points: ${shift.join(', ')} m${turned}`;
}
