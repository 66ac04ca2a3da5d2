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

/** RGBA picture; NaN is transparent. */
export function colourise(
  values: { readonly width: number; readonly height: number; readonly data: Float32Array },
  { map, min, max }: ColourScale,
): Picture {
  const table = lookupTable(map);
  const data = new Uint8Array(values.data.length * 4);
  const perUnit = 255 / (max - min);
  for (let i = 0; i < values.data.length; i++) {
    const v = values.data[i]!;
    if (Number.isNaN(v)) continue;
    const index = Math.round(Math.min(Math.max((v - min) * perUnit, 0), 255));
    for (let c = 0; c < 3; c++) data[i * 4 + c] = table[index * 3 + c]!;
    data[i * 4 + 3] = 255;
  }
  return { width: values.width, height: values.height, channels: 4, data };
}

/** Grey RGBA picture of a hillshade (1 to 255, 0 = missing = transparent). */
export function greyPicture(width: number, height: number, shade: Uint8Array): Picture {
  const data = new Uint8Array(shade.length * 4);
  for (let i = 0; i < shade.length; i++) {
    data.fill(shade[i]!, i * 4, i * 4 + 3);
    data[i * 4 + 3] = shade[i] === 0 ? 0 : 255;
  }
  return { width, height, channels: 4, data };
}

/** Hillshade of level ground with the Sun at 45 degrees: keeps its colour. */
const LEVEL_SHADE = 255 * Math.SQRT1_2;

/**
 * RGBA colours times shade. `strength` 1 gives full relief, 0 none. Where there is no shade the colour stays.
 */
export function shadePicture(colours: Picture, shade: Uint8Array, strength: number): Picture {
  const data = colours.data.slice();
  for (let i = 0; i < shade.length; i++) {
    if (shade[i] === 0) continue;
    const factor = 1 + strength * (shade[i]! / LEVEL_SHADE - 1);
    for (let c = 0; c < 3; c++) data[i * 4 + c] = Math.min(Math.round(data[i * 4 + c]! * factor), 255);
  }
  return { ...colours, data };
}
