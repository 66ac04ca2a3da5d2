import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { python, run } from './requirements.js';

/** What every script may use: a 37 x 29 field, a CRS from a PROJ string, and a data set in memory. */
const PRELUDE = `
import json, os, sys
import numpy as np
from osgeo import gdal, osr
gdal.UseExceptions(); osr.UseExceptions()
os.chdir(sys.argv[1])
W, H = 37, 29
T = dict(uint8=gdal.GDT_Byte, uint16=gdal.GDT_UInt16, int16=gdal.GDT_Int16, uint32=gdal.GDT_UInt32, int32=gdal.GDT_Int32,
         float32=gdal.GDT_Float32, float64=gdal.GDT_Float64)
MARS = '+proj=eqc +lat_ts=0 +lon_0=0 +R=3396190 +units=m +no_defs'
def field(name, k=0, w=W, h=H):
    y, x = np.mgrid[0:h, 0:w]
    a = 120 + 60 * np.sin(x / 5.0 + k) * np.cos(y / 4.0) + 30 * np.cos(x * y / 90.0)
    if name.startswith('f'): return (a * 1.37).astype(name)
    return a.astype(name) if name == 'uint8' else (a * 100).astype(name)
def memory(arrays, name, transform=(1000, 100, 0, 200, 0, -100), srs=MARS, nodata=None):
    h, w = arrays[0].shape
    d = gdal.GetDriverByName('MEM').Create('', w, h, len(arrays), T[name])
    for i, a in enumerate(arrays):
        d.GetRasterBand(i + 1).WriteArray(a)
        if nodata is not None: d.GetRasterBand(i + 1).SetNoDataValue(nodata)
    if transform: d.SetGeoTransform(transform)
    if srs:
        s = osr.SpatialReference(); s.SetFromUserInput(srs); d.SetProjection(s.ExportToWkt())
    return d
def copy(driver, path, d, *options):
    gdal.GetDriverByName(driver).CreateCopy(path, d, options=list(options))
    files.append(path)
files = []
`;

/** Runs a Python script that writes files, and returns their paths. They are removed after the tests. */
export function writtenByGdal(script: string): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'cuesta-formats-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const output = run(python, ['-W', 'ignore', '-c', `${PRELUDE}${script}\nprint(json.dumps(files))`, folder]);
  const files = JSON.parse(output.trim().split('\n').at(-1)!) as string[];
  return files.map((file) => join(folder, file));
}
