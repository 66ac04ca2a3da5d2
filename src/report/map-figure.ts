import { isNorthUp, pixelSize } from '../core/geo-transform.js';
import type { Grid } from '../core/georef.js';
import { toBase64 } from './base64.js';
import { FIGURE_WIDTH, type Figure } from './figure.js';
import type { Legend } from './legend.js';
import { element, join, type Markup } from './markup.js';
import { formatNumber, roundStep, roundTicks } from './number-format.js';
import { encodePng, type Picture } from './png.js';

type Point = readonly [x: number, y: number];

/** A line over the map, in map coordinates. */
export interface MapLine {
  readonly from: Point;
  readonly to: Point;
  /** Written at the start and, with a prime, at the end. */
  readonly label: string;
}

/** A point on the map, in map coordinates. */
export interface MapDot {
  readonly at: Point;
  /** `rrggbb`. */
  readonly colour: string;
  /** `disc` when absent. */
  readonly shape?: 'disc' | 'square' | 'ring';
}

export interface MapFigure {
  readonly title: string;
  readonly caption: string;
  readonly picture: Picture;
  /** Grid of the picture, i.e. already decimated. */
  readonly grid: Grid;
  readonly legend: Legend | null;
  readonly lines?: readonly MapLine[];
  /** Drawn in this order, under the lines. */
  readonly dots?: readonly MapDot[];
  readonly wide?: boolean;
}

const MARGIN = { left: 28, right: 6, top: 6, bottom: 26 } as const;
const TALLEST = 640;

/** A picture in a frame with coordinates, scale bar and legend, as SVG with an embedded PNG. */
export async function mapFigure(map: MapFigure): Promise<Figure> {
  const { picture, grid } = map;
  const room = FIGURE_WIDTH - MARGIN.left - MARGIN.right;
  const [pixelWidth, pixelHeight] = pixelSize(grid.transform);
  // Geographic grids at high latitude have oblong pixels on the ground; the map shows degrees as they are.
  const aspect = (picture.height * pixelHeight) / (picture.width * pixelWidth);
  const width = Math.min(room, TALLEST / aspect);
  const height = width * aspect;
  const left = MARGIN.left + (room - width) / 2;
  const frame: Frame = { left, top: MARGIN.top, width, height, axes: axesOf(grid) };
  const legendTop = MARGIN.top + height + MARGIN.bottom + 8;
  const total = legendTop + (map.legend === null ? -8 : map.legend.height);
  const png = toBase64(await encodePng(picture));
  const svg = element(
    'svg',
    {
      viewBox: `0 0 ${FIGURE_WIDTH} ${Math.ceil(total)}`,
      role: 'img',
      'aria-label': map.title,
      class: 'map',
    },
    element('rect', { class: 'nodata', x: left, y: frame.top, width, height }),
    element('image', {
      href: `data:image/png;base64,${png}`,
      x: left,
      y: frame.top,
      width,
      height,
      preserveAspectRatio: 'none',
      ...(picture.width < width ? { style: 'image-rendering:pixelated' } : {}),
    }),
    ...(map.dots ?? []).map((dot) => drawDot(frame, dot)),
    ...(map.lines ?? []).map((line) => drawLine(frame, line)),
    element('rect', { class: 'frame', x: left, y: frame.top, width, height }),
    drawAxes(frame),
    drawScaleBar(frame, grid),
    map.legend === null
      ? ''
      : element(
          'g',
          { transform: `translate(${MARGIN.left} ${Math.round(legendTop)})` },
          map.legend.draw(room),
        ),
  );
  return { title: map.title, caption: map.caption, svg, wide: map.wide ?? false };
}

/** Coordinates at the picture's edges in the unit of the labels. */
interface Axes {
  readonly west: number;
  readonly east: number;
  readonly north: number;
  readonly south: number;
  readonly unit: string;
  /** Map units per label unit. */
  readonly perUnit: number;
}

interface Frame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly axes: Axes;
}

function axesOf({ transform, width, height, crs }: Grid): Axes {
  if (!isNorthUp(transform)) {
    return { west: 0, east: width, north: 0, south: height, unit: 'px', perUnit: 1 };
  }
  const [a, , c, , e, f] = transform;
  const metres = Math.max(a * width, -e * height) * crs.unit;
  const geographic = crs.kind === 'geographic';
  const kilometres = !geographic && metres >= 5000;
  const perUnit = geographic ? 1 : (kilometres ? 1000 : 1) / crs.unit;
  return {
    west: c / perUnit,
    east: (c + a * width) / perUnit,
    north: f / perUnit,
    south: (f + e * height) / perUnit,
    unit: geographic ? '°' : kilometres ? ' km' : ' m',
    perUnit,
  };
}

function xOf({ left, width, axes }: Frame, x: number): number {
  return left + ((x - axes.west) / (axes.east - axes.west)) * width;
}

function yOf({ top, height, axes }: Frame, y: number): number {
  return top + ((axes.north - y) / (axes.north - axes.south)) * height;
}

function drawAxes(frame: Frame): Markup {
  const { axes, left, top, width, height } = frame;
  const bottom = top + height;
  const across = roundTicks(axes.west, axes.east, Math.max(2, width / 120));
  const [low, high] = axes.north > axes.south ? [axes.south, axes.north] : [axes.north, axes.south];
  const upwards = roundTicks(low, high, Math.max(2, height / 110));
  const parts: Markup[] = [];
  const labelled = across.values.filter((v) => {
    const x = xOf(frame, v);
    return x - left >= 16 && left + width - x >= 30;
  });
  for (const v of across.values) {
    const x = xOf(frame, v);
    parts.push(element('line', { class: 'tick', x1: x, x2: x, y1: bottom, y2: bottom + 5 }));
  }
  for (const v of labelled) {
    const text = formatNumber(v, across.decimals) + (v === labelled.at(-1) ? axes.unit : '');
    parts.push(element('text', { class: 'middle', x: xOf(frame, v), y: bottom + 19 }, text));
  }
  for (const v of upwards.values) {
    const y = yOf(frame, v);
    parts.push(element('line', { class: 'tick', x1: left - 5, x2: left, y1: y, y2: y }));
    if (y - top < 24 || bottom - y < 24) continue;
    const at = `translate(${Math.round(left - 9)} ${Math.round(y)}) rotate(-90)`;
    parts.push(element('text', { class: 'middle', transform: at }, formatNumber(v, upwards.decimals)));
  }
  return join(parts);
}

function drawLine(frame: Frame, { from, to, label }: MapLine): Markup {
  const { perUnit } = frame.axes;
  const [x1, y1] = [xOf(frame, from[0] / perUnit), yOf(frame, from[1] / perUnit)];
  const [x2, y2] = [xOf(frame, to[0] / perUnit), yOf(frame, to[1] / perUnit)];
  const { left, top, width, height } = frame;
  const within = (v: number, low: number, high: number): number => Math.max(low, Math.min(high, v));
  const text = (x: number, y: number, s: string): Markup => {
    const at = { x: within(x, left + 12, left + width - 12), y: within(y - 8, top + 16, top + height - 8) };
    return element('text', { class: 'on-map middle', ...at }, s);
  };
  return join([
    element('line', { class: 'casing', x1, y1, x2, y2 }),
    element('line', { class: 'section-line', x1, y1, x2, y2 }),
    text(x1 + 10, y1, label),
    text(x1 === x2 ? x2 + 12 : x2 - 10, y2, `${label}′`),
  ]);
}

const DOT = 3.2;

function drawDot(frame: Frame, { at, colour, shape = 'disc' }: MapDot): Markup {
  const { perUnit } = frame.axes;
  const [x, y] = [xOf(frame, at[0] / perUnit), yOf(frame, at[1] / perUnit)];
  if (shape === 'square') {
    const [side, rest] = [2 * DOT, { class: 'dot', fill: `#${colour}` }];
    return element('rect', { ...rest, x: x - DOT, y: y - DOT, width: side, height: side });
  }
  const ring = { fill: 'none', stroke: `#${colour}`, 'stroke-width': 2 };
  return element('circle', {
    ...(shape === 'ring' ? ring : { class: 'dot', fill: `#${colour}` }),
    cx: x,
    cy: y,
    r: DOT,
  });
}

/** Only where map units are lengths on the ground. */
function drawScaleBar(frame: Frame, { crs, transform }: Grid): Markup | '' {
  if (crs.kind === 'geographic' || !isNorthUp(transform)) return '';
  const { left, top, width, height, axes } = frame;
  const unitsAcross = axes.east - axes.west;
  const length = roundStep(unitsAcross / 5);
  const bar = (length / unitsAcross) * width;
  const [x, y] = [left + 14, top + height - 14];
  return join([
    element('path', { class: 'casing', d: `M${x} ${y - 5}V${y}H${x + bar}V${y - 5}` }),
    element('path', { class: 'scale-bar', d: `M${x} ${y - 5}V${y}H${x + bar}V${y - 5}` }),
    element('text', { class: 'on-map middle', x: x + bar / 2, y: y - 8 }, `${length}${axes.unit}`),
  ]);
}
