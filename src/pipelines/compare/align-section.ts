import type { Section, Table } from '../../report/html-report.js';
import { formatMeasure, formatNumber } from '../../report/number-format.js';
import type { AppliedAlignment } from './result.js';

const AXES = [
  ['East', 'east', 'eastMetres'],
  ['North', 'north', 'northMetres'],
  ['Up', 'up', 'upMetres'],
] as const;

/** How a tested DEM was moved. */
export function alignSection(prefix: string, alignment: AppliedAlignment): Section {
  const { method, rotationDeg, sigma, points } = alignment;
  const turned = isTurned(sigma) ? `, turned by ${formatMeasure(rotationDeg)}°` : '';
  return {
    heading: `${prefix}Alignment`,
    text: [
      `The tested DEM was moved onto the reference by ${method}${turned}, from ${formatNumber(points, 0)} points, and interpolated once. ` +
        'Before and after are compared on the same pixels. Interpolation smooths noise from pixel to pixel, too: a little of a smaller spread may be that.',
    ],
    figures: [],
    tables: [motionTable(alignment)],
  };
}

/** A shift on the map is a turn about the body's centre, too: only a rotation that was free is worth a word. */
function isTurned(sigma: AppliedAlignment['sigma']): boolean {
  return sigma !== null && sigma.rotationDeg !== null;
}

/** Standard deviations say how well the shift is known, given that height errors are correlated in space. */
function motionTable({ moved, sigma }: AppliedAlignment): Table {
  return {
    caption: 'Shift of the tested DEM at the centroid of the points',
    columns: [
      { heading: 'Axis', align: 'text' },
      { heading: 'Moved', unit: 'm', align: 'number' },
      { heading: 'Standard deviation', unit: 'm', align: 'number' },
    ],
    rows: AXES.map(([label, axis, key]) => [
      label,
      formatNumber(moved[axis], 3),
      sigma === null ? '–' : formatNumber(sigma[key], 3),
    ]),
  };
}

/** The same in a line for a terminal, standard deviations after the ±. */
export function alignText({ method, moved, rotationDeg, sigma, points }: AppliedAlignment): string {
  const shift = AXES.map(([label, axis, key]) => {
    const known = sigma === null ? '' : ` ± ${sigma[key].toFixed(3)}`;
    return `${label.toLowerCase()} ${moved[axis].toFixed(3)}${known}`;
  });
  const turned = isTurned(sigma) ? `, turned by ${rotationDeg.toPrecision(3)} deg` : '';
  return `moved by ${method}, ${points} points: ${shift.join(', ')} m${turned}`;
}
