import { describe, expect, it } from 'vitest';
import { simulatedImage } from '../../../test/support/radar-pair.js';
import { toMap } from '../../core/geo-transform.js';
import type { Raster } from '../../core/raster.js';
import { createRng } from '../../core/rng.js';
import { withVertical } from '../../geo/crs.js';
import { ecefToGeodetic, geodeticToEcef, type Vector3 } from '../../geo/geodetic.js';
import { geographicOf } from '../../geo/geographic-crs.js';
import { parseCrs } from '../../geo/parse-crs.js';
import { createTransform } from '../../geo/transform.js';
import { bilinear } from '../../terrain/bilinear.js';
import { demTerrain } from '../geometry/dem-terrain.js';
import { groundToRadar } from '../geometry/ground-to-radar.js';
import { radarToTerrain } from '../geometry/radar-to-terrain.js';
import { createGroundPoint, createRadarPoint } from '../geometry/radar-view.js';
import type { ImageGeometry } from '../image/image-geometry.js';
import { lookedGeometry } from '../image/looked-geometry.js';
import { pixelToRadar, radarToPixel } from '../image/pixel-position.js';
import { intersect } from '../intersection/intersect.js';
import { anaglyph } from './anaglyph.js';
import { epipolarAxis } from './epipolar-axis.js';
import { imageOutline, rotatedGrid } from './epipolar-grid.js';
import { radarCoordinates } from './homologous.js';
import { createPixelLattice, latticePosition } from './pixel-lattice.js';
import { imagePositions, sampleImage, windowOfPositions } from './rectify.js';

const crs = withVertical(parseCrs('EPSG:32649'), { kind: 'ellipsoid' });
const target: Vector3 = [113, 34.5, 700];
const scene = { target, extent: [9000, 8000], spacing: [1.8, 3.3] } as const;
const PAIRS = {
  ascending: [
    simulatedImage({ ...scene, incidenceDeg: 44.5 }),
    simulatedImage({ ...scene, incidenceDeg: 28.9 }),
  ],
  descending: [
    simulatedImage({ ...scene, incidenceDeg: 32.2, headingDeg: 190 }),
    simulatedImage({ ...scene, incidenceDeg: 47.1, headingDeg: 191 }),
  ],
} satisfies Record<string, readonly [ImageGeometry, ImageGeometry]>;

function gridOf([left, right]: readonly ImageGeometry[], cell = 10) {
  const points = [-0.04, 0, 0.04].flatMap((x) => [-0.03, 0.03].map((y): Vector3 => [113 + x, 34.5 + y, 700]));
  const axis = epipolarAxis(left, right, points, crs, 100);
  const grid = rotatedGrid(
    [left, right].map((image) => [...imageOutline(image, 500, crs), ...imageOutline(image, 900, crs)]),
    axis.direction,
    cell,
    crs,
  );
  if (grid === null) throw new Error('no overlap');
  return { axis, grid };
}

/** Hills of up to 15 degrees on the cells of a grid. */
function hills(grid: { width: number; height: number }): Float32Array {
  return Float32Array.from({ length: grid.width * grid.height }, (_, i) => {
    const [x, y] = [i % grid.width, Math.floor(i / grid.width)];
    return 700 + 90 * Math.sin(x / 45) * Math.cos(y / 60) + 40 * Math.sin((x + 2 * y) / 31);
  });
}

describe('epipolar axis', () => {
  it('runs across parallel tracks with the parallax of plane geometry', () => {
    const [left, right] = PAIRS.ascending;
    const { direction, parallaxPerMetre, residual } = epipolarAxis(left, right, [target], crs, 100);
    const cot = (deg: number) => 1 / Math.tan((deg * Math.PI) / 180);
    // Both look east; higher ground appears nearer to the sensor, more so from the steeper pass.
    expect(parallaxPerMetre / (cot(44.5) - cot(28.9))).toBeCloseTo(1, 1.5);
    const heading = (350 * Math.PI) / 180;
    expect(direction[0] * Math.sin(heading) + direction[1] * Math.cos(heading)).toBeCloseTo(0, 1);
    expect(residual).toBeLessThan(2);
  });

  it('predicts the disparity of a point above the surface, and what is left across', () => {
    const { axis, grid } = gridOf(PAIRS.descending);
    expect(axis.residual).toBeGreaterThan(0.01);
    const flat: Raster = {
      ...grid,
      data: new Float32Array(grid.width * grid.height).fill(700),
      georef: grid,
    };
    const toGeographic = createTransform(crs, geographicOf(crs));
    const [col, row] = [grid.width / 2 + 200, grid.height / 2 - 200];
    const [lon, lat] = toGeographic.forwardPoint(...toMap(grid.transform, col, row));
    const [a, b] = PAIRS.descending.map((image) => {
      const seen = createRadarPoint();
      groundToRadar(image, ...geodeticToEcef(lon, lat, 800, image.ellipsoid), seen);
      return onSurface(image, seen.time, seen.range, flat);
    });
    // The angles, and with them the parallax, change over the scene.
    expect((b[0] - a[0]) / (10 * axis.parallaxPerMetre)).toBeCloseTo(1, 1.5);
    expect(Math.abs(b[1] - a[1])).toBeLessThanOrEqual(axis.residual / 10 + 0.005);
  });
});

/** Grid position where the surface is seen by an image at a time and range; the exact inverse. */
function onSurface(image: ImageGeometry, time: number, range: number, surface: Raster): [number, number] {
  const ground = createGroundPoint();
  radarToTerrain(image, time, range, demTerrain(surface), ground);
  const [lon, lat] = ecefToGeodetic(ground.x, ground.y, ground.z, image.ellipsoid);
  const [x, y] = createTransform(geographicOf(crs), crs).forwardPoint(lon, lat);
  const [a, b, c, d, e, f] = surface.georef.transform;
  const det = a * e - b * d;
  return [(e * (x - c) - b * (y - f)) / det, (a * (y - f) - d * (x - c)) / det];
}

describe.each(['ascending', 'descending'] as const)('epipolar grid, %s', (name) => {
  const pair = PAIRS[name];
  const { grid } = gridOf(pair);
  const data = hills(grid);
  const surface: Raster = { width: grid.width, height: grid.height, data, georef: grid };

  it('lies inside both images and is no mirror of the ground', () => {
    expect(grid.width).toBeGreaterThan(800);
    expect(grid.height).toBeGreaterThan(700);
    const [a, b, , d, e] = grid.transform;
    expect(a * e - b * d).toBeCloseTo(-100, 9);
    expect(a).toBeGreaterThan(0);
  });

  it.each([0, 1])('has lattices within their tolerance of the exact positions: image %i', (k) => {
    const image = pair[k];
    const lattice = createPixelLattice(image, grid, 500, 900, 1e-3);
    expect(lattice.error).toBeLessThanOrEqual(1e-3);
    const rng = createRng(4);
    const seen = createRadarPoint();
    const [near, exact] = [
      { col: 0, row: 0 },
      { col: 0, row: 0 },
    ];
    const toGeographic = createTransform(crs, geographicOf(crs));
    for (let i = 0; i < 2000; i++) {
      const [col, row, h] = [rng.next() * grid.width, rng.next() * grid.height, 500 + 400 * rng.next()];
      latticePosition(lattice, col, row, h, near);
      const [lon, lat] = toGeographic.forwardPoint(...toMap(grid.transform, col, row));
      groundToRadar(image, ...geodeticToEcef(lon, lat, h, image.ellipsoid), seen);
      radarToPixel(image, seen.time, seen.range, exact);
      expect(Math.hypot(near.col - exact.col, near.row - exact.row)).toBeLessThan(1e-3);
    }
  });

  it('gets disparities back from range and azimuth to 0.01 pixels', () => {
    const rng = createRng(8);
    const [left, right] = pair.map((geometry) => ({
      geometry,
      lattice: createPixelLattice(geometry, grid, 500, 900, 1e-3),
    }));
    const n = 25;
    const cols = Float64Array.from({ length: n }, () => 60 + rng.next() * (grid.width - 120));
    const rows = Float64Array.from({ length: n }, () => 20 + rng.next() * (grid.height - 40));
    const disparities = cols.map(() => 20 * rng.next() - 10);
    const there = cols.map((col, i) => col + disparities[i]);
    const a = radarCoordinates(left, surface, cols, rows);
    const b = radarCoordinates(right, surface, there, rows);
    for (let i = 0; i < n; i++) {
      const [x, y] = onSurface(pair[0], a.times[i], a.ranges[i], surface);
      const [u, v] = onSurface(pair[1], b.times[i], b.ranges[i], surface);
      expect(Math.hypot(x - cols[i], y - rows[i])).toBeLessThan(0.01);
      expect(Math.abs(u - x - disparities[i])).toBeLessThan(0.01);
      expect(Math.abs(v - rows[i])).toBeLessThan(0.01);
    }
  });

  it('meets the surface again by intersection where the disparity is 0', () => {
    const [a, b] = pair.map((geometry) => {
      const lattice = createPixelLattice(geometry, grid, 500, 900, 1e-3);
      return radarCoordinates({ geometry, lattice }, surface, Float64Array.of(333.3), Float64Array.of(250.6));
    });
    const sigmas = { sigmaTime: 1e-5, sigmaRange: 1 };
    const found = intersect(
      [
        { view: pair[0], ...a, ...sigmas },
        { view: pair[1], ...b, ...sigmas },
      ],
      geodeticToEcef(...target, pair[0].ellipsoid),
    );
    expect(Math.abs(found.height[0] - bilinear(surface, 333.3, 250.6))).toBeLessThan(0.02);
  });
});

describe('rectification', () => {
  it('shows a function of the ground at its place in both images', () => {
    const { grid } = gridOf(PAIRS.ascending, 40);
    const surface = { width: grid.width, height: grid.height, data: hills(grid), georef: grid };
    const seen = PAIRS.ascending.map((geometry) => {
      const image = lookedGeometry(geometry, { x: 4, y: 4 });
      const positions = imagePositions(createPixelLattice(image, grid, 500, 900, 1e-3), surface);
      const window = windowOfPositions(positions, image);
      if (window === null) throw new Error('no overlap');
      // Every pixel holds its slant range: what a cell shows must be the range of its own point.
      const samples = Float32Array.from({ length: window.width * window.height }, (_, i) => {
        const col = window.col + (i % window.width) + 0.5;
        return pixelToRadar(image, col, 0.5).range;
      });
      return { shown: sampleImage(positions, samples, window), geometry };
    });
    const toGeographic = createTransform(crs, geographicOf(crs));
    for (const { shown, geometry } of seen) {
      const radar = createRadarPoint();
      let cells = 0;
      for (let i = 0; i < shown.length; i += 7) {
        if (Number.isNaN(shown[i])) continue;
        cells++;
        const [x, y] = toMap(grid.transform, (i % grid.width) + 0.5, Math.floor(i / grid.width) + 0.5);
        const [lon, lat] = toGeographic.forwardPoint(x, y);
        groundToRadar(geometry, ...geodeticToEcef(lon, lat, surface.data[i], geometry.ellipsoid), radar);
        expect(Math.abs(shown[i] - radar.range)).toBeLessThan(0.1);
      }
      expect(cells).toBeGreaterThan(0.8 * (shown.length / 7));
    }
  });

  it('has no window where an image is not met', () => {
    const nowhere = { cols: Float64Array.of(-5, Number.NaN), rows: Float64Array.of(3, 3) };
    expect(windowOfPositions(nowhere, { width: 10, height: 10 })).toBeNull();
  });
});

describe('looked geometry', () => {
  it.each(['slant', 'ground'] as const)('puts block centres where their pixels lie: %s range', (kind) => {
    const [slant] = PAIRS.ascending;
    const geometry: ImageGeometry =
      kind === 'slant'
        ? slant
        : {
            ...slant,
            range: {
              kind,
              spacing: 10,
              polynomials: [{ time: 0, origin: -300, coefficients: [640000, 0.6, 1e-6] }],
            },
          };
    const looked = lookedGeometry(geometry, { x: 3, y: 5 });
    const whole = pixelToRadar(looked, 7.25, 9.5);
    const own = pixelToRadar(geometry, 3 * 7.25, 5 * 9.5);
    expect(whole.time).toBeCloseTo(own.time, 12);
    expect(whole.range).toBeCloseTo(own.range, 6);
    expect(looked.width).toBe(Math.floor(geometry.width / 3));
  });
});

describe('anaglyph', () => {
  it('is red left and cyan right', () => {
    expect([...anaglyph(Uint8Array.of(10, 20), Uint8Array.of(30, 40), Uint8Array.of(1, 0))]).toEqual([
      10, 30, 30, 0, 0, 0,
    ]);
  });
});
