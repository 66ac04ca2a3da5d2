import { describe, expect, it } from 'vitest';
import type { Crs } from '../../core/crs.js';
import { toMap } from '../../core/geo-transform.js';
import type { Raster } from '../../core/raster.js';
import { withVertical } from '../../geo/crs.js';
import { geodeticToEcef } from '../../geo/geodetic.js';
import { geographicOf } from '../../geo/geographic-crs.js';
import { parseCrs } from '../../geo/parse-crs.js';
import { createTransform } from '../../geo/transform.js';
import { groundToRadar } from '../../sar/geometry/ground-to-radar.js';
import { createRadarPoint, type RadarView } from '../../sar/geometry/radar-view.js';
import { radarToPixel } from '../../sar/image/pixel-position.js';
import { gridVisibility } from '../../sar/visibility/grid-visibility.js';
import { LAYOVER, SHADOW } from '../../sar/visibility/profile-visibility.js';
import { CALIBRATION, NOISE, type SarImage, type SarScene, takeSarImage } from './sar-image.js';
import { passView } from './sar-pass.js';

const crs: Crs = withVertical(parseCrs('EPSG:32649'), { kind: 'ellipsoid' });
/** So many that speckle can be neglected. */
const QUIET = 1e6;
const GAMMA = 0.2;

/** A DEM around 111 E on the equator, where rows run across a track to the north. */
function demOf(
  width: number,
  height: number,
  pixel: number,
  heightAt: (x: number, y: number) => number,
): Raster {
  const data = Float32Array.from({ length: width * height }, (_, i) =>
    heightAt(((i % width) + 0.5 - width / 2) * pixel, (height / 2 - Math.floor(i / width) - 0.5) * pixel),
  );
  const transform = [
    pixel,
    0,
    500_000 - (width / 2) * pixel,
    0,
    -pixel,
    10_000 + (height / 2) * pixel,
  ] as const;
  return { width, height, data, georef: { transform, crs } };
}

const evenly = (dem: Raster): SarScene => ({ dem, gamma: new Float32Array(dem.data.length).fill(GAMMA) });

function viewOf(incidenceDeg: number, headingDeg = 0, look: 'left' | 'right' = 'right'): RadarView {
  const pass = { incidenceDeg, headingDeg, look, altitude: 514e3, speed: 7600 };
  return passView(pass, crs, [500_000, 10_000], 0);
}

function take(scene: SarScene, view: RadarView, looks = QUIET, seed = 1, rain = (): number => 1): SarImage {
  const sensor = { view, rangeSpacing: 2, azimuthSpacing: 3, looks };
  const exposure = takeSarImage(scene, sensor, rain, seed);
  for (;;) {
    const step = exposure.next();
    if (step.done === true) return step.value;
  }
}

const powers = ({ amplitude }: SarImage): Float64Array =>
  Float64Array.from(amplitude, (a) => (a / CALIBRATION) ** 2);

/** Power of cells some way inside the image, without the receiver's noise. */
function inside(image: SarImage, margin: number): Float64Array {
  const { width, height } = image.geometry;
  return powers(image)
    .filter((_, i) => {
      const [col, row] = [i % width, Math.floor(i / width)];
      return col >= margin && row >= margin && col < width - margin && row < height - margin;
    })
    .map((p) => p - NOISE);
}

const mean = (values: Float64Array): number => values.reduce((s, v) => s + v, 0) / values.length;
const variance = (values: Float64Array): number => {
  const m = mean(values);
  return mean(values.map((v) => (v - m) ** 2));
};

describe('backscatter of planes', () => {
  it('falls with the cotangent of the local incidence angle, evenly over the cells', () => {
    for (const incidence of [25, 40, 55]) {
      for (const slope of [-15, 0, 15]) {
        const rise = Math.tan((slope * Math.PI) / 180);
        const image = take(evenly(demOf(120, 60, 5, (x) => x * rise)), viewOf(incidence));
        const power = inside(image, 12);
        // Ground that rises away from the radar (in the east, seen from the west) is turned to it.
        const expected = GAMMA / Math.tan(((incidence - slope) * Math.PI) / 180);
        expect(Math.abs(mean(power) / expected - 1), `${incidence} ${slope}`).toBeLessThan(0.005);
        expect(Math.sqrt(variance(power)) / expected, `${incidence} ${slope}`).toBeLessThan(0.03);
      }
    }
  });

  it('is the same from every side', () => {
    const dem = demOf(100, 100, 5, () => 50);
    const expected = GAMMA / Math.tan((35 * Math.PI) / 180);
    for (const [heading, look] of [
      [90, 'left'],
      [190, 'right'],
      [350, 'left'],
    ] as const) {
      const power = powers(take(evenly(dem), viewOf(35, heading, look))).filter((p) => p > 0.5 * expected);
      expect(Math.abs((mean(power) - NOISE) / expected - 1)).toBeLessThan(0.03);
    }
  });

  it('is neither lost nor gained: all cells together have the area turned to the radar', () => {
    const dem = demOf(140, 90, 5, (x, y) => 40 * Math.sin(x / 60) * Math.cos(y / 70));
    const view = viewOf(40);
    const image = take(evenly(dem), view);
    const total = powers(image).reduce((s, p) => s + (p > 0 ? p - NOISE : 0), 0) * 2 * 3;
    // The relief rises and falls by the same, so that flat ground between the outermost centres remains.
    const edge = (x: number) => 40 * Math.sin(x / 60);
    let area = 0;
    for (let row = 0; row < 89; row++) {
      const rise = (edge(347.5) - edge(-347.5)) * Math.cos((45 * 5 - row * 5 - 5) / 70);
      area += 5 * (139 * 5 * Math.cos((40 * Math.PI) / 180) + rise * Math.sin((40 * Math.PI) / 180));
    }
    expect(Math.abs(total / (GAMMA * area) - 1)).toBeLessThan(0.01);
  });
});

describe('geometry', () => {
  it('puts a bright point where range and Doppler see it, within 0.05 pixels', () => {
    const dem = demOf(160, 120, 5, (x, y) => 60 * Math.exp(-(x * x + y * y) / 40_000) + 0.05 * x);
    const toGeographic = createTransform(crs, geographicOf(crs));
    for (const view of [viewOf(29, 350), viewOf(45, 190), viewOf(40, 10, 'left')]) {
      const plain = powers(take(evenly(dem), view));
      for (const at of [60 * 160 + 50, 33 * 160 + 111]) {
        const scene = evenly(dem);
        scene.gamma[at] = 100;
        const image = take(scene, view);
        const { width } = image.geometry;
        let [sum, sumCol, sumRow] = [0, 0, 0];
        for (const [i, p] of powers(image).entries()) {
          const more = p - plain[i];
          if (more < 0.05) continue;
          sum += more;
          sumCol += more * ((i % width) + 0.5);
          sumRow += more * (Math.floor(i / width) + 0.5);
        }
        const [x, y] = toMap(dem.georef.transform, (at % 160) + 0.5, Math.floor(at / 160) + 0.5);
        const [lon, lat] = toGeographic.forwardPoint(x, y);
        const seen = createRadarPoint();
        groundToRadar(view, ...geodeticToEcef(lon, lat, dem.data[at], view.ellipsoid), seen);
        const pixel = { col: 0, row: 0 };
        radarToPixel(image.geometry, seen.time, seen.range, pixel);
        expect(Math.abs(sumCol / sum - pixel.col)).toBeLessThan(0.05);
        expect(Math.abs(sumRow / sum - pixel.row)).toBeLessThan(0.05);
      }
    }
  });

  /** A ridge along the track: 120 m high, slopes given by their tangents. */
  const ridge = (near: number, far: number): Raster =>
    demOf(240, 60, 5, (x) => Math.max(0, 120 - (x < 0 ? -x * near : x * far)));

  /** Column of the image that sees a place of the ridge's middle row. */
  function columnOf(image: SarImage, view: RadarView, x: number, height: number): number {
    const [lon, lat] = createTransform(crs, geographicOf(crs)).forwardPoint(500_000 + x, 10_000);
    const seen = createRadarPoint();
    groundToRadar(view, ...geodeticToEcef(lon, lat, height, view.ellipsoid), seen);
    const pixel = { col: 0, row: 0 };
    radarToPixel(image.geometry, seen.time, seen.range, pixel);
    return Math.round(pixel.col);
  }

  const columns = (image: SarImage, from: number, to: number): Float64Array => {
    const { width, height } = image.geometry;
    const middle = [...powers(image).entries()].filter(([i]) => {
      const [col, row] = [i % width, Math.floor(i / width)];
      return col >= from && col < to && row > 10 && row < height - 10;
    });
    return Float64Array.from(middle, ([, p]) => p - NOISE);
  };

  it('adds up layover', () => {
    const view = viewOf(30);
    const image = take(evenly(ridge(3, 0.4)), view);
    const flat = GAMMA / Math.tan(Math.PI / 6);
    const [crest, foot] = [columnOf(image, view, 0, 120), columnOf(image, view, -40, 0)];
    // The crest is as much nearer than the foot as 120 m at the cosine are more than 40 m at the sine of the incidence angle.
    const front = 120 * Math.cos(Math.PI / 6) - 40 * 0.5;
    expect(Math.abs((foot - crest) * 2 - front)).toBeLessThan(3);
    const turned = 120 * 0.5 + 40 * Math.cos(Math.PI / 6);
    const behind = GAMMA / Math.tan(Math.PI / 6 + Math.atan(0.4));
    const folded = mean(columns(image, crest + 8, foot - 8));
    expect(Math.abs(folded / ((GAMMA * turned) / front + flat + behind) - 1)).toBeLessThan(0.05);
    expect(Math.abs(mean(columns(image, crest - 40, crest - 5)) / flat - 1)).toBeLessThan(0.02);
  });

  it('leaves nothing but noise in shadow', () => {
    const view = viewOf(50);
    const image = take(evenly(ridge(0.4, 3)), view);
    const radians = (50 * Math.PI) / 180;
    const [crest, end] = [columnOf(image, view, 0, 120), columnOf(image, view, 120 * Math.tan(radians), 0)];
    expect(Math.abs((end - crest) * 2 - 120 / Math.cos(radians))).toBeLessThan(3);
    const dark = columns(image, crest + 4, end - 6);
    expect(dark.every((p) => Math.abs(p) < 0.02 * NOISE)).toBe(true);
    expect(mean(columns(image, end + 3, end + 30)) / (GAMMA / Math.tan(radians))).toBeCloseTo(1, 1);
  });

  it('marks layover and shadow as the profiles of the DEM do', () => {
    for (const dem of [ridge(3, 0.4), ridge(0.4, 3), ridge(0.3, 0.3)]) {
      const view = viewOf(40);
      const expected = gridVisibility(dem, view);
      const { visibility } = take(evenly(dem), view);
      for (const bit of [LAYOVER, SHADOW]) {
        const differing = visibility.filter((v, i) => {
          const [col, row] = [i % 240, Math.floor(i / 240)];
          return col > 0 && row > 0 && col < 239 && row < 59 && (v & bit) !== (expected[i] & bit);
        });
        // Edges of masks are rounded to pixels by one, to any facet in a pixel by the other.
        expect(differing.length / 60).toBeLessThan(4);
      }
    }
  });

  it('has no samples where there is no ground', () => {
    const image = take(evenly(demOf(100, 100, 5, () => 0)), viewOf(40, 330));
    const { width, height } = image.geometry;
    expect(image.amplitude[0]).toBe(0);
    expect(image.amplitude[Math.floor(height / 2) * width + Math.floor(width / 2)]).toBeGreaterThan(0);
  });
});

describe('speckle and weather', () => {
  const flat = evenly(demOf(150, 150, 5, () => 0));

  it('has the looks that were asked for, and none of it in common from seed to seed or cell to cell', () => {
    for (const looks of [1, 2.5, 9]) {
      const a = inside(take(flat, viewOf(40), looks, 1), 5).map((p) => p + NOISE);
      const b = inside(take(flat, viewOf(40), looks, 2), 5).map((p) => p + NOISE);
      expect(Math.abs(mean(a) ** 2 / variance(a) / looks - 1)).toBeLessThan(0.06);
      expect(Math.abs(correlation(a, b))).toBeLessThan(0.02);
      expect(Math.abs(correlation(a.subarray(1), a.subarray(0, -1)))).toBeLessThan(0.02);
    }
  });

  it('is the same for the same seed', () => {
    expect(take(flat, viewOf(40), 3, 7).amplitude).toEqual(take(flat, viewOf(40), 3, 7).amplitude);
  });

  it('is weakened by rain', () => {
    const wet = take(flat, viewOf(40), QUIET, 1, () => 0.1);
    expect(mean(inside(wet, 5)) / mean(inside(take(flat, viewOf(40)), 5))).toBeCloseTo(0.1, 3);
  });
});

function correlation(a: Float64Array, b: Float64Array): number {
  const [ma, mb] = [mean(a), mean(b)];
  return mean(a.map((v, i) => (v - ma) * (b[i] - mb))) / Math.sqrt(variance(a) * variance(b));
}

describe('what cannot be seen', () => {
  it('is refused', () => {
    const far = demOf(4, 400, 2500, () => 0);
    expect(() => take(evenly(far), viewOf(40))).toThrow(expect.objectContaining({ code: 'geometry' }));
  });
});
