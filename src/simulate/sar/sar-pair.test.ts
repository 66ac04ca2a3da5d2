import { beforeAll, describe, expect, it } from 'vitest';
import { withVertical } from '../../geo/crs.js';
import { parseCrs } from '../../geo/parse-crs.js';
import { LAYOVER } from '../../sar/visibility/profile-visibility.js';
import { bilinear } from '../../terrain/bilinear.js';
import { aPrioriDem } from './a-priori-dem.js';
import { coverDem, drawSarGround, testAreas } from './sar-ground.js';
import { makeSarPair, type SarPair, shotsOf } from './sar-pair.js';

const crs = withVertical(parseCrs('EPSG:32649'), { kind: 'ellipsoid' });
const gridOf = (size: number, pixel: number) =>
  ({ width: size, height: size, transform: [pixel, 0, 680_000, 0, -pixel, 3_823_000], crs }) as const;

describe('a pair', () => {
  const options = { seed: 3, grid: gridOf(70, 10), shots: shotsOf('stripmap'), looks: 4, rain: 0 };
  let pair: SarPair;
  beforeAll(() => {
    pair = makeSarPair(options);
  });

  it('is the same for the same seed and another one for another', () => {
    expect(makeSarPair(options)).toEqual(pair);
    const other = makeSarPair({ ...options, seed: 4 });
    expect(other.truth.data).not.toEqual(pair.truth.data);
    expect(other.left.amplitude).not.toEqual(pair.left.amplitude);
  });

  it('has the spacing and looks that it says, and more layover where the radar looks down more steeply', () => {
    const { left, right } = pair;
    expect([left.looks, left.geometry.range.spacing, right.geometry.range.spacing]).toEqual([4, 1.8, 1.2]);
    const layover = ({ visibility }: SarPair['left']) => visibility.filter((v) => (v & LAYOVER) !== 0).length;
    expect(layover(right)).toBeGreaterThan(2 * layover(left));
  });

  it('can be taken from both sides, and with rain over the second image', () => {
    const [left, right] = shotsOf('spotlight', { opposite: true, incidences: [30, 40] });
    expect([left.pass.headingDeg, right.pass.headingDeg]).toEqual([190, 350]);
    expect([left.pass.incidenceDeg, right.pass.incidenceDeg]).toEqual([30, 40]);
    const wet = makeSarPair({ ...options, rain: 4 });
    expect(wet.left.amplitude).toEqual(pair.left.amplitude);
    const sum = (a: Uint16Array) => a.reduce((s, v) => s + v, 0);
    expect(sum(wet.right.amplitude)).toBeLessThan(0.9 * sum(pair.right.amplitude));
  });
});

describe('ground', () => {
  it('has relief by area, and heights that do not depend on the pixel size but for detail', () => {
    const fine = drawSarGround(1, gridOf(400, 10)).dem;
    const coarse = drawSarGround(1, gridOf(200, 20)).dem;
    const [mountain, hill, flat] = testAreas(400, 400).map(({ window: { col, row, width, height } }) => {
      let sum = 0;
      for (let y = row; y < row + height; y++) {
        for (let x = col; x < col + width; x++) {
          const i = y * 400 + x;
          sum += Math.hypot(fine.data[i + 1] - fine.data[i], fine.data[i + 400] - fine.data[i]) / 10;
        }
      }
      return sum / (width * height);
    });
    expect(mountain).toBeGreaterThan(0.35);
    expect(hill).toBeGreaterThan(0.12);
    expect(hill).toBeLessThan(0.35);
    expect(flat).toBeLessThan(0.12);
    let most = 0;
    for (let i = 0; i < 200 * 200; i++) {
      const between = bilinear(fine, 2 * (i % 200) + 1, 2 * Math.floor(i / 200) + 1);
      most = Math.max(most, Math.abs(between - coarse.data[i]));
    }
    expect(most).toBeLessThan(25);
  });

  it('can be a DEM, with forest where it is steep', () => {
    const { dem } = drawSarGround(1, gridOf(120, 20));
    const scene = coverDem(1, dem);
    expect(scene.dem).toBe(dem);
    expect(scene.gamma.every((g) => g > 0.01 && g < 30)).toBe(true);
    const mean = (from: number, to: number) =>
      scene.gamma.slice(from * 120, to * 120).reduce((s, g) => s + g, 0);
    expect(mean(5, 45)).toBeGreaterThan(mean(75, 115));
  });
});

describe('the a-priori DEM', () => {
  it('has about the errors that Wang et al. (2022) found in SRTM: large in mountains, 2 m on the plain', () => {
    const size = 600;
    const { dem } = drawSarGround(1, gridOf(size, 10));
    const coarse = aPrioriDem(dem, 9);
    expect([coarse.width, coarse.georef.transform[0]]).toEqual([200, 30]);
    const rmse = testAreas(size, size).map(({ window: { col, row, width, height } }) => {
      let sum = 0;
      for (let y = row; y < row + height; y++) {
        for (let x = col; x < col + width; x++) {
          sum += (bilinear(coarse, (x + 0.5) / 3, (y + 0.5) / 3) - dem.data[y * size + x]) ** 2;
        }
      }
      return Math.sqrt(sum / (width * height));
    });
    const [mountain, hill, flat] = rmse;
    expect(mountain).toBeGreaterThan(6);
    expect(mountain).toBeLessThan(11);
    expect(hill).toBeGreaterThan(2.5);
    expect(hill).toBeLessThan(5);
    expect(flat).toBeGreaterThan(1.3);
    expect(flat).toBeLessThan(2.8);
  });

  it('follows DEMs of any pixels, turned ones, too', () => {
    for (const transform of [
      [7, 0, 680_000, 0, -9, 3_823_000],
      [0, 9, 680_000, 7, 0, 3_823_000],
    ] as const) {
      const data = Float32Array.from(
        { length: 120 * 90 },
        (_, i) => 200 + (i % 120) * 0.7 + Math.floor(i / 120) * 0.9,
      );
      const dem = { width: 120, height: 90, data, georef: { transform, crs } };
      const { width, height, data: heights } = aPrioriDem(dem, 2);
      expect([width, height]).toEqual([28, 27]);
      for (let row = 2; row < height - 2; row++) {
        for (let col = 2; col < width - 2; col++) {
          const expected = 200 + ((col + 0.5) * 30 * 0.1 + (row + 0.5) * 30 * 0.1);
          expect(Math.abs(heights[row * width + col] - expected)).toBeLessThan(16);
        }
      }
      expect(coverDem(1, dem).gamma.every((g) => g > 0.01 && g < 30)).toBe(true);
    }
  });

  it('covers the truth when its size is no multiple of the cell', () => {
    const { dem } = drawSarGround(1, gridOf(101, 7));
    const { width, height, data } = aPrioriDem(dem, 1);
    expect([width, height]).toEqual([24, 24]);
    expect(data.every(Number.isFinite)).toBe(true);
  });
});
