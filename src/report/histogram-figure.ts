import { edgeOf, type Histogram } from '../math/histogram.js';
import { type Chart, chartSvg, createChart } from './chart.js';
import { FIGURE_WIDTH, type Figure } from './figure.js';
import { element, join, type Markup } from './markup.js';
import { formatMeasure } from './number-format.js';

export interface HistogramFigure {
  readonly title: string;
  readonly caption: string;
  readonly histogram: Histogram;
  /** Title of the value axis, with its unit. */
  readonly axis: string;
  /** Marks the median and draws the normal distribution of this median and spread, for comparison. */
  readonly median: number;
  readonly nmad: number;
}

/** Share of the samples per bin; samples beyond the axis are counted in a note. */
export function figureHistogram(options: HistogramFigure): Figure {
  const { histogram, median, nmad } = options;
  const { bins, counts, below, above } = histogram;
  const inside = counts.reduce((s, c) => s + c, 0);
  const total = Math.max(inside + below + above, 1);
  const shares = Array.from(counts, (c) => (100 * c) / total);
  const width = edgeOf(bins, 1) - edgeOf(bins, 0);
  const normal = (v: number): number =>
    (100 * width * Math.exp(-0.5 * ((v - median) / nmad) ** 2)) / (nmad * Math.sqrt(2 * Math.PI));
  const comparable = Number.isFinite(median) && nmad > width / 2;
  const highest = Math.max(...shares, comparable ? normal(median) : 0, 1e-9);
  const chart = createChart(
    { min: bins.min, max: bins.max, title: options.axis },
    { min: 0, max: highest * 1.08, title: 'Share of samples (%)' },
    [FIGURE_WIDTH, 360],
  );
  const bars = shares.map((share, i) => {
    const [x1, x2] = [chart.x(edgeOf(bins, i)), chart.x(edgeOf(bins, i + 1))];
    return `M${round(x1)} ${chart.plot.bottom}V${round(chart.y(share))}H${round(x2)}V${chart.plot.bottom}Z`;
  });
  const contents: Markup[] = [element('path', { class: 'bars', d: bars.join('') })];
  if (comparable) {
    const points = Array.from({ length: 241 }, (_, i) => {
      const v = bins.min + ((bins.max - bins.min) * i) / 240;
      return `${round(chart.x(v))} ${round(chart.y(normal(v)))}`;
    });
    contents.push(element('path', { class: 'normal', d: `M${points.join('L')}` }));
  }
  if (Number.isFinite(median)) contents.push(medianLine(chart, median));
  contents.push(notes(chart, comparable, (100 * (below + above)) / total));
  return {
    title: options.title,
    caption: options.caption,
    svg: chartSvg(chart, options.title, ...contents),
    wide: false,
  };
}

function medianLine({ x, plot }: Chart, median: number): Markup {
  const at = Math.min(Math.max(x(median), plot.left), plot.right);
  return join([
    element('line', { class: 'mark', x1: at, x2: at, y1: plot.top, y2: plot.bottom }),
    element('text', { class: 'halo', x: at + 6, y: plot.top + 30 }, `median ${formatMeasure(median)}`),
  ]);
}

function notes({ plot }: Chart, comparable: boolean, outsidePercent: number): Markup {
  const lines: Markup[] = [];
  if (comparable) {
    lines.push(
      element('line', {
        class: 'normal',
        x1: plot.left + 10,
        x2: plot.left + 30,
        y1: plot.top + 8,
        y2: plot.top + 8,
      }),
      element('text', { class: 'halo', x: plot.left + 36, y: plot.top + 12 }, 'normal, σ = NMAD'),
    );
  }
  if (outsidePercent > 0) {
    const text = `${formatMeasure(outsidePercent)} % beyond the axis`;
    lines.push(element('text', { class: 'halo end', x: plot.right - 4, y: plot.top + 12 }, text));
  }
  return join(lines);
}

function round(v: number): number {
  return Math.round(v * 100) / 100;
}
