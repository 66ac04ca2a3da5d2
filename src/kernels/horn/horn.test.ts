import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { available, dataFolder, python, run } from '../../../test/support/requirements.js';
import { createRng } from '../../core/rng.js';
import { createWasmCompute } from '../backends/wasm.js';
import { hillshade } from '../hillshade/index.js';
import { slope } from '../slope/index.js';
import { extrapolateHalo } from './extrapolate-halo.js';

const wasm = createWasmCompute();
const scratch = mkdtempSync(join(tmpdir(), 'cuesta-horn-'));
afterAll(async () => {
  await wasm.close();
  rmSync(scratch, { recursive: true });
});

interface Dem {
  readonly width: number;
  readonly height: number;
  readonly cellX: number;
  readonly cellY: number;
  readonly heights: Float32Array;
}

type Edges = 'compute' | 'nodata';

/** The DEM with a ring around it: missing, or continued where the edges of the raster are to be computed. */
function pad({ width, height, heights }: Dem, edges: Edges): Float32Array {
  const padded = new Float32Array((width + 2) * (height + 2)).fill(Number.NaN);
  for (let row = 0; row < height; row++) {
    padded.set(heights.subarray(row * width, (row + 1) * width), (row + 1) * (width + 2) + 1);
  }
  const all = { left: true, top: true, right: true, bottom: true };
  if (edges === 'compute') extrapolateHalo(padded, width + 2, height + 2, all);
  return padded;
}

function parametersOf(dem: Dem, edges: Edges) {
  const { width, height, cellX, cellY } = dem;
  return { width: width + 2, height: height + 2, cellX, cellY, zFactor: 1, edges };
}

async function slopeOf(dem: Dem, edges: Edges, unit: 'degree' | 'percent' = 'degree'): Promise<Float32Array> {
  const inputs = { heights: pad(dem, edges) };
  return (await wasm.run(slope, inputs, { ...parametersOf(dem, edges), unit })).slope;
}

async function hillshadeOf(dem: Dem, edges: Edges, azimuthDeg = 315, altitudeDeg = 45): Promise<Uint8Array> {
  const parameters = { ...parametersOf(dem, edges), azimuthDeg, altitudeDeg };
  return (await wasm.run(hillshade, { heights: pad(dem, edges) }, parameters)).shade;
}

/** A plane rising by `east` and `north` metres per metre. */
function plane(east: number, north: number): Dem {
  const [width, height, cellX, cellY] = [21, 17, 2, 5];
  const heights = Float32Array.from(
    { length: width * height },
    (_, i) => 500 + east * cellX * (i % width) - north * cellY * Math.floor(i / width),
  );
  return { width, height, cellX, cellY, heights };
}

describe('planes', () => {
  it.each([
    [0, 0],
    [0.25, 0],
    [0, -1],
    [-0.5, 0.75],
    [40, -3],
  ])('have their slope everywhere, edges and corners included: %d, %d', async (east, north) => {
    const rise = Math.hypot(east, north);
    for (const value of await slopeOf(plane(east, north), 'compute')) {
      expect(value).toBeCloseTo((Math.atan(rise) * 180) / Math.PI, 4);
    }
    for (const value of await slopeOf(plane(east, north), 'compute', 'percent')) {
      expect(Math.abs(value - 100 * rise)).toBeLessThanOrEqual(1e-5 * 100 * rise);
    }
  });

  it('are brightest towards the sun: grey level 1 + 254 cos(angle of incidence)', async () => {
    for (const [east, north, azimuthDeg, altitudeDeg] of [
      [0.5, 0, 90, 30],
      [0.5, 0, 270, 30],
      [0, -0.7, 180, 20],
      [-1, 1, 135, 45],
      [-1, 1, 315, 5],
    ] as const) {
      const [azimuth, altitude] = [(azimuthDeg * Math.PI) / 180, (altitudeDeg * Math.PI) / 180];
      const sun = [Math.sin(azimuth) * Math.cos(altitude), Math.cos(azimuth) * Math.cos(altitude)];
      const across = Math.sin(altitude) - east * sun[0] - north * sun[1];
      const expected = Math.round(1 + 254 * Math.max(0, across / Math.hypot(east, north, 1)));
      const shades = await hillshadeOf(plane(east, north), 'compute', azimuthDeg, altitudeDeg);
      expect([...new Set(shades)]).toEqual([expected]);
    }
  });
});

describe('tiles', () => {
  it('with a halo of one pixel give the bytes of the whole raster', async () => {
    const rng = createRng(3);
    const [width, height] = [57, 41];
    const heights = Float32Array.from({ length: width * height }, () =>
      rng.next() < 0.05 ? Number.NaN : 100 * rng.normal(),
    );
    const shape = { cellX: 7, cellY: 9, zFactor: 2, edges: 'compute' } as const;
    const sun = { azimuthDeg: 200, altitudeDeg: 30 };
    const whole = await wasm.run(hillshade, { heights }, { width, height, ...shape, ...sun });
    const wholeSlope = await wasm.run(slope, { heights }, { width, height, ...shape, unit: 'degree' });
    for (let n = 0; n < 50; n++) {
      const [w, h] = [3 + rng.int(20), 3 + rng.int(20)];
      const [col, row] = [rng.int(width - w), rng.int(height - h)];
      const cut = <T extends Uint8Array | Float32Array>(of: T, stride: number, cols: number, rows: number) =>
        Array.from({ length: cols * rows }, (_, i) =>
          of.at((row + Math.floor(i / cols)) * stride + col + (i % cols)),
        );
      const tile = Float32Array.from(cut(heights, width, w, h) as number[]);
      const size = { width: w, height: h };
      const { shade } = await wasm.run(hillshade, { heights: tile }, { ...size, ...shape, ...sun });
      expect([...shade]).toEqual(cut(whole.shade, width - 2, w - 2, h - 2));
      const slopes = await wasm.run(slope, { heights: tile }, { ...size, ...shape, unit: 'degree' });
      expect([...slopes.slope]).toEqual(cut(wholeSlope.slope, width - 2, w - 2, h - 2));
    }
  });

  it('of the wrong size are refused', async () => {
    const shape = { cellX: 1, cellY: 1, zFactor: 1, edges: 'compute', unit: 'degree' } as const;
    for (const [width, height] of [
      [2, 6],
      [6, 2],
      [4, 4],
    ] as const) {
      const call = wasm.run(slope, { heights: new Float32Array(12) }, { width, height, ...shape });
      await expect(call).rejects.toMatchObject({ code: 'config' });
    }
  });
});

/** Writes a DEM and what GDAL makes of it as raw files into a folder. */
const GDAL_SCRIPT = `
import sys, json, numpy as np
from osgeo import gdal
gdal.UseExceptions()
path, out = sys.argv[1:3]
d = gdal.Open(path)
a = d.ReadAsArray().astype('f4')
nodata = d.GetRasterBand(1).GetNoDataValue()
if nodata is not None: a[a == np.float32(nodata)] = np.nan
t = d.GetGeoTransform()
a.tofile(out + '/dem')
d = gdal.GetDriverByName('MEM').Create('', a.shape[1], a.shape[0], 1, gdal.GDT_Float32)
d.SetGeoTransform(t)
d.GetRasterBand(1).SetNoDataValue(-99999)
d.GetRasterBand(1).WriteArray(np.where(np.isnan(a), np.float32(-99999), a))
for edges in (True, False):
    for what, nan in (('hillshade', 0), ('slope', -9999)):
        r = gdal.DEMProcessing('', d, what, format='MEM', computeEdges=edges).ReadAsArray()
        if what == 'slope': r = np.where(r == nan, np.float32('nan'), r).astype('f4')
        r.tofile(out + '/' + what + ('-compute' if edges else '-nodata'))
print(json.dumps({'width': a.shape[1], 'height': a.shape[0], 'cellX': t[1], 'cellY': -t[5]}))
`;

function floats(path: string): Float32Array {
  const bytes = readFileSync(path);
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

interface Oracle extends Dem {
  /** Folder of GDAL's results. */
  readonly folder: string;
}

function withGdal(file: string): Oracle {
  const folder = mkdtempSync(join(scratch, 'gdal-'));
  const size = JSON.parse(run(python, ['-c', GDAL_SCRIPT, join(dataFolder, file), folder])) as Omit<
    Dem,
    'heights'
  >;
  return { ...size, folder, heights: floats(join(folder, 'dem')) };
}

/** Median of the absolute differences where both are valid; the valid areas have to be the same. */
function medianDifference(got: Float32Array, expected: Float32Array, skip: (i: number) => boolean): number {
  const differences: number[] = [];
  for (const [i, value] of got.entries()) {
    if (skip(i)) continue;
    if (Number.isNaN(value) !== Number.isNaN(expected[i]))
      expect.fail(`${value}, not ${expected[i]}, at ${i}`);
    if (!Number.isNaN(value)) differences.push(Math.abs(value - expected[i]));
  }
  differences.sort((a, b) => a - b);
  expect(differences.length).toBeGreaterThan(1000);
  expect(differences.at(-1)).toBeLessThan(0.01);
  return differences[differences.length >> 1];
}

describe.skipIf(!available('gdal', 'data'))('against gdaldem', () => {
  describe.each([
    'mars-ctx-stripes/B01_009847_1902_XN_10N203W__B10_013526_1897_XN_09N203W-DEM.tif',
    'mars-ctx-stripes/B01_009847_1902_XN_10N203W__G05_020185_1892_XN_09N203W-DEM.tif',
    'mars-ctx-stripes/B01_009860_1804_XN_00N195W__D22_035705_1816_XN_01N195W-DEM.tif',
    'terrain-attributes-gdal/shifted_reprojected_xoff20.0_yoff20.0.tif',
  ])('%s', (file) => {
    let dem: Oracle;
    beforeAll(() => {
      dem = withGdal(file);
    });

    it.each(['compute', 'nodata'] as const)('edges: %s', async (edges) => {
      const { width, height } = dem;
      const corner = (i: number): boolean =>
        [0, width - 1].includes(i % width) && [0, height - 1].includes(Math.floor(i / width));
      const skip = (i: number): boolean => edges === 'compute' && corner(i);
      const slopes = await slopeOf(dem, edges);
      expect(medianDifference(slopes, floats(join(dem.folder, `slope-${edges}`)), skip)).toBeLessThan(1e-4);

      const expected = readFileSync(join(dem.folder, `hillshade-${edges}`));
      let equal = 0;
      for (const [i, grey] of (await hillshadeOf(dem, edges)).entries()) {
        if (skip(i)) continue;
        const difference = Math.abs(grey - expected[i]);
        const sameValidity = (grey === 0) === (expected[i] === 0);
        if (difference > 1 || !sameValidity) expect.fail(`grey level ${grey}, not ${expected[i]}, at ${i}`);
        if (difference === 0) equal += 1;
      }
      expect(equal / expected.length).toBeGreaterThan(0.99);
    });
  });

  it('agrees with the published slope and hillshade of the same DEM on a grid moved by a pixel', async () => {
    const folder = 'terrain-attributes-gdal';
    const dem = withGdal(`${folder}/shifted_reprojected_xoff20.0_yoff20.0.tif`);
    const slopes = await slopeOf(dem, 'nodata');
    const shades = await hillshadeOf(dem, 'nodata');
    const script = `
import sys; from osgeo import gdal
for name in ('slope', 'hillshade'):
    gdal.Open(sys.argv[1] + '/' + name + '_Horn.tif').ReadAsArray().astype('f4').tofile(sys.argv[2] + '/' + name)`;
    run(python, ['-c', script, join(dataFolder, folder), scratch]);
    const [published, greys] = [floats(join(scratch, 'slope')), floats(join(scratch, 'hillshade'))];
    const differences: number[] = [];
    // Pixel (row, col) of the moved grid is (row - 1, col + 1) of the published one, where both have neighbours.
    for (let row = 2; row < dem.height - 1; row++) {
      for (let col = 1; col < dem.width - 2; col++) {
        const [i, o] = [row * dem.width + col, (row - 1) * dem.width + col + 1];
        differences.push(Math.abs(slopes[i] - published[o]));
        expect(Math.abs(shades[i] - greys[o])).toBeLessThanOrEqual(1);
      }
    }
    differences.sort((a, b) => a - b);
    expect(differences[differences.length >> 1]).toBeLessThan(1e-4);
  });
});
