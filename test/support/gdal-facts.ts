import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import type { Samples } from '../../src/core/band.js';
import { toMap } from '../../src/core/geo-transform.js';
import type { RasterSource } from '../../src/core/raster-source.js';
import { fullWindow } from '../../src/core/window.js';
import { definitionOfCrs } from '../../src/geo/crs.js';
import { createProjector } from '../../src/geo/projector.js';
import { python, run } from './requirements.js';

/** What GDAL says about a raster. */
export interface GdalFacts {
  readonly width: number;
  readonly height: number;
  readonly dtype: string;
  /** Null, or as Python prints it. */
  readonly nodata: string | null;
  readonly scale: number;
  readonly offset: number;
  /** GDAL's own order; null when there is none. */
  readonly transform: readonly number[] | null;
  readonly hasCrs: boolean;
  /** Radii of the CRS's ellipsoid, and longitudes and latitudes (degrees, on it) of five pixel positions. */
  readonly radii: readonly [number, number] | null;
  readonly places: readonly (readonly [number, number])[];
  /** SHA-256 of every band, missing samples replaced by nodata. */
  readonly bands: readonly string[];
  /** Of the samples themselves, whatever GDAL's mask says. */
  readonly stored: readonly string[];
  readonly valid: number;
}

/** Columns and rows, as shares of the size, of {@link GdalFacts.places}. */
const SHARES = [0.5, 0.1, 0.9, 0.3, 0.7];

const DESCRIBE = `
import hashlib, json, sys
import numpy as np
from osgeo import gdal, osr
gdal.UseExceptions(); osr.UseExceptions()
def sha(a): return hashlib.sha256(np.ascontiguousarray(a).tobytes()).hexdigest()
out = {}
for path in json.load(sys.stdin):
    try: d = gdal.Open(path)
    except RuntimeError: out[path] = None; continue
    b = d.GetRasterBand(1); nodata = b.GetNoDataValue(); W, H = d.RasterXSize, d.RasterYSize
    bands = []; stored = []; valid = 0
    for i in range(d.RasterCount):
        band = d.GetRasterBand(i + 1); a = band.ReadAsArray()
        if band.GetMetadataItem('PIXELTYPE', 'IMAGE_STRUCTURE') == 'SIGNEDBYTE': a = a.view('i1')
        stored.append(sha(a))
        mask = band.GetMaskBand().ReadAsArray()
        if nodata is not None: a = np.where(mask == 0, a.dtype.type(nodata), a)
        bands.append(sha(a))
        if i == 0: dtype = a.dtype.name; valid = int(((mask != 0) & ~np.isnan(a.astype('f8'))).sum())
    t = d.GetGeoTransform(can_return_null=True); srs = d.GetSpatialRef(); radii = None; places = []
    if srs is not None and t is not None:
        srs.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
        radii = [srs.GetSemiMajor(), srs.GetSemiMinor()]
        geo = srs.CloneGeogCS(); geo.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
        ct = None if srs.IsGeographic() else osr.CoordinateTransformation(srs, geo)
        for s in ${JSON.stringify(SHARES)}:
            x, y = gdal.ApplyGeoTransform(t, s * W, (1 - s) * H)
            places.append([x, y] if ct is None else list(ct.TransformPoint(x, y)[:2]))
    out[path] = dict(width=W, height=H, dtype=dtype, nodata=None if nodata is None else repr(nodata), scale=b.GetScale() or 1, offset=b.GetOffset() or 0,
        transform=t, hasCrs=srs is not None, radii=radii, places=places, bands=bands, stored=stored, valid=valid)
print(json.dumps(out))
`;

/** Facts of all files in one run of GDAL; null for those that it cannot open. */
export function gdalFacts(paths: readonly string[]): Map<string, GdalFacts | null> {
  const output = run(python, ['-W', 'ignore', '-c', DESCRIBE], JSON.stringify(paths));
  return new Map(Object.entries(JSON.parse(output) as Record<string, GdalFacts | null>));
}

/** SHA-256 of samples in the byte order of this machine. */
export function digestOf(data: Samples): string {
  const hash = createHash('sha256');
  for (const part of 're' in data ? [data.re, data.im] : [data]) {
    hash.update(new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
  }
  return hash.digest('hex');
}

/** Compares everything but scale and offset, which are a format's own matter, with GDAL. */
export async function expectLikeGdal(raster: RasterSource, facts: GdalFacts): Promise<void> {
  const { info } = raster;
  expect({ width: info.width, height: info.height, dtype: info.dtype, bands: info.bands }).toEqual({
    ...{ width: facts.width, height: facts.height, dtype: facts.dtype, bands: facts.bands.length },
  });
  if (facts.nodata === null) expect(info.nodata).toBeNull();
  else expect(info.nodata).toBe(facts.nodata === 'nan' ? Number.NaN : Number(facts.nodata));
  for (const [band, digest] of facts.bands.entries()) {
    const { data } = await raster.readBand(fullWindow(info), { band });
    expect(digestOf(data), `samples of band ${band}`).toBe(digest);
  }
  expectPlace(raster, facts);
}

/** Compares transform and CRS: the latter by its ellipsoid and by where five pixels lie on it. */
export function expectPlace({ info }: RasterSource, facts: GdalFacts): void {
  if (facts.transform === null || !facts.hasCrs) {
    expect(info.georef).toBeNull();
    return;
  }
  expect(info.georef, info.georefProblem).not.toBeNull();
  const { transform, crs } = info.georef!;
  const [c, a, b, f, d, e] = facts.transform;
  for (const [i, value] of [a, b, c, d, e, f].entries()) {
    expect(Math.abs(transform[i] - value), `transform ${i}`).toBeLessThanOrEqual(1e-12 * Math.abs(value));
  }
  const [semiMajor, semiMinor] = facts.radii!;
  expect(Math.abs(crs.ellipsoid.semiMajor - semiMajor)).toBeLessThan(1e-6);
  expect(Math.abs(crs.ellipsoid.semiMinor - semiMinor)).toBeLessThan(1e-3);
  const projector = createProjector(definitionOfCrs(crs));
  for (const [i, [lon, lat]] of facts.places.entries()) {
    const [x, y] = toMap(transform, SHARES[i] * info.width, (1 - SHARES[i]) * info.height);
    const point = { x, y };
    projector.toGeographic(point);
    const [ownLon, ownLat] = [(point.x * 180) / Math.PI, (point.y * 180) / Math.PI];
    // A centimetre on Mars, the accuracy of ellipsoidal projections here; longitudes are the same modulo whole turns.
    const turns = (ownLon - lon) / 360;
    expect(Math.abs(turns - Math.round(turns)) * 360, `longitude of place ${i}`).toBeLessThan(2e-7);
    expect(Math.abs(ownLat - lat), `latitude of place ${i}`).toBeLessThan(2e-7);
  }
}
