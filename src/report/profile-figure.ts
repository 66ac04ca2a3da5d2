import type { Profile } from '../terrain/profile.js';
import { type Chart, chartSvg, createChart } from './chart.js';
import type { Figure } from './figure.js';
import { element, join, type Markup } from './markup.js';

export interface ProfileSeries {
  readonly label: string;
  readonly profile: Profile;
}

export interface ProfileFigure {
  readonly title: string;
  readonly caption: string;
  /** Drawn in this order, so the last one lies on top; the first one is broad and grey, as the reference. */
  readonly series: readonly ProfileSeries[];
  /** Metres per map unit, for the distance axis; null labels distances in degrees. */
  readonly metresPerUnit: number | null;
  /** Title of the height axis, with its unit. */
  readonly axis: string;
}

const SERIES_CLASSES = 5;

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
    340,
  );
  const lines = series.map((s, i) =>
    element('path', { class: seriesClass(i), d: pathOf(chart, s.profile, factor) }),
  );
  return {
    title: options.title,
    caption: options.caption,
    svg: chartSvg(chart, options.title, ...lines, keys(chart, series)),
    wide: true,
  };
}

function seriesClass(index: number): string {
  return index === 0 ? 'series reference' : `series series-${((index - 1) % SERIES_CLASSES) + 1}`;
}

function pathOf(chart: Chart, { distance, height }: Profile, factor: number): string {
  const parts: string[] = [];
  let open = false;
  for (let i = 0; i < height.length; i++) {
    const h = height[i]!;
    if (Number.isNaN(h)) {
      open = false;
      continue;
    }
    parts.push(`${open ? 'L' : 'M'}${chart.x(distance[i]! * factor).toFixed(2)} ${chart.y(h).toFixed(2)}`);
    open = true;
  }
  return parts.join('');
}

/** Line samples and names, in one row above the curves. */
function keys({ plot }: Chart, series: readonly ProfileSeries[]): Markup {
  const step = Math.min((plot.right - plot.left) / Math.max(series.length, 1), 190);
  return join(
    series.flatMap(({ label }, i) => {
      const x = plot.left + 10 + i * step;
      return [
        element('line', { class: seriesClass(i), x1: x, x2: x + 22, y1: plot.top + 4, y2: plot.top + 4 }),
        element('text', { class: 'halo', x: x + 28, y: plot.top + 8 }, label),
      ];
    }),
  );
}
