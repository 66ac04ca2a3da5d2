import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { available, dataFolder, python, run } from '../../test/support/requirements.js';
import type { GeoTransform } from '../core/geo-transform.js';
import type { Grid } from '../core/georef.js';
import { parseCrs } from '../geo/parse-crs.js';
import { createReferenceCompute } from '../kernels/backends/reference.js';
import type { HillshadeVariant, SunOptions } from './hillshade-variants.js';
import type { LocalProduct } from './local-product.js';
import type { DerivativeBasis } from './surface-derivatives.js';
import { terrainWindow } from './terrain-window.js';

type Edges = 'compute' | 'nodata';

interface Case {
  readonly product: LocalProduct;
  /** Arguments of gdaldem. */
  readonly gdal: string;
}

const ZT = 'zevenbergen-thorne';
const sun = { azimuthDeg: 315, altitudeDeg: 45 };
const low = { azimuthDeg: 100, altitudeDeg: 20 };
const cases: Readonly<Record<string, Case>> = {
  aspect: { product: aspectOf('azimuth', false), gdal: 'aspect' },
  'aspect-zero': { product: aspectOf('azimuth', true), gdal: 'aspect -zero_for_flat' },
  'aspect-trigonometric': { product: aspectOf('trigonometric', false), gdal: 'aspect -trigonometric' },
  tpi: { product: { kind: 'tpi' }, gdal: 'TPI' },
  'tri-riley': { product: { kind: 'tri', method: 'riley' }, gdal: 'TRI' },
  'tri-wilson': { product: { kind: 'tri', method: 'wilson' }, gdal: 'TRI -alg Wilson' },
  roughness: { product: { kind: 'roughness' }, gdal: 'roughness' },
  combined: { product: shadeOf('combined', sun), gdal: 'hillshade -combined' },
  'aspect-zt': {
    product: aspectOf('azimuth', false, ZT),
    gdal: 'aspect -alg ZevenbergenThorne',
  },
  'slope-zt': {
    product: { kind: 'slope', unit: 'degree', basis: ZT },
    gdal: 'slope -alg ZevenbergenThorne',
  },
  'percent-zt': {
    product: { kind: 'slope', unit: 'percent', basis: ZT },
    gdal: 'slope -p -alg ZevenbergenThorne',
  },
  'shade-zt': { product: shadeOf('regular', sun, ZT), gdal: 'hillshade -alg ZevenbergenThorne' },
  'shade-zt-low': {
    product: shadeOf('regular', low, ZT),
    gdal: 'hillshade -alg ZevenbergenThorne -az 100 -alt 20',
  },
  'combined-zt': {
    product: shadeOf('combined', sun, ZT),
    gdal: 'hillshade -combined -alg ZevenbergenThorne',
  },
  'multidirectional-zt': {
    product: shadeOf('multidirectional', sun, ZT),
    gdal: 'hillshade -multidirectional -alg ZevenbergenThorne',
  },
  'igor-zt': { product: shadeOf('igor', sun, ZT), gdal: 'hillshade -igor -alg ZevenbergenThorne' },
  'combined-low': {
    product: shadeOf('combined', low),
    gdal: 'hillshade -combined -az 100 -alt 20',
  },
  multidirectional: {
    product: shadeOf('multidirectional', sun),
    gdal: 'hillshade -multidirectional',
  },
  'multidirectional-low': {
    product: shadeOf('multidirectional', low),
    gdal: 'hillshade -multidirectional -alt 20',
  },
  igor: { product: shadeOf('igor', sun), gdal: 'hillshade -igor' },
  'igor-east': { product: shadeOf('igor', low), gdal: 'hillshade -igor -az 100' },
};

function aspectOf(
  convention: 'azimuth' | 'trigonometric',
  zeroForFlat: boolean,
  basis: DerivativeBasis = 'horn',
): LocalProduct {
  return { kind: 'aspect', basis, convention, zeroForFlat };
}

function shadeOf(
  variant: HillshadeVariant,
  { azimuthDeg, altitudeDeg }: SunOptions,
  basis: DerivativeBasis = 'horn',
): LocalProduct {
  return { kind: 'hillshade', variant, basis, azimuthDeg, altitudeDeg };
}

/**
 * Writes a part of a DEM and what gdaldem makes of it. gdaldem adds up heights in float32: `step` rounds them to a
 * multiple of which its sums are exact; 0 leaves them.
 */
const GDAL_SCRIPT = `
import sys, json, numpy as np
from osgeo import gdal
gdal.UseExceptions()
path, out, step, cases = sys.argv[1], sys.argv[2], float(sys.argv[3]), json.loads(sys.argv[4])
s = gdal.Open(path); b = s.GetRasterBand(1)
w, h = min(500, s.RasterXSize), min(400, s.RasterYSize)
x, y = (s.RasterXSize - w) // 2, (s.RasterYSize - h) // 2
z = b.ReadAsArray(x, y, w, h).astype('f4'); none = b.GetNoDataValue()
holes = ~np.isfinite(z) if none is None else (z == np.float32(none)) | ~np.isfinite(z)
holes[40:44, 50:53] = True; holes[100, 70] = True; holes[0, 9] = True; holes[60, 0] = True
if step: z = (np.round(z.astype('f8') / step) * step).astype('f4')
z[150:160, 220:240] = np.round(np.median(z[~holes]))
t = s.GetGeoTransform()
d = gdal.GetDriverByName('MEM').Create('', w, h, 1, gdal.GDT_Float32)
d.SetGeoTransform((t[0], t[1], 0, t[3], 0, t[5])); d.GetRasterBand(1).SetNoDataValue(-32000)
z[holes] = -32000; d.GetRasterBand(1).WriteArray(z); z[holes] = np.nan; z.tofile(out + '/dem')
for name, line in cases.items():
    what, *flags = line.split()
    for edges in ('compute', 'nodata'):
        options = ' '.join(flags + ['-of', 'MEM'] + (['-compute_edges'] if edges == 'compute' else []))
        r = gdal.DEMProcessing('', d, what, options=options).ReadAsArray().astype('f4')
        r[r == (0 if what == 'hillshade' else -9999)] = np.nan; r.tofile(out + '/' + name + '-' + edges)
print(json.dumps({'width': w, 'height': h, 'transform': [t[1], 0, t[0], 0, t[5], t[3]]}))
`;

const scratch = mkdtempSync(join(tmpdir(), 'cuesta-local-'));
afterAll(() => rmSync(scratch, { recursive: true }));

function floats(path: string): Float32Array {
  const { buffer, byteOffset, byteLength } = readFileSync(path);
  return new Float32Array(buffer.slice(byteOffset, byteOffset + byteLength));
}

interface Oracle {
  readonly folder: string;
  readonly grid: Grid;
  readonly heights: Float32Array;
}

function withGdal(file: string, step: number): Oracle {
  const folder = mkdtempSync(join(scratch, 'gdal-'));
  const lines = Object.fromEntries(Object.entries(cases).map(([name, { gdal }]) => [name, gdal]));
  const args = [join(dataFolder, file), folder, String(step), JSON.stringify(lines)];
  const facts = JSON.parse(run(python, ['-c', GDAL_SCRIPT, ...args])) as {
    readonly width: number;
    readonly height: number;
    readonly transform: GeoTransform;
  };
  return { folder, grid: { ...facts, crs: parseCrs('EPSG:32611') }, heights: floats(join(folder, 'dem')) };
}

async function compute(
  { grid, heights }: Oracle,
  product: LocalProduct,
  edges: Edges,
): Promise<Float32Array> {
  const { width, height } = grid;
  const padded = new Float32Array((width + 2) * (height + 2)).fill(Number.NaN);
  for (let row = 0; row < height; row++) {
    padded.set(heights.subarray(row * width, (row + 1) * width), (row + 1) * (width + 2) + 1);
  }
  const options = { zFactor: 1, edges, product };
  const window = { col: 0, row: 0, width, height };
  const samples = await terrainWindow(padded, grid, window, options, createReferenceCompute());
  if (product.kind === 'hillshade') return Float32Array.from(samples, (v) => v || Number.NaN);
  // gdaldem writes 0 for missing samples, too, when it does so for level ground.
  const isZeroMissing = product.kind === 'aspect' && product.zeroForFlat;
  return Float32Array.from(samples, (v) => (isZeroMissing && Number.isNaN(v) ? 0 : v));
}

interface Differences {
  /** Valid in one only. */
  readonly misplaced: number;
  /** Absolute, ascending; of angles the short way round. */
  readonly sorted: Float64Array;
}

/** Without the four corners where edges are computed: gdaldem repeats a column there instead of continuing it. */
function compare(
  got: Float32Array,
  expected: Float32Array,
  { grid }: Oracle,
  edges: Edges,
  turn: number,
): Differences {
  const { width, height } = grid;
  const corners = [0, width - 1, (height - 1) * width, height * width - 1];
  const found: number[] = [];
  let misplaced = 0;
  for (const [i, value] of got.entries()) {
    if (edges === 'compute' && corners.includes(i)) continue;
    if (Number.isNaN(value) !== Number.isNaN(expected[i])) misplaced += 1;
    else if (!Number.isNaN(value)) {
      const difference = Math.abs(value - expected[i]);
      found.push(Math.min(difference, turn - difference));
    }
  }
  return { misplaced, sorted: Float64Array.from(found).sort() };
}

const lidar = 'lidar-sandiego-1m/north_half.tif';
const stripe = 'mars-ctx-stripes/B01_009847_1902_XN_10N203W__G05_020185_1892_XN_09N203W-DEM.tif';

/** Where the float32 sums of gdaldem are coarser than 1e-4 on the heights as they are; steps of 1/64 m tell that it is them. */
const ROUGH: Readonly<Record<string, number>> = { [`aspect ${lidar}`]: 1e-3, [`tpi ${stripe}`]: 2e-4 };

describe.skipIf(!available('gdal', 'data')).each([
  [stripe, 1 / 64],
  [lidar, 1 / 64],
  [stripe, 0],
  [lidar, 0],
])('against gdaldem: %s, heights in steps of %d m', (file, step) => {
  let oracle: Oracle;
  beforeAll(() => {
    oracle = withGdal(file, step);
  });

  describe.each(['compute', 'nodata'] as const)('edges: %s', (edges) => {
    it.each(Object.entries(cases))('%s', async (name, { product }) => {
      const expected = floats(join(oracle.folder, `${name}-${edges}`));
      const turn = product.kind === 'aspect' ? 360 : Number.POSITIVE_INFINITY;
      const { misplaced, sorted } = compare(
        await compute(oracle, product, edges),
        expected,
        oracle,
        edges,
        turn,
      );
      const max = sorted[sorted.length - 1];
      const median = sorted[sorted.length >> 1];
      expect(sorted.length).toBeGreaterThan(20_000);
      expect(misplaced).toBe(0);
      if (product.kind === 'hillshade') {
        expect(max).toBeLessThanOrEqual(1);
        expect(sorted.filter((d) => d === 0).length / sorted.length).toBeGreaterThan(0.99);
      } else {
        expect(median).toBeLessThanOrEqual(step === 0 ? (ROUGH[`${product.kind} ${file}`] ?? 1e-4) : 1e-4);
        if (step > 0) expect(max).toBeLessThanOrEqual(1e-4);
      }
    });
  });
});
