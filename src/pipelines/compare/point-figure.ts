import { BLUE_RED, lookupTable } from '../../report/colour-maps.js';
import { type ColourScale, symmetricScale } from '../../report/colour-scale.js';
import type { Figure } from '../../report/figure.js';
import { colourBar } from '../../report/legend.js';
import { mapFigure } from '../../report/map-figure.js';
import type { Picture } from '../../report/png.js';
import type { PointMap } from './point-map.js';

/** Where points fill more of the picture than this they are single pixels. */
const DENSE = 0.05;
/** Picture widths per radius of a dot. */
const DOT = 250;
const RIM = [23, 27, 34] as const;

/** The points in the colour of their dh, over the hillshade of the DEM (on the map's grid, 0 missing). */
export function figurePoints(map: PointMap, shade: Uint8Array): Promise<Figure> {
  const { grid } = map;
  const means = map.means();
  const scale = symmetricScale(means, BLUE_RED);
  const isDense = map.count() > DENSE * means.length;
  const radius = isDense ? 0 : Math.max(1, Math.round(Math.max(grid.width, grid.height) / DOT));
  const picture = paleHillshade(grid.width, grid.height, shade);
  drawDots(picture, means, scale, radius);
  return mapFigure({
    title: 'Differences at the points',
    caption:
      'Control points over the hillshade of the tested DEM: red where the DEM is higher, blue where it is lower.',
    picture,
    grid,
    legend: colourBar(scale, 'dh = tested − reference (m)'),
  });
}

/** Light enough for colours to stand out; missing is transparent. */
function paleHillshade(width: number, height: number, shade: Uint8Array): Picture {
  const data = new Uint8Array(width * height * 4);
  for (let i = 0; i < shade.length; i++) {
    const grey = 120 + Math.round(shade[i] * 0.5);
    data.fill(grey, i * 4, i * 4 + 3);
    data[i * 4 + 3] = shade[i] === 0 ? 0 : 255;
  }
  return { width, height, channels: 4, data };
}

/** Discs with a dark rim; single pixels for radius 0. All rims first, so that they hide no point. */
function drawDots(picture: Picture, means: Float32Array, scale: ColourScale, radius: number): void {
  const table = lookupTable(scale.map);
  const colourOf = (value: number): ArrayLike<number> => {
    const t = Math.min(Math.max((value - scale.min) / (scale.max - scale.min), 0), 1);
    const at = 3 * Math.round(255 * t);
    return table.subarray(at, at + 3);
  };
  if (radius > 0) eachPoint(means, picture.width, (col, row) => disc(picture, col, row, radius + 1, RIM));
  eachPoint(means, picture.width, (col, row, value) => disc(picture, col, row, radius, colourOf(value)));
}

function eachPoint(
  means: Float32Array,
  width: number,
  draw: (col: number, row: number, value: number) => void,
): void {
  for (let i = 0; i < means.length; i++) {
    const value = means[i];
    if (!Number.isNaN(value)) draw(i % width, Math.floor(i / width), value);
  }
}

function disc(
  { width, height, data }: Picture,
  col: number,
  row: number,
  radius: number,
  rgb: ArrayLike<number>,
): void {
  const reach = (radius + 0.3) ** 2;
  for (let y = Math.max(0, row - radius); y <= Math.min(height - 1, row + radius); y++) {
    for (let x = Math.max(0, col - radius); x <= Math.min(width - 1, col + radius); x++) {
      if ((x - col) ** 2 + (y - row) ** 2 > reach) continue;
      const at = 4 * (y * width + x);
      for (let c = 0; c < 3; c++) data[at + c] = rgb[c];
      data[at + 3] = 255;
    }
  }
}
