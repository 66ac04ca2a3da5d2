import { chartSvg, createChart } from '../../report/chart.js';
import { FIGURE_WIDTH, type Figure, WIDE_FIGURE_WIDTH } from '../../report/figure.js';
import { element, type Markup } from '../../report/markup.js';

/** Values by iteration. */
export interface Curve {
  readonly label: string;
  readonly points: readonly (readonly [iteration: number, value: number])[];
}

/** More points than this are averaged in groups: a line has no room for more. */
const MOST_POINTS = 600;
const HEIGHT = 300;
const LETTER = 7.4;

export interface CurvesFigure {
  readonly title: string;
  readonly caption: string;
  readonly curves: readonly Curve[];
  /** The axis is the decimal logarithm, if all values are positive. */
  readonly logarithmic: boolean;
  readonly wide: boolean;
}

/** Curves over the iterations. */
export function curvesFigure({ title, caption, curves, wide, ...wish }: CurvesFigure): Figure {
  const drawn = curves.map(({ label, points }) => ({ label, points: thin(points) }));
  const values = drawn.flatMap(({ points }) => points.map(([, value]) => value));
  const logarithmic = wish.logarithmic && values.length > 0 && values.every((value) => value > 0);
  const scale = (value: number): number => (logarithmic ? Math.log10(value) : value);
  const scaled = values.map(scale);
  const [from, to] = values.length === 0 ? [0, 0] : [Math.min(...scaled), Math.max(...scaled)];
  const pad = to > from ? 0.05 * (to - from) : 0.5;
  const last = Math.max(1, ...drawn.flatMap(({ points }) => points.map(([iteration]) => iteration)));
  const chart = createChart(
    { min: 0, max: last, title: 'Step' },
    { min: from - pad, max: to + pad, title: logarithmic ? `log10 of ${title.toLowerCase()}` : title },
    [wide ? WIDE_FIGURE_WIDTH : FIGURE_WIDTH, HEIGHT],
  );
  const lines = drawn.map(({ points }, i) => {
    const d = points
      .map(([x, y], k) => `${k === 0 ? 'M' : 'L'}${chart.x(x).toFixed(1)} ${chart.y(scale(y)).toFixed(1)}`)
      .join('');
    return element('path', { class: `series series-${i + 1}`, d });
  });
  let x = chart.plot.left + 10;
  const keys = drawn.flatMap(({ label }, i): Markup[] => {
    const [at, y] = [x, chart.plot.top + 4];
    x += 54 + label.length * LETTER;
    return [
      element('line', { class: `series series-${i + 1}`, x1: at, x2: at + 22, y1: y, y2: y }),
      element('text', { class: 'halo', x: at + 28, y: y + 4 }, label),
    ];
  });
  return { title, caption, svg: chartSvg(chart, title, ...lines, ...keys), wide };
}

/** Means over groups of neighbours. */
function thin(points: Curve['points']): Curve['points'] {
  const group = Math.ceil(points.length / MOST_POINTS);
  if (group <= 1) return points;
  return Array.from({ length: Math.ceil(points.length / group) }, (_, i) => {
    const part = points.slice(i * group, (i + 1) * group);
    const mean = part.reduce((sum, [, value]) => sum + value, 0) / part.length;
    return [part.at(-1)![0], mean] as const;
  });
}
