import { python, run } from '../../support/requirements.js';

/** Runs a Python program with GDAL and numpy; what it prints as JSON. */
export function gdalJson<T>(program: string, ...args: readonly string[]): T {
  const head = 'import sys, json\nimport numpy as np\nfrom osgeo import gdal, osr\ngdal.UseExceptions()\n';
  return JSON.parse(run(python, ['-c', head + program, ...args])) as T;
}

/** Errors and warnings of GDAL's own COG validator; none for a valid file. */
export function cogProblems(path: string): string[] {
  const program = `
from osgeo_utils.samples.validate_cloud_optimized_geotiff import validate
warnings, errors, _ = validate(sys.argv[1], full_check=True)
print(json.dumps([str(m) for m in warnings + errors]))`;
  return gdalJson<string[]>(program, path);
}

export interface Difference {
  readonly sameGrid: boolean;
  /** Pixels that are missing in one and not in the other. */
  readonly missingInOne: number;
  readonly compared: number;
  readonly max: number;
  readonly median: number;
}

/** Compares the first bands of two rasters pixel by pixel, in float64, nodata taken into account. */
export function difference(a: string, b: string): Difference {
  const program = `
def read(path):
    d = gdal.Open(path); band = d.GetRasterBand(1)
    z = band.ReadAsArray().astype('f8'); nodata = band.GetNoDataValue()
    if nodata is not None: z[z == nodata] = np.nan
    return d.GetGeoTransform(), z
(ta, a), (tb, b) = read(sys.argv[1]), read(sys.argv[2])
same = a.shape == b.shape and np.allclose(ta, tb, rtol=1e-12, atol=1e-9)
d = np.abs(a - b)[np.isfinite(a) & np.isfinite(b)]
print(json.dumps({'sameGrid': bool(same), 'missingInOne': int((np.isnan(a) != np.isnan(b)).sum()),
  'compared': int(d.size), 'max': float(d.max()), 'median': float(np.median(d))}))`;
  return gdalJson<Difference>(program, a, b);
}
