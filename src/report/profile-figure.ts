import type { Profile } from '../terrain/profile.js';
import { type Chart, chartSvg, createChart } from './chart.js';
import { type Figure, WIDE_FIGURE_WIDTH } from './figure.js';
import { element, join, type Markup } from './markup.js';

export interface ProfileSeries {
  readonly label: string;
  readonly profile: Profile;
  /** Drawn broad and grey, to see the others against it. */
  readonly reference?: boolean;
}

export interface ProfileFigure {
  readonly title: string;
  readonly caption: string;
  /** Drawn in this order, so the last one lies on top. */
  readonly series: readonly ProfileSeries[];
  /** Metres per map unit, for the distance axis; null labels distances in degrees. */
  readonly metresPerUnit: number | null;
  /** Title of the height axis, with its unit. */
  readonly axis: string;
}

const SERIES_COLOURS = 5;
/** Average width of a letter in SVG units. */
const LETTER = 7.4;

/** Several height profiles along one line; missing samples are gaps. */
export function figureProfiles(options: ProfileFigure): Figure {
  const { series, metresPerUnit } = options;
  const heights = series.flatMap((s) => Array.from(s.profile.height)).filter(Number.isFinite);
  const [low, high] = heights.reduce(([a, b], h) => [Math.min(a, h), Math.max(b, h)], [
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ] as [number, number]);
  const pad = high > low ? (high - low) * 0.06 : 1;
  const length = (series[0]?.profile.distance.at(-1) ?? 0) * (metresPerUnit ?? 1);
  const kilometres = metresPerUnit !== null && length >= 5000;
  const unit = metresPerUnit === null ? '°' : kilometres ? 'km' : 'm';
  const factor = (metresPerUnit ?? 1) / (kilometres ? 1000 : 1);
  const finite = Number.isFinite(low);
  const chart = createChart(
    { min: 0, max: Math.max(length / (kilometres ? 1000 : 1), 1e-9), title: `Distance (${unit})` },
    { min: finite ? low - pad : 0, max: finite ? high + pad : 1, title: options.axis },
    [WIDE_FIGURE_WIDTH, 340],
  );
  const classes = seriesClasses(series);
  const lines = series.map((s, i) =>
    element('path', { class: classes[i], d: pathOf(chart, s.profile, factor) }),
  );
  return {
    title: options.title,
    caption: options.caption,
    svg: chartSvg(chart, options.title, ...lines, keys(chart, series, classes)),
    wide: true,
  };
}

/** References are grey, the others go through the palette. */
function seriesClasses(series: readonly ProfileSeries[]): string[] {
  let used = 0;
  return series.map((s) =>
    s.reference === true ? 'series reference' : `series series-${(used++ % SERIES_COLOURS) + 1}`,
  );
}

function pathOf(chart: Chart, { distance, height }: Profile, factor: number): string {
  const parts: string[] = [];
  let open = false;
  for (let i = 0; i < height.length; i++) {
    const h = height[i];
    if (Number.isNaN(h)) {
      open = false;
      continue;
    }
    parts.push(`${open ? 'L' : 'M'}${chart.x(distance[i] * factor).toFixed(2)} ${chart.y(h).toFixed(2)}`);
    open = true;
  }
  return parts.join('');
}

/** Line samples and names, in one row above the curves. */
function keys({ plot }: Chart, series: readonly ProfileSeries[], classes: readonly string[]): Markup {
  const y = plot.top + 4;
  let x = plot.left + 10;
  return join(
    series.flatMap(({ label }, i) => {
      const at = x;
      x += 28 + label.length * LETTER + 26;
      return [
        element('line', { class: classes[i], x1: at, x2: at + 22, y1: y, y2: y }),
        element('text', { class: 'halo', x: at + 28, y: y + 4 }, label),
      ];
    }),
  );
}
