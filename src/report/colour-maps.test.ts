import { describe, expect, it } from 'vitest';
import { available, python, run } from '../../test/support/requirements.js';
import {
  BLUE_RED,
  CIVIDIS,
  categoryColour,
  GREY,
  lookupTable,
  RELIEF,
  SLOPE,
  VIRIDIS,
} from './colour-maps.js';
import { colourise, greyPicture, shadePicture, stretchedScale, symmetricScale } from './colour-scale.js';

/** CIE lightness of an sRGB colour, the approximation by relative luminance. */
function lightness(rgb: ArrayLike<number>): number {
  const linear = [0, 1, 2].map((c) => {
    const v = rgb[c] / 255;
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  });
  return 116 * Math.cbrt(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]) - 16;
}

describe('colour maps', () => {
  it.each([VIRIDIS, CIVIDIS, RELIEF, SLOPE, GREY])('$name changes lightness in one direction', (map) => {
    const table = lookupTable(map);
    const levels = Array.from({ length: 256 }, (_, i) => lightness(table.subarray(i * 3, i * 3 + 3)));
    const sign = Math.sign(levels[255] - levels[0]);
    levels.slice(1).forEach((level, i) => {
      expect(sign * (level - levels[i])).toBeGreaterThan(-0.6);
    });
    expect(Math.abs(levels[255] - levels[0])).toBeGreaterThan(60);
  });

  it('the diverging one is lightest in the middle, blue below and red above', () => {
    const table = lookupTable(BLUE_RED);
    const at = (i: number) => table.subarray(i * 3, i * 3 + 3);
    expect(at(60)[2]).toBeGreaterThan(at(60)[0]);
    expect(at(200)[0]).toBeGreaterThan(at(200)[2]);
    expect(lightness(at(127))).toBeGreaterThan(90);
    expect(Math.abs(lightness(at(20)) - lightness(at(235)))).toBeLessThan(12);
  });

  it('categories are distinct and repeat', () => {
    expect(new Set(Array.from({ length: 12 }, (_, i) => categoryColour(i))).size).toBe(12);
    expect(categoryColour(13)).toBe(categoryColour(1));
  });
});

describe.skipIf(!available('opencv'))('against OpenCV', () => {
  const script = `
import cv2, json, numpy as np
ramp = np.arange(256, dtype=np.uint8)[None]
print(json.dumps([cv2.applyColorMap(ramp, m)[0][:, ::-1].tolist() for m in (cv2.COLORMAP_VIRIDIS, cv2.COLORMAP_CIVIDIS)]))`;

  it('viridis and cividis equal its tables at the anchors and nearly so between', () => {
    const tables = JSON.parse(run(python, ['-c', script])) as number[][][];
    [VIRIDIS, CIVIDIS].forEach((map, m) => {
      const got = lookupTable(map);
      const errors = tables[m].flatMap((rgb, i) => rgb.map((v, c) => Math.abs(v - got[i * 3 + c])));
      tables[m].forEach((rgb, i) => {
        if (i % 15 === 0) expect([...got.subarray(i * 3, i * 3 + 3)]).toEqual(rgb);
      });
      expect(Math.max(...errors)).toBeLessThanOrEqual(11);
      expect(errors.reduce((s, e) => s + e, 0) / errors.length).toBeLessThan(0.6);
    });
  });
});

describe('colour scales', () => {
  const raster = (...values: number[]) => ({
    width: values.length,
    height: 1,
    data: Float32Array.from(values),
  });

  it('stretch between the 2nd and the 98th percentile', () => {
    const values = Float32Array.from({ length: 101 }, (_, i) => (i === 100 ? 1e6 : i));
    expect(stretchedScale(values, GREY)).toMatchObject({ min: 2, max: 98 });
  });

  it('stay usable without samples and with equal ones', () => {
    for (const values of [[Number.NaN], [5, 5]]) {
      for (const scale of [
        stretchedScale(Float32Array.from(values), GREY),
        symmetricScale(Float32Array.from(values), GREY),
      ]) {
        expect(scale.max).toBeGreaterThan(scale.min);
      }
    }
    expect(symmetricScale(Float32Array.of(0, 0), GREY)).toMatchObject({ min: -1, max: 1 });
  });

  it('are symmetric about zero for differences', () => {
    const { min, max } = symmetricScale(Float32Array.of(-3, 1, 2, -3), BLUE_RED);
    expect(min).toBe(-max);
    expect(max).toBeCloseTo(3);
  });

  it('give missing samples no colour and clip the rest', () => {
    const { data, palette } = colourise(raster(Number.NaN, -10, 0, 1, 10), { map: GREY, min: 0, max: 1 });
    expect([...data]).toEqual([0, 1, 1, 255, 255]);
    expect([...palette.subarray(0, 8)]).toEqual([0, 0, 0, 0, 0, 0, 0, 255]);
  });

  it('shade multiplies, level ground keeps its colour, no shade changes nothing', () => {
    const colours = colourise(raster(0.5, 0.5, 0.5, Number.NaN), { map: GREY, min: 0, max: 1 });
    const shaded = shadePicture(colours, Uint8Array.of(180, 90, 0, 90), 1);
    const [level, dark, unshaded] = [0, 4, 8].map((i) => shaded.data[i]);
    expect(Math.abs(level! - unshaded!)).toBeLessThanOrEqual(1);
    expect(dark).toBeLessThan(unshaded! * 0.55);
    expect(shaded.data[15]).toBe(0);
    expect(shadePicture(colours, Uint8Array.of(1, 1, 1, 1), 0).data[0]).toBe(unshaded);
  });

  it('a hillshade is its own grey with 0 missing', () => {
    const { data, palette } = greyPicture(3, 1, Uint8Array.of(0, 1, 255));
    const rgba = [...data].map((i) => [...palette.subarray(i * 4, i * 4 + 4)]);
    expect(rgba).toEqual([
      [0, 0, 0, 0],
      [1, 1, 1, 255],
      [255, 255, 255, 255],
    ]);
  });
});
