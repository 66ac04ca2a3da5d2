import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memorySource } from '../../test/support/memory-source.js';
import { available, dataFolder, python, run } from '../../test/support/requirements.js';
import { northUp, toMap } from '../core/geo-transform.js';
import type { Grid } from '../core/georef.js';
import type { Raster } from '../core/raster.js';
import { fullWindow } from '../core/window.js';
import { parseCrs } from '../geo/parse-crs.js';
import { createWasmCompute } from '../kernels/backends/wasm.js';
import type { ResampleMethod } from '../kernels/resample/index.js';
import { createWarp } from './create-warp.js';
import { resampleWindow } from './resample-window.js';
import { unionGrid } from './target-grid.js';

/**
 * Reads `[path, translate options | null, warp options | null]` jobs and appends the float32 samples of each result, NaN for
 * nodata, to a file; prints their sizes, transforms and CRSs.
 */
const GDAL = `
import sys, json, numpy
from osgeo import gdal
gdal.UseExceptions()
found = []
with open(sys.argv[2], 'wb') as out:
    for path, translate, warp in json.loads(sys.argv[1]):
        d = gdal.Open(path)
        if translate is not None: d = gdal.Translate('', d, options='-of MEM ' + translate)
        if warp is not None: d = gdal.Warp('', d, options='-of MEM -et 0 -ot Float32 -dstnodata nan ' + warp)
        b = d.GetRasterBand(1)
        a = b.ReadAsArray().astype('float32')
        n = b.GetNoDataValue()
        if n is not None: a[a == numpy.float32(n)] = numpy.nan
        out.write(a.tobytes())
        found.append([d.RasterXSize, d.RasterYSize, d.GetGeoTransform(), d.GetProjection()])
print(json.dumps(found))
`;

type Job = readonly [path: string, translate: string | null, warp: string | null];

const folder = mkdtempSync(join(tmpdir(), 'cuesta-resample-'));
const compute = createWasmCompute();
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await compute.close();
});

function gdal(jobs: readonly Job[]): Raster[] {
  const raw = join(folder, 'samples.bin');
  const found = JSON.parse(run(python, ['-c', GDAL, JSON.stringify(jobs), raw]));
  const bytes = new Uint8Array(readFileSync(raw)).buffer;
  let offset = 0;
  return found.map(([width, height, [c, a, b, f, d, e], wkt]: [number, number, number[], string]) => {
    const data = new Float32Array(bytes, offset, width * height);
    offset += data.byteLength;
    return { width, height, data, georef: { transform: [a, b, c, d, e, f], crs: parseCrs(wkt) } };
  });
}

function gridOf({ width, height, georef }: Raster): Grid {
  return { width, height, ...georef };
}

async function warped(raster: Raster, target: Grid, method: ResampleMethod): Promise<Float32Array> {
  const warp = createWarp(gridOf(raster), target);
  const { signal } = new AbortController();
  return (await resampleWindow(memorySource(raster), warp, fullWindow(target), method, compute, signal)).data;
}

/** Differences where both are valid; how often only one is. */
function compare(ours: Float32Array, theirs: Float32Array): { max: number; count: number; oneSided: number } {
  let [max, count, oneSided] = [0, 0, 0];
  expect(ours.length).toBe(theirs.length);
  for (const [i, value] of ours.entries()) {
    const other = theirs[i];
    if (Number.isNaN(value) !== Number.isNaN(other)) oneSided += 1;
    if (Number.isNaN(value) || Number.isNaN(other)) continue;
    count += 1;
    max = Math.max(max, Math.abs(value - other));
  }
  return { max, count, oneSided };
}

/** GDAL's name of a method, and the allowed difference in metres on five grids. */
interface Expected {
  readonly gdal: string;
  readonly tolerances: Readonly<Record<TargetName, number | null>>;
}
type TargetName = 'shifted' | 'enlarged' | 'halved' | 'shrunk' | 'geographic';

/** The last bit of heights up to 1000 m. */
const BIT = 6.2e-5;
const SAME = { shifted: BIT, enlarged: BIT, halved: BIT, shrunk: BIT, geographic: BIT };
const EXPECTED: Readonly<Record<ResampleMethod, Expected>> = {
  nearest: {
    gdal: 'near',
    tolerances: { shifted: 0, enlarged: 0, halved: 0, shrunk: 0, geographic: 0 },
  },
  bilinear: { gdal: 'bilinear', tolerances: SAME },
  cubic: { gdal: 'cubic', tolerances: SAME },
  cubicspline: { gdal: 'cubicspline', tolerances: { ...SAME, shrunk: 0.01 } },
  // GDAL 3.6 centres the widened Lanczos kernel on whole source pixels, and takes a short cut next to them.
  lanczos: { gdal: 'lanczos', tolerances: { ...SAME, halved: null, shrunk: null, geographic: 0.01 } },
  // GDAL follows the footprint of each pixel through the projection; here it has the same size everywhere.
  average: { gdal: 'average', tolerances: { ...SAME, geographic: 0.2 } },
};

describe.skipIf(!available('gdal', 'data'))('beside gdalwarp', () => {
  const path = join(dataFolder, 'coreg-svalbard/DEM_1995.tif');
  const window = '-srcwin 300 300 300 260';
  let source: Raster;
  let targets: Readonly<Record<TargetName, Grid>>;
  const theirs = new Map<string, Float32Array>();

  beforeAll(() => {
    source = gdal([[path, window, null]])[0];
    targets = {
      shifted: innerGrid(1),
      enlarged: innerGrid(0.4),
      halved: innerGrid(2),
      shrunk: innerGrid(3.3),
      geographic: {
        crs: parseCrs('EPSG:4326'),
        transform: northUp(15.42, 78.078, 0.0007, 0.00017),
        width: 250,
        height: 180,
      },
    };
    const names: string[] = [];
    const jobs: Job[] = [];
    for (const [method, expected] of Object.entries(EXPECTED)) {
      for (const [name, target] of Object.entries(targets)) {
        names.push(`${method} ${name}`);
        jobs.push([path, window, `-r ${expected.gdal} ${warpOptions(target)}`]);
      }
    }
    for (const [i, { data }] of gdal(jobs).entries()) theirs.set(names[i], data);
  });

  /** A grid over the inner part of the source, pixels `factor` times as large, shifted by a fraction. */
  function innerGrid(factor: number): Grid {
    const { transform, crs } = source.georef;
    const size = transform[0] * factor;
    const [x, y] = toMap(transform, 30.3, 30.6);
    const [width, height] = [Math.floor(230 / factor), Math.floor(190 / factor)];
    return { crs, transform: northUp(x, y, size, size), width, height };
  }

  /** With the scales, which GDAL otherwise takes from the shape of the windows that it happens to process. */
  function warpOptions(target: Grid): string {
    const { width, height, transform, crs } = target;
    const { scaleX, scaleY } = createWarp(gridOf(source), target);
    const [xmax, ymin] = toMap(transform, width, height);
    const area = `-te ${transform[2]} ${ymin} ${xmax} ${transform[5]} -ts ${width} ${height}`;
    return `-t_srs "${crs.proj}" ${area} -wo XSCALE=${1 / scaleX} -wo YSCALE=${1 / scaleY}`;
  }

  for (const [method, { tolerances }] of Object.entries(EXPECTED)) {
    for (const [name, tolerance] of Object.entries(tolerances)) {
      if (tolerance === null) continue;
      it(`${method}, ${name}: the same heights to ${tolerance} m`, async () => {
        const target = targets[name as TargetName];
        const ours = await warped(source, target, method as ResampleMethod);
        const { max, count, oneSided } = compare(ours, theirs.get(`${method} ${name}`)!);
        expect(max).toBeLessThanOrEqual(tolerance);
        expect(count).toBe(target.width * target.height);
        expect(oneSided).toBe(0);
      });
    }
  }

  it('suggests the same grid, which covers the input to the last pixel', () => {
    const codes = ['EPSG:4326', 'EPSG:3413'];
    const suggested = gdal(codes.map((code) => [path, window, `-t_srs ${code}`]));
    for (const [k, code] of codes.entries()) {
      const ours = unionGrid([gridOf(source)], { crs: parseCrs(code) });
      const gdals = suggested[k];
      for (const [i, v] of ours.transform.entries()) {
        const expected = gdals.georef.transform[i];
        expect(Math.abs(v - expected)).toBeLessThanOrEqual(1e-9 * Math.abs(expected));
      }
      // GDAL rounds the size to the nearest pixel.
      expect(ours.width - gdals.width === 0 || ours.width - gdals.width === 1).toBe(true);
      expect(ours.height - gdals.height === 0 || ours.height - gdals.height === 1).toBe(true);
    }
  });
});

describe.skipIf(!available('gdal', 'data'))('Los Angeles', () => {
  const names = ['dem_geoid', 'dem_ellipsoid', 'tile_0', 'tile_1', 'tile_2', 'tile_3'];
  const files = [...names.map((name) => `los_angeles_${name}.tif`), 'egm_08_los_angeles.tif'];
  let rasters: Raster[];
  beforeAll(() => {
    rasters = gdal(files.map((name) => [join(dataFolder, 'mosaic-glo30-los-angeles', name), null, null]));
  });

  it('tiles are copied onto the lattice of the merged DEM', async () => {
    const [merged, , ...tiles] = rasters.slice(0, -1) as [Raster, Raster, ...Raster[]];
    const covered = new Uint8Array(merged.data.length);
    let different = 0;
    for (const tile of tiles) {
      expect(createWarp(gridOf(tile), gridOf(merged)).shift).not.toBeNull();
      const data = await warped(tile, gridOf(merged), 'cubic');
      for (const [k, value] of data.entries()) {
        if (Number.isNaN(value)) continue;
        covered[k] = 1;
        if (value !== merged.data[k]) different += 1;
      }
    }
    expect(different).toBe(0);
    expect(covered.every((v) => v === 1)).toBe(true);
  });

  it('cubic interpolation of the EGM2008 crop gives the ellipsoidal heights', async () => {
    const [geoid, ellipsoid] = rasters as [Raster, Raster];
    const undulation = await warped(rasters.at(-1)!, gridOf(geoid), 'cubic');
    const sum = geoid.data.map((h, i) => h + undulation[i]);
    const { max, count, oneSided } = compare(sum, ellipsoid.data);
    expect(max).toBeLessThan(1e-4);
    expect(oneSided).toBe(0);
    expect(count).toBe(361 * 361);
  });
});
