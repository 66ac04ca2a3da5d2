import { quantiles } from '../math/order-statistics.js';
import { type ColourMap, lookupTable } from './colour-maps.js';
import type { Picture } from './png.js';

/** A colour map between two values; what lies outside gets the end colours. */
export interface ColourScale {
  readonly map: ColourMap;
  readonly min: number;
  readonly max: number;
}

/** From the 2nd to the 98th percentile, so that single outliers do not wash out the rest. */
export function stretchedScale(values: Float32Array, map: ColourMap): ColourScale {
  const [low, high] = quantiles(values, [0.02, 0.98]) as [number, number];
  if (Number.isNaN(low)) return { map, min: 0, max: 1 };
  return low < high ? { map, min: low, max: high } : { map, min: low - 0.5, max: low + 0.5 };
}

/** Symmetric about zero, reaching the 98th percentile of |value|. */
export function symmetricScale(values: Float32Array, map: ColourMap): ColourScale {
  const [reach] = quantiles(values.map(Math.abs), [0.98]) as [number];
  const max = reach > 0 ? reach : 1;
  return { map, min: -max, max };
}

/** Indexed picture; NaN is transparent. */
export function colourise(
  values: { readonly width: number; readonly height: number; readonly data: Float32Array },
  { map, min, max }: ColourScale,
): Required<Picture> {
  const data = new Uint8Array(values.data.length);
  const perUnit = 254 / (max - min);
  for (let i = 0; i < data.length; i++) {
    const v = values.data[i];
    if (!Number.isNaN(v)) data[i] = 1 + Math.round(Math.min(Math.max((v - min) * perUnit, 0), 254));
  }
  const table = lookupTable(map);
  const palette = indexedPalette((i) => table.subarray(i * 3, i * 3 + 3), 255);
  return { width: values.width, height: values.height, channels: 1, data, palette };
}

/** Indexed grey picture of a hillshade (1 to 255, 0 = missing = transparent). */
export function greyPicture(width: number, height: number, shade: Uint8Array): Required<Picture> {
  const palette = indexedPalette((i) => [i + 1, i + 1, i + 1], 255);
  return { width, height, channels: 1, data: shade, palette };
}

/** Index 0 transparent, index 1 + i the colour i. */
export function indexedPalette(colourOf: (i: number) => ArrayLike<number>, count: number): Uint8Array {
  const palette = new Uint8Array((count + 1) * 4);
  for (let i = 0; i < count; i++) {
    palette.set(colourOf(i), (i + 1) * 4);
    palette[(i + 1) * 4 + 3] = 255;
  }
  return palette;
}

/** Hillshade of level ground with the Sun at 45 degrees: keeps its colour. */
const LEVEL_SHADE = 255 * Math.SQRT1_2;

/**
 * RGBA picture: the colours of an indexed one times the shade. `strength` 1 gives full relief, 0 none. Where there is
 * no shade the colour stays.
 */
export function shadePicture(
  { width, height, data: indices, palette }: Required<Picture>,
  shade: Uint8Array,
  strength: number,
): Picture {
  const data = new Uint8Array(indices.length * 4);
  for (let i = 0; i < indices.length; i++) {
    const factor = shade[i] === 0 ? 1 : 1 + strength * (shade[i] / LEVEL_SHADE - 1);
    const from = indices[i] * 4;
    for (let c = 0; c < 3; c++) data[i * 4 + c] = Math.min(Math.round(palette[from + c] * factor), 255);
    data[i * 4 + 3] = palette[from + 3];
  }
  return { width, height, channels: 4, data };
}
