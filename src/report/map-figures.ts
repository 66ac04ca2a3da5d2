import type { Raster } from '../core/raster.js';
import { BLUE_RED, type ColourMap, categoryColour, RELIEF, SLOPE } from './colour-maps.js';
import {
  type ColourScale,
  colourise,
  greyPicture,
  indexedPalette,
  shadePicture,
  stretchedScale,
  symmetricScale,
} from './colour-scale.js';
import type { Figure } from './figure.js';
import { colourBar, keyLegend } from './legend.js';
import { type MapFigure, mapFigure } from './map-figure.js';
import type { Picture } from './png.js';

/**
 * The maps of a report. Rasters come decimated to at most about 1000 pixels. `shade` is a hillshade on the same
 * grid, 1 to 255 with 0 for missing, the Sun 45 degrees high.
 */
export type MapText = Pick<MapFigure, 'title' | 'caption' | 'lines' | 'dots' | 'wide'>;

export function figureHillshade(raster: Raster, shade: Uint8Array, text: MapText): Promise<Figure> {
  const picture = greyPicture(raster.width, raster.height, shade);
  return onGrid(raster, picture, null, text);
}

/** Heights in colour under the hillshade; the legend gives metres. */
export function figureRelief(
  raster: Raster,
  shade: Uint8Array,
  text: MapText,
  map: ColourMap = RELIEF,
): Promise<Figure> {
  const scale = stretchedScale(raster.data, map);
  const picture = shadePicture(colourise(raster, scale), shade, 0.85);
  return onGrid(raster, picture, colourBar(scale, 'Height (m)'), text);
}

/** dh in metres: red where the tested model is too high, blue where it is too low. Give maps to be compared one scale. */
export function figureDifference(
  dh: Raster,
  text: MapText,
  scale: ColourScale = symmetricScale(dh.data, BLUE_RED),
): Promise<Figure> {
  return onGrid(dh, colourise(dh, scale), colourBar(scale, 'dh = tested − reference (m)'), text);
}

/** Slope in degrees. */
export function figureSlope(slopeDeg: Raster, text: MapText): Promise<Figure> {
  const scale = { ...stretchedScale(slopeDeg.data, SLOPE), min: 0 };
  return onGrid(slopeDeg, colourise(slopeDeg, scale), colourBar(scale, 'Slope (°)'), text);
}

/**
 * Which input a sample comes from, under the hillshade, with the seams between them.
 *
 * @param sources value per sample as in the product's source raster, NaN where there is none
 * @param names name per value, in the order of the legend
 */
export function figureSources(
  sources: Raster,
  names: ReadonlyMap<number, string>,
  shade: Uint8Array,
  text: MapText,
): Promise<Figure> {
  const picture = colourCategories(sources, [...names.keys()]);
  const legend = keyLegend([...names.values()].map((label, i) => ({ colour: categoryColour(i), label })));
  return onGrid(sources, withSeams(shadePicture(picture, shade, 0.7), sources), legend, text);
}

function onGrid(
  raster: Raster,
  picture: Picture,
  legend: MapFigure['legend'],
  text: MapText,
): Promise<Figure> {
  const grid = { width: raster.width, height: raster.height, ...raster.georef };
  return mapFigure({ ...text, picture, grid, legend });
}

/** Indexed picture; samples without a category, and those beyond the 255th, are transparent. */
function colourCategories(raster: Raster, values: readonly number[]): Required<Picture> {
  const indices = new Map(values.slice(0, 255).map((value, i) => [value, i + 1]));
  const data = Uint8Array.from(raster.data, (value) => indices.get(value) ?? 0);
  const palette = indexedPalette((i) => {
    const rgb = Number.parseInt(categoryColour(i), 16);
    return [rgb >> 16, (rgb >> 8) & 0xff, rgb & 0xff];
  }, indices.size);
  return { width: raster.width, height: raster.height, channels: 1, data, palette };
}

/** Darkens the samples whose right or lower neighbour has another source. */
function withSeams(picture: Picture, { width, height, data: sources }: Raster): Picture {
  const data = picture.data.slice();
  const differs = (a: number, b: number): boolean => !Number.isNaN(a) && !Number.isNaN(b) && a !== b;
  for (let row = 0; row < height; row++) {
    for (let col = 0; col < width; col++) {
      const i = row * width + col;
      const right = col + 1 < width && differs(sources[i], sources[i + 1]);
      const down = row + 1 < height && differs(sources[i], sources[i + width]);
      if (right || down) data.set([20, 24, 32], i * 4);
    }
  }
  return { ...picture, data };
}
