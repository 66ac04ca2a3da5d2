import { chartSvg, createChart } from './chart.js';
import { FIGURE_WIDTH, type Figure } from './figure.js';
import { element, type Markup } from './markup.js';

export interface DensityFigure {
  readonly title: string;
  readonly caption: string;
  /** Pairs of samples; those with a NaN are left out. */
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** Titles of the axes, with their unit. */
  readonly across: string;
  readonly upwards: string;
}

const CELLS = 64;

/** Where pairs of samples lie, darker the more there are (by the logarithm), with the line on which both are equal. Both axes have one range. */
export function figureDensity({ title, caption, x, y, across, upwards }: DensityFigure): Figure {
  const [low, high] = rangeOf(x, y);
  const chart = createChart({ min: low, max: high, title: across }, { min: low, max: high, title: upwards }, [
    FIGURE_WIDTH,
    FIGURE_WIDTH,
  ]);
  const counts = new Uint32Array(CELLS * CELLS);
  const cellOf = (v: number): number => Math.min(CELLS - 1, Math.floor(((v - low) / (high - low)) * CELLS));
  for (let i = 0; i < x.length; i++) {
    if (!Number.isNaN(x[i]! + y[i]!)) counts[cellOf(y[i]!) * CELLS + cellOf(x[i]!)]!++;
  }
  const most = Math.log(1 + counts.reduce((a, b) => Math.max(a, b), 1));
  const edge = (cell: number): number => low + ((high - low) * cell) / CELLS;
  const cells: Markup[] = [];
  counts.forEach((count, i) => {
    if (count === 0) return;
    const [col, row] = [i % CELLS, Math.floor(i / CELLS)];
    const [left, top] = [chart.x(edge(col)), chart.y(edge(row + 1))];
    cells.push(
      element('rect', {
        class: 'density',
        ...{ x: round(left), y: round(top) },
        width: round(chart.x(edge(col + 1)) - left),
        height: round(chart.y(edge(row)) - top),
        'fill-opacity': round(0.1 + (0.9 * Math.log(1 + count)) / most),
      }),
    );
  });
  const ends = { x1: chart.x(low), y1: chart.y(low), x2: chart.x(high), y2: chart.y(high) };
  return {
    title,
    caption,
    svg: chartSvg(chart, title, ...cells, element('line', { class: 'mark', ...ends })),
    wide: false,
  };
}

function rangeOf(x: Float32Array, y: Float32Array): readonly [low: number, high: number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < x.length; i++) {
    if (Number.isNaN(x[i]! + y[i]!)) continue;
    low = Math.min(low, x[i]!, y[i]!);
    high = Math.max(high, x[i]!, y[i]!);
  }
  return high > low ? [low, high] : Number.isFinite(low) ? [low - 1, low + 1] : [0, 1];
}

const round = (v: number): number => Math.round(v * 100) / 100;
