import { element, join, type Markup } from './markup.js';
import { formatNumber, roundTicks } from './number-format.js';

/** Value range and title of an axis. */
export interface Axis {
  readonly min: number;
  readonly max: number;
  /** With its unit: `Distance (km)`. */
  readonly title: string;
  /** What is marked along a horizontal axis; round numbers when absent. */
  readonly ticks?: readonly Tick[];
}

export interface Tick {
  readonly value: number;
  readonly label: string;
}

/** Plotting area of a chart. */
export interface Chart {
  readonly width: number;
  readonly height: number;
  readonly plot: {
    readonly left: number;
    readonly right: number;
    readonly top: number;
    readonly bottom: number;
  };
  x(value: number): number;
  y(value: number): number;
  /** Grid lines, ticks and axis titles. */
  readonly frame: Markup;
}

/** Room for the title of the upward axis, and average width of a digit, in SVG units. */
const TITLE_WIDTH = 34;
const DIGIT = 7.5;

export function createChart(across: Axis, upwards: Axis, [width, height]: readonly [number, number]): Chart {
  const acrossTicks = across.ticks ?? roundLabels(across, width / 80);
  const upwardsTicks = roundTicks(upwards.min, upwards.max, 5);
  const labels = upwardsTicks.values.map((v) => formatNumber(v, upwardsTicks.decimals));
  const left = Math.max(62, TITLE_WIDTH + DIGIT * Math.max(...labels.map((label) => label.length)));
  const plot = { left, right: width - 20, top: 12, bottom: height - 46 };
  const x = (v: number): number =>
    plot.left + ((v - across.min) / (across.max - across.min)) * (plot.right - plot.left);
  const y = (v: number): number =>
    plot.bottom - ((v - upwards.min) / (upwards.max - upwards.min)) * (plot.bottom - plot.top);
  const frame = join([
    ...upwardsTicks.values.flatMap((v) => [
      element('line', { class: 'grid', x1: plot.left, x2: plot.right, y1: y(v), y2: y(v) }),
      element(
        'text',
        { class: 'end', x: plot.left - 8, y: y(v) + 4 },
        formatNumber(v, upwardsTicks.decimals),
      ),
    ]),
    ...acrossTicks.flatMap(({ value, label }) => [
      element('line', { class: 'tick', x1: x(value), x2: x(value), y1: plot.bottom, y2: plot.bottom + 5 }),
      element('text', { class: 'middle', x: x(value), y: plot.bottom + 19 }, label),
    ]),
    element('line', { class: 'axis', x1: plot.left, x2: plot.right, y1: plot.bottom, y2: plot.bottom }),
    element('text', { class: 'label middle', x: (plot.left + plot.right) / 2, y: height - 8 }, across.title),
    element(
      'text',
      {
        class: 'label middle',
        transform: `translate(14 ${Math.round((plot.top + plot.bottom) / 2)}) rotate(-90)`,
      },
      upwards.title,
    ),
  ]);
  return { width, height, plot, x, y, frame };
}

function roundLabels({ min, max }: Axis, count: number): Tick[] {
  const { values, decimals } = roundTicks(min, max, count);
  return values.map((value) => ({ value, label: formatNumber(value, decimals) }));
}

/** The chart with its contents as an SVG element. */
export function chartSvg(chart: Chart, title: string, ...contents: readonly Markup[]): Markup {
  return element(
    'svg',
    {
      viewBox: `0 0 ${chart.width} ${chart.height}`,
      role: 'img',
      'aria-label': title,
      class: 'chart',
    },
    chart.frame,
    ...contents,
  );
}
