import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { available, dataFolder, python, run } from '../../test/support/requirements.js';
import { createWasmCompute } from '../kernels/backends/wasm.js';
import { mosaicHalo, mosaicTile } from './mosaic-tile.js';
import { DEFAULT_BLEND, type MosaicMode, type MosaicOptions } from './options.js';
import { type SeamPairStatistics, seamReport, worstSeam } from './seam-report.js';

/** Warps files onto one grid of 20 m, nearest neighbour, and writes raw float32 planes; prints their size. */
const WARP = `
import sys
from osgeo import gdal
gdal.UseExceptions()
files, out = sys.argv[2:], sys.argv[1]
boxes = []
for f in files:
    d = gdal.Open(f)
    t = d.GetGeoTransform()
    boxes.append((t[0], t[3] + t[5] * d.RasterYSize, t[0] + t[1] * d.RasterXSize, t[3]))
bounds = [pick(b[k] for b in boxes) for k, pick in enumerate((min, min, max, max))]
for k, f in enumerate(files):
    w = gdal.Warp('', f, format='MEM', outputBounds=bounds, xRes=20, yRes=20, dstNodata=float('nan'),
                  outputType=gdal.GDT_Float32)
    w.ReadAsArray().astype('<f4').tofile(f'{out}/{k}.f32')
print(w.RasterXSize, w.RasterYSize)
`;

function overlappingStripes(): { width: number; height: number; planes: Float32Array[] } {
  const stripes = ['B10_013526_1897_XN_09N203W', 'G05_020185_1892_XN_09N203W'];
  const files = stripes.map((s) =>
    join(dataFolder, 'mars-ctx-stripes', `B01_009847_1902_XN_10N203W__${s}-DEM.tif`),
  );
  const folder = mkdtempSync(join(tmpdir(), 'cuesta-mosaic-'));
  try {
    const [width, height] = run(python, ['-c', WARP, folder, ...files])
      .split(' ')
      .map(Number);
    const planes = files.map(
      (_, k) => new Float32Array(Uint8Array.from(readFileSync(join(folder, `${k}.f32`))).buffer),
    );
    return { width, height, planes };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe.skipIf(!available('gdal', 'data'))('two CTX stripes of Elysium, 12 m apart in height', () => {
  test('a hard paste steps by metres, the blend does not', async () => {
    const { width, height, planes } = overlappingStripes();
    const compute = createWasmCompute();
    const worst = async (mode: MosaicMode): Promise<SeamPairStatistics> => {
      const options: MosaicOptions = { mode, blend: DEFAULT_BLEND, erodePx: 0, holeFillPx: 0 };
      const halo = mosaicHalo(options);
      const stride = width + halo.left + halo.right;
      const contributors = planes.map((plane, order) => {
        const heights = new Float32Array(stride * (height + halo.top + halo.bottom)).fill(Number.NaN);
        for (let row = 0; row < height; row++) {
          heights.set(plane.subarray(row * width, (row + 1) * width), (row + halo.top) * stride + halo.left);
        }
        return { heights, order };
      });
      const pixelSize = { x: 20, y: 20 };
      const tile = { contributors, width, height, pixelSize, options, withSigma: false };
      return worstSeam(seamReport((await mosaicTile(tile, compute)).seams))!;
    };
    const pasted = await worst('last');
    expect(pasted).toMatchObject({ a: 1, b: 2, kind: 'switch' });
    expect(pasted.heightJump.median).toBeGreaterThan(10);
    expect(pasted.heightJump.ratio).toBeGreaterThan(40);
    const blended = await worst('blend');
    expect(blended.heightJump.median).toBeLessThan(0.5);
    expect(blended.heightJump.ratio).toBeLessThan(1.2);
  });
});
