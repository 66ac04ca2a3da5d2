import { type ColourMap, lookupTable } from './colour-maps.js';
import type { ColourScale } from './colour-scale.js';
import { element, join, type Markup } from './markup.js';
import { formatNumber, roundTicks } from './number-format.js';

const BAR_HEIGHT = 10;
const TIP = 9;
const ROW = 22;

/** A legend drawn with its top-left corner at the origin. */
export interface Legend {
  readonly height: number;
  draw(width: number): Markup;
}

/** Horizontal colour bar with round ticks; its pointed ends say that values beyond get the end colours. */
export function colourBar(scale: ColourScale, label: string): Legend {
  return {
    height: 46,
    draw: (width) => {
      const length = Math.min(width, 380) - 2 * TIP;
      const { values, decimals } = roundTicks(scale.min, scale.max, 5);
      const x = (v: number): number => TIP + ((v - scale.min) / (scale.max - scale.min)) * length;
      const ticks = values.flatMap((v) => [
        element('line', { class: 'tick', x1: x(v), x2: x(v), y1: 16 + BAR_HEIGHT, y2: 20 + BAR_HEIGHT }),
        element('text', { x: x(v), y: 33 + BAR_HEIGHT, class: 'middle' }, formatNumber(v, decimals)),
      ]);
      return join([
        element('text', { x: 0, y: 10, class: 'label' }, label),
        bar(scale.map, length),
        ...ticks,
      ]);
    },
  };
}

/** Drawn in slices: a gradient would need an id, and ids must not repeat within the page. */
function bar(map: ColourMap, length: number): Markup {
  const table = lookupTable(map);
  const colour = (i: number): string => `rgb(${table.subarray(i * 3, i * 3 + 3).join(' ')})`;
  const slice = length / 64;
  const slices = Array.from({ length: 64 }, (_, i) =>
    element('rect', {
      x: TIP + i * slice,
      y: 16,
      width: i < 63 ? slice + 0.6 : slice,
      height: BAR_HEIGHT,
      fill: colour(Math.round((i * 255) / 63)),
    }),
  );
  const [middle, bottom, right] = [16 + BAR_HEIGHT / 2, 16 + BAR_HEIGHT, TIP + length];
  return join([
    element('path', { d: `M${TIP} 16L0 ${middle}L${TIP} ${bottom}Z`, fill: colour(0) }),
    ...slices,
    element('path', { d: `M${right} 16L${right + TIP} ${middle}L${right} ${bottom}Z`, fill: colour(255) }),
  ]);
}

/** Colour keys in rows of up to three; at most twelve, the rest is counted. */
export function keyLegend(keys: readonly { readonly colour: string; readonly label: string }[]): Legend {
  const shown = keys.slice(0, 12);
  const more = keys.length - shown.length;
  const columns = shown.some((k) => k.label.length > 22) ? 2 : 3;
  const rows = Math.ceil((shown.length + (more > 0 ? 1 : 0)) / columns);
  return {
    height: rows * ROW,
    draw: (width) => {
      const at = (i: number): { x: number; y: number } => ({
        x: ((i % columns) * width) / columns,
        y: Math.floor(i / columns) * ROW,
      });
      const most = Math.floor(width / columns / 7.4) - 3;
      const entries = shown.flatMap(({ colour, label }, i) => [
        element('rect', { ...at(i), width: 12, height: 12, rx: 2, fill: `#${colour}` }),
        element('text', { x: at(i).x + 18, y: at(i).y + 11 }, shortened(label, most)),
      ]);
      const { x, y } = at(shown.length);
      const rest = more > 0 ? [element('text', { x, y: y + 11 }, `and ${more} more`)] : [];
      return join([...entries, ...rest]);
    },
  };
}

/** Long names keep their end, which tells files apart. */
function shortened(label: string, most: number): string {
  return label.length <= most ? label : `…${label.slice(label.length - most + 1)}`;
}
