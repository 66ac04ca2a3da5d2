import type { VariogramPoint } from '../../math/variogram/lag-pairs.js';
import { semivariance, type VariogramModel } from '../../math/variogram/variogram-model.js';
import { chartSvg, createChart, type Tick } from '../../report/chart.js';
import { type Figure, WIDE_FIGURE_WIDTH } from '../../report/figure.js';
import { element } from '../../report/markup.js';
import { formatNumber } from '../../report/number-format.js';
import { rangeText } from './uncertainty-text.js';

const CURVE_POINTS = 200;

/** Empirical variogram as dots, its model as a curve with its ranges marked; distances on a logarithmic axis. */
export function figureVariogram(points: readonly VariogramPoint[], model: VariogramModel | null): Figure {
  const lags = points.map(({ lag }) => Math.log10(lag));
  const [first, last] = [Math.min(...lags), Math.max(...lags)];
  const highest = Math.max(...points.map(({ gamma }) => gamma), 1e-9);
  const title = 'Variogram of standardised dh';
  const chart = createChart(
    {
      min: first - 0.05,
      max: last + 0.05,
      title: 'Distance (m)',
      ticks: logTicks(first - 0.05, last + 0.05),
    },
    { min: 0, max: highest * 1.12, title: 'Semivariance (1: no relation)' },
    [WIDE_FIGURE_WIDTH, 380],
  );
  const { plot, x, y } = chart;
  const dots = points.map(({ lag, gamma }) =>
    element('circle', { class: 'bars', cx: x(Math.log10(lag)), cy: y(gamma), r: 4 }),
  );
  const contents = [...dots];
  if (model !== null) {
    const path = Array.from({ length: CURVE_POINTS + 1 }, (_, i) => {
      const at = first + ((last - first) * i) / CURVE_POINTS;
      return `${x(at).toFixed(2)} ${y(semivariance(model, 10 ** at)).toFixed(2)}`;
    });
    contents.push(element('path', { class: 'normal', d: `M${path.join('L')}` }));
    for (const [i, { range }] of model.structures.entries()) {
      const at = x(Math.log10(range));
      if (at < plot.left || at > plot.right) continue;
      const label = `range ${rangeText(range)}`;
      const side =
        at > (plot.left + plot.right) / 2 ? { class: 'halo end', x: at - 6 } : { class: 'halo', x: at + 6 };
      contents.push(
        element('line', { class: 'mark', x1: at, x2: at, y1: plot.top, y2: plot.bottom }),
        element('text', { ...side, y: plot.bottom - 14 - 18 * i }, label),
      );
    }
  }
  return {
    title,
    caption:
      'dh over its standard deviation by slope and curvature. Dots: half the variance of the difference between two places, by ' +
      'their distance (robust estimate); curve: its model.',
    svg: chartSvg(chart, title, ...contents),
    wide: true,
  };
}

/** 1, 2 and 5 times the powers of ten between two logarithms. */
function logTicks(min: number, max: number): Tick[] {
  const ticks: Tick[] = [];
  for (let power = Math.floor(min); power <= max; power++) {
    for (const factor of [1, 2, 5]) {
      const value = power + Math.log10(factor);
      const label = formatNumber(factor * 10 ** power, Math.max(0, -power));
      if (value >= min && value <= max) ticks.push({ value, label });
    }
  }
  return ticks;
}
